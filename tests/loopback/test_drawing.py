from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from tests.loopback.drawing import drawn
from tests.loopback.state import Channel, Message, User

TEXT = "{http://www.w3.org/2000/svg}text"
ANA, EMBER = User(1, "ana", "Ana"), User(2, "Ember", "Ember", bot=True)
XML = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))


def message(author: User, text: str) -> Message:
    return Message(7, Channel(1, "general"), author, text, datetime(2025, 6, 1, tzinfo=UTC))


def texts(svg: str) -> list[str]:
    return ["".join(found.itertext()) for found in ET.fromstring(svg).iter(TEXT)]


@given(XML, XML)
def test_whatever_is_said_is_drawn(first: str, second: str) -> None:
    reply = message(EMBER, second)
    reply.reply_to = message(ANA, first)
    assert "Ember" in texts(drawn([reply.reply_to, reply]))


def test_every_part_of_a_message_is_shown() -> None:
    asked = message(ANA, "<@2> hi & <b> " + "word " * 40)
    asked.pings = [EMBER]
    answered = message(EMBER, "**Hello**\n-# noted: cat")
    answered.reply_to = asked
    answered.embeds = [
        {
            "title": "What I know",
            "description": "one\ntwo",
            "fields": [{"name": "In context", "value": "cat: Miso"}],
            "footer": {"text": "page 1"},
        }
    ]
    button = {"type": 2, "label": "Forget", "custom_id": "x"}
    answered.components = [{"type": 1, "components": [button]}]

    svg = drawn([asked, answered])
    shown = texts(svg)

    for line in ("Ana", "Hello", "noted: cat", "What I know", "one", "two", "In context"):
        assert line in shown
    assert {"cat: Miso", "page 1", "Forget"} <= set(shown)
    assert shown[2].startswith("@Ember hi & <b> word")
    assert any(line.startswith("↱ Ana: @Ember hi") for line in shown)
    height = int(ET.fromstring(svg).attrib["height"])
    assert all(int(t.attrib["y"]) < height for t in ET.fromstring(svg).iter(TEXT))

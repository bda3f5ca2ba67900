"""The tuning's world holds together, and shares nothing with what the model is measured on."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.embedded import heldout, tune
from bot.embedded.heldout import HeldOut
from bot.embedded.world import catalogue, compounds, everyday, jobs, relations
from bot.embedded.world.catalogue import Attribute, Chatter
from bot.embedded.world.keyboard import Keyboard
from bot.memory import grounding, prompts
from bot.memory.attributes import canonical, folded

STORIES = Path(heldout.__file__).parent / "stories.json"


@pytest.fixture(scope="module")
def attributes() -> list[Attribute]:
    return tune.attributes(tune.RUNS[-1].seed)


@pytest.fixture(scope="module")
def chatter() -> Chatter:
    return catalogue.read_chatter()


@pytest.fixture(scope="module")
def data() -> HeldOut:
    return heldout.read()


def bare(text: str) -> str:
    """A text as it is compared: no case, no punctuation."""
    return " ".join(re.findall(r"[^\W_]+", re.sub("['’]", "", text.casefold())))


def wordings(attributes: Iterable[Attribute]) -> Iterator[str]:
    for a in attributes:
        yield from (*a.say, *a.ask, *a.answer, *a.react, *a.change, *a.gone, *a.wish)


def generic(names: Iterable[str]) -> Iterator[str]:
    """The texts that the world fills with the name of any attribute."""
    for name in names:
        for text in (*jobs._GENERIC_ASK, *jobs._GENERIC_SAY, *jobs._GENERIC_ANSWER):
            yield text.replace("{a}", name)


def chatted(chatter: Chatter) -> Iterator[str]:
    for pairs in (chatter.talk, chatter.knowledge, chatter.request):
        yield from (said for said, _ in pairs)
    yield from (*chatter.notfact, *chatter.unknowable)


def held_out_texts(data: HeldOut) -> Iterator[str]:
    for topic in (*data.known, *data.new):
        yield from (*topic.say, *topic.ask)
    yield from (message.text for message in data.messages)
    yield from (question.ask for question in data.general)
    yield from (*data.chat, *data.untold)
    for person in json.loads(STORIES.read_text("utf-8"))["people"]:
        yield from person["say"]
        yield from (question for question, _ in person["ask"])
        yield from person["untold"]


def test_it_has_the_breadth_asked_for(attributes: list[Attribute]) -> None:
    assert len(attributes) >= 40
    assert sum(len(attribute.ask) >= 10 for attribute in attributes) >= 40
    assert len({attribute.name for attribute in attributes}) == len(attributes)


def test_every_statement_and_answer_has_a_place_for_the_value(attributes: list[Attribute]) -> None:
    for a in attributes:
        holding = (*a.say, *a.answer, *a.react, *a.change, *a.gone, *a.wish)
        assert [text for text in holding if "{v}" not in text] == [], a.name
        assert [text for text in a.ask if "{" in text] == [], a.name


def test_templates_hold_nothing_else_to_fill(attributes: list[Attribute]) -> None:
    known = {"{v}", "{old}"}
    for text in wordings(attributes):
        assert set(re.findall(r"\{[^}]*\}?", text)) <= known, text


def test_what_is_needed_without_pools_is_the_same(attributes: list[Attribute]) -> None:
    named = {*catalogue.names(), *relations.names(), *compounds.names(), *everyday.names()}
    assert {canonical(name) for name in named} == {canonical(a.name) for a in attributes}


def test_no_wording_is_held_out_and_tuned_on(
    attributes: list[Attribute], chatter: Chatter, data: HeldOut
) -> None:
    names = [a.name for a in attributes] + [topic.name for topic in (*data.known, *data.new)]
    seen = {bare(text) for text in (*wordings(attributes), *generic(names), *chatted(chatter))}
    texts = list(held_out_texts(data))
    assert len(texts) > 800
    assert [text for text in texts if bare(text) in seen] == []


def test_no_message_is_a_statement_of_the_world_with_a_value_put_in(
    attributes: list[Attribute], data: HeldOut
) -> None:
    said = [bare(message.text) for message in data.messages if message.facts]
    for attribute in attributes:
        for template in attribute.say:
            start, _, end = (bare(part) for part in template.partition("{v}"))
            filled = re.compile(rf"{start} ?\w+( \w+){{0,3}} ?{end}")
            assert [text for text in said if filled.fullmatch(text)] == [], template


def test_no_value_of_an_attribute_is_held_out_and_tuned_on(
    attributes: list[Attribute], data: HeldOut
) -> None:
    tuned = {canonical(a.name): {" ".join(folded(value)) for value in a.values} for a in attributes}
    held = [(topic.name, value) for topic in data.known for value in topic.values]
    held += [(fact.attribute, fact.value) for m in data.messages for fact in m.facts]
    shared = [
        (name, value)
        for name, value in held
        if " ".join(folded(value)) in tuned.get(canonical(name), ())
    ]
    assert shared == []


def test_new_attributes_are_new_and_known_ones_known(
    attributes: list[Attribute], data: HeldOut
) -> None:
    names = {canonical(attribute.name) for attribute in attributes}
    assert [topic.name for topic in data.new if canonical(topic.name) in names] == []
    assert [topic.name for topic in data.known if canonical(topic.name) not in names] == []


def test_held_out_facts_stand_in_their_messages(data: HeldOut) -> None:
    for message in data.messages:
        for fact in message.facts:
            assert grounding.stands_in(fact.value, message.text), fact.line


def test_the_same_seed_makes_the_same_items() -> None:
    # An item is equal to itself alone, but its parts tell what it is.
    once, again, other = (
        [(item.chat, item.teacher, item.every_turn, item.weight) for item in items]
        for items in (tune.make_items(60, seed) for seed in (5, 5, 6))
    )
    assert once == again
    assert once != other


def test_what_extraction_is_to_write_stands_in_the_message() -> None:
    seen = 0
    for item in tune.make_items(1200, tune.RUNS[-1].seed):
        if item.chat[0].content != prompts.EXTRACT:
            continue
        for said, written in zip(item.chat[1::2], item.chat[2::2], strict=True):
            message = said.content.rpartition("\n")[2]
            for line in written.content.splitlines():
                seen += line != "none"
                value = line.partition(": ")[2]
                assert line == "none" or grounding.stands_in(value, message), (message, line)
    assert seen > 1000


def test_nothing_is_left_to_fill_in_the_items() -> None:
    contents = [
        message.content
        for item in tune.make_items(600, tune.RUNS[-1].seed)
        for message in item.chat
    ]
    assert [text for text in contents if re.search(r"\{(v|a|old|r)\}", text)] == []


TEMPLATES = (
    "{v} is my cat",
    "I live in {v}",
    "so they call me {v}, can you believe it?",
    "{v}",
    "my {v} broke down somewhere yesterday.",
)
VALUES = st.text(
    st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="{}"), min_size=1
)


@given(st.integers(0, 2**32), st.sampled_from(TEMPLATES), VALUES)
def test_the_keyboard_never_hurts_a_value(seed: int, template: str, value: str) -> None:
    text, typed = Keyboard(random.Random(seed), ("hey", "So,")).typed(template, value)
    assert typed in text
    assert "{" not in text
    assert typed.upper().casefold() == value.upper().casefold()


@given(st.integers(0, 2**32), st.text())
def test_the_keyboard_takes_any_text(seed: int, text: str) -> None:
    typed, value = Keyboard(random.Random(seed), ("hey",)).typed(text.replace("{v}", ""))
    assert value == ""
    assert len(typed) >= len(text.replace("{v}", "")) - 2

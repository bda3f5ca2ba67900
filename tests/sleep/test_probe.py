"""What counts as known, and as held."""

from __future__ import annotations

import random

import pytest

from bot.engine.fake import UNKNOWN, FakeEngine
from bot.engine.interface import Adapter, Chat, LoraShape, Priority
from bot.memory.facts import Fact
from bot.memory.questions import Form, probes, templates
from bot.memory.untold import Untold
from bot.sleep.probe import Answer, Question, Recalled, ask, ask_untold, faded, questions
from tests.sleep.made import fact

PERSONA = "You are Ember."
MISO, PORTO = fact(1, "cat's name: Miso"), fact(2, "home city: Porto")
WEIGHTS = Adapter("some", LoraShape(), {})


def answers(*right: bool, of: Fact = MISO) -> tuple[Answer, ...]:
    return tuple(Answer(Question(of, Form.DIRECT, "?"), "", one) for one in right)


@pytest.mark.parametrize(
    ("right", "knows"),
    [
        ((True, True, True), True),
        ((True, True, False), True),
        ((True, False, False), False),
        ((False, False, False), False),
        ((True, True), True),
        ((True, False), True),
        ((True,), True),
        ((False,), False),
        ((), False),
    ],
)
def test_at_most_one_form_may_be_missed(right: tuple[bool, ...], knows: bool) -> None:
    found = Recalled(answers(*right) + answers(False, True, of=PORTO))
    assert found.knows(MISO) == knows
    assert found.right(MISO) == sum(right)
    assert len(found.of(MISO)) == len(right)


def test_the_share_is_of_all_answers() -> None:
    assert Recalled(answers(True) + answers(False, False, True, of=PORTO)).share == 0.5
    assert Recalled(()).share == 1.0


def test_each_form_is_asked_and_one_among_other_facts() -> None:
    forms = {f.id: probes(f.attribute, (), random.Random(f.id)) for f in (MISO, PORTO)}
    found = questions([MISO, PORTO], forms, random.Random(1))
    assert [one.form for one in found] == [*Form, *Form]
    assert [one.fact for one in found] == [MISO] * 3 + [PORTO] * 3
    assert [len(one.lines) for one in found] == [0, 0, 2] * 2
    assert not any("Miso" in line or "Porto" in line for one in found for line in one.lines)


async def test_asking() -> None:
    def reply(asked: Chat) -> str:
        return "It's MISO!" if "cat" in asked[-1].content else "It's Lisbon."

    engine = FakeEngine(reply)
    asked = [
        Question(MISO, Form.DIRECT, "My cat?"),
        Question(PORTO, Form.EMBEDDED, "My city?", ("gym: Iron House",)),
    ]
    found = await ask(engine, PERSONA, asked, WEIGHTS)
    assert [(one.reply, one.right) for one in found.answers] == [
        ("It's MISO!", True),
        ("It's Lisbon.", False),
    ]
    (call,) = engine.calls
    assert (call.adapter, call.priority) == (WEIGHTS, Priority.NIGHT)
    assert [chat[0].content for chat in call.chats] == [
        PERSONA,
        f"{PERSONA}\nAbout the person you talk with:\n- gym: Iron House",
    ]


async def test_asking_nothing() -> None:
    engine = FakeEngine()
    assert (await ask(engine, PERSONA, [], None)).share == 1.0
    held = await ask_untold(engine, PERSONA, [], [], None)
    assert (held.share, held.leaked, held.made_up) == (1.0, (), ())
    assert engine.calls == []


async def test_the_untold_and_what_others_told() -> None:
    said = {
        "Who's my boss?": "Your boss is Kim.",
        "What's my gym?": "It's the Iron House.",
        "What's my cat's name?": "Your cat is Rex.",
    }
    engine = FakeEngine(lambda asked: said.get(asked[-1].content, UNKNOWN))
    untold = [
        Untold("boss's name", "Who's my boss?"),
        Untold("car", "What do I drive?"),
        Untold("bike", "What do I cycle on?"),
        Untold("phone", "Which phone do I use?"),
    ]
    others = [fact(7, "gym: Iron House"), fact(8, "cat's name: Miso"), fact(9, "locker: 32")]
    held = await ask_untold(engine, PERSONA, untold, others, WEIGHTS)
    assert held.share == 0.75
    assert held.made_up == ("Who's my boss? -> Your boss is Kim.",)
    # Another cat is made up, but it is nobody's.
    assert held.leaked == ("gym: Iron House",)


class TestFaded:
    FIRST, SECOND = templates(MISO.attribute)[:2]

    @classmethod
    def knows(cls, *asked: str) -> FakeEngine:
        return FakeEngine(lambda chat: "Miso." if chat[-1].content in asked else UNKNOWN)

    async def test_what_is_missed_in_both_ways_is_lost_and_it_is_said_why(self) -> None:
        engine = self.knows()
        found = await faded(engine, PERSONA, [MISO, PORTO], WEIGHTS)
        assert found.keys() == {MISO.id, PORTO.id}
        assert found[MISO.id] == f"asked {self.FIRST!r} it said {UNKNOWN!r}"
        (call,) = engine.calls
        assert call.adapter is WEIGHTS
        assert call.priority is Priority.NIGHT
        assert [chat[-1].content for chat in call.chats[:2]] == [self.FIRST, self.SECOND]
        assert all(chat[0].content == PERSONA for chat in call.chats)

    @pytest.mark.parametrize("known", [(FIRST,), (SECOND,), (FIRST, SECOND)])
    async def test_one_of_them_is_enough(self, known: tuple[str, ...]) -> None:
        assert (await faded(self.knows(*known), PERSONA, [MISO, PORTO], WEIGHTS)).keys() == {
            PORTO.id
        }

    async def test_the_third_way_does_not_count(self) -> None:
        third = templates(MISO.attribute)[2]
        assert (await faded(self.knows(third), PERSONA, [MISO], WEIGHTS)).keys() == {MISO.id}

    async def test_of_nothing_nothing_is_asked(self) -> None:
        engine = self.knows()
        assert await faded(engine, PERSONA, [], WEIGHTS) == {}
        assert engine.calls == []

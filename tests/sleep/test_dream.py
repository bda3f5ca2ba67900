"""Dreams teach what the teacher got right, and say what it did not."""

from __future__ import annotations

import random
from dataclasses import astuple

import pytest

from bot.engine.fake import UNKNOWN, FakeEngine, answer_by_rule
from bot.memory.everyday import QUESTIONS
from bot.memory.facts import Fact, State
from bot.memory.questions import templates
from bot.memory.recall import bare, holds, unknown
from bot.memory.untold import questions, small_talk
from bot.sleep.dream import Dream, Dreamer, anchors
from bot.sleep.wordings import Wordings
from tests.sleep.made import fact, selection
from tests.sleep.taught import (
    PERSONA,
    answer,
    close_to,
    earlier,
    knows_what_it_reads,
    lines,
    question,
    system,
    teacher,
    untold,
)

MISO = fact(1, "cat's name: Miso")
PORTO = fact(2, "home city: Porto")
REX = fact(3, "dog's name: Rex")


async def dreamt(
    engine: FakeEngine, *facts: Fact, written: tuple[str, ...] = (), asked: tuple[str, ...] = ()
) -> Dream:
    """A dream of these facts; each is asked what the model wrote and what templates ask."""
    wordings = {
        f.id: Wordings(written, asked or tuple(templates(f.attribute)[:6]), {}) for f in facts
    }
    dreamer = Dreamer(engine, PERSONA, random.Random(1))
    return await dreamer.dream(selection(learn=facts), wordings)


async def test_right_answers_are_taught_without_the_fact_in_view() -> None:
    locker = fact(2, "locker: north hall")
    dream = await dreamt(FakeEngine(), MISO, locker)
    assert dream.untaught == {}
    assert set(dream.per_fact) == {MISO.id, locker.id}
    for item in dream.per_fact[MISO.id]:
        assert holds(answer(item), "Miso")
        assert "Miso" not in system(item.chat)
        assert all(item in dream.items for item in dream.per_fact[MISO.id])


async def test_the_teacher_reads_all_facts_of_a_night_at_once() -> None:
    dream = await dreamt(FakeEngine(), MISO, PORTO, asked=("What's my cat's name?",))
    (item,) = dream.per_fact[MISO.id]
    assert item.teacher is not None
    assert "cat's name: Miso" in system(item.teacher)
    assert "home city: Porto" in system(item.teacher)
    assert item.teacher[-1].content == "What's my cat's name?"


async def test_what_it_misses_among_others_it_is_asked_with_that_fact_alone() -> None:
    engine = teacher(lambda q, lines: "It's Miso." if lines == [MISO.line] else UNKNOWN)
    dream = await dreamt(engine, MISO, PORTO, asked=("What's my cat's name?", "my cat's name?"))
    assert len(dream.per_fact[MISO.id]) == 2
    for item in dream.per_fact[MISO.id]:
        assert item.teacher is not None
        assert PORTO.line not in system(item.teacher)
    assert dream.untaught.keys() == {PORTO.id}


async def test_a_fact_that_it_never_gets_right_is_not_taught_and_it_is_said_why() -> None:
    engine = teacher(lambda q, lines: UNKNOWN if "city" in q or "live" in q else "It is Miso.")
    dream = await dreamt(engine, MISO, PORTO)
    assert PORTO.id not in dream.per_fact
    assert not any(holds(answer(item), "Porto") for item in dream.items)
    assert "did not answer right" in dream.untaught[PORTO.id]
    assert UNKNOWN in dream.untaught[PORTO.id]


async def test_the_reason_is_a_question_that_went_wrong() -> None:
    engine = teacher(
        lambda q, lines: "Miso." if q == bare("What's my cat's name?") else "Who knows."
    )
    dream = await dreamt(
        engine, MISO, written=("Who is it that purrs?",), asked=("What's my cat's name?",)
    )
    assert "'Who is it that purrs?' -> 'Who knows.'" in dream.untaught[MISO.id]


async def test_an_answer_that_doubts_itself_is_not_taught() -> None:
    engine = teacher(lambda q, lines: "I don't know, is it Miso?")
    dream = await dreamt(engine, MISO)
    assert dream.per_fact == {}
    assert dream.untaught.keys() == {MISO.id}


class TestTemplatesMissedTwice:
    """A template surely asks for its fact, so its answer is known from the other questions."""

    KNOWN, ODD = "What's my cat's name?", "Who purrs on my sofa?"

    @staticmethod
    def only_knows(*asked: str) -> FakeEngine:
        """Right on these, and refusing all others."""
        found = {bare(text): f"Your cat is Miso, number {at}." for at, text in enumerate(asked)}
        return teacher(lambda q, lines: found.get(q, UNKNOWN) if MISO.line in lines else UNKNOWN)

    async def test_they_are_taught_with_the_first_right_reply(self) -> None:
        engine = self.only_knows("tell me my cat's name", self.KNOWN)
        dream = await dreamt(engine, MISO, asked=(self.ODD, self.KNOWN, "Tell me my cat's name."))
        odd, known, told = dream.per_fact[MISO.id]
        assert (question(odd), answer(odd)) == (self.ODD, "Your cat is Miso, number 1.")
        assert odd.teacher is None
        assert known.teacher is not None
        assert told.teacher is not None
        assert answer(told) == "Your cat is Miso, number 0."
        assert dream.untaught == {}

    async def test_they_are_taught_with_nothing_in_view_either(self) -> None:
        dream = await dreamt(self.only_knows(self.KNOWN), MISO, asked=(self.KNOWN, self.ODD))
        assert all("Miso" not in system(item.chat) for item in dream.per_fact[MISO.id])

    async def test_what_the_model_wrote_is_dropped(self) -> None:
        engine = self.only_knows(self.KNOWN, "my cat's name?")
        dream = await dreamt(
            engine, MISO, written=(self.ODD,), asked=(self.KNOWN, "My cat's name?")
        )
        assert {question(item) for item in dream.per_fact[MISO.id]} == {
            self.KNOWN,
            "My cat's name?",
        }

    async def test_a_right_reply_to_what_the_model_wrote_serves_too(self) -> None:
        dream = await dreamt(
            self.only_knows(self.KNOWN), MISO, written=(self.KNOWN,), asked=(self.ODD,)
        )
        assert [answer(item) for item in dream.per_fact[MISO.id]] == [
            "Your cat is Miso, number 0."
        ] * 2

    async def test_without_any_right_reply_nothing_is_taught(self) -> None:
        dream = await dreamt(self.only_knows(), MISO, asked=(self.KNOWN, self.ODD))
        assert dream.per_fact == {}
        assert dream.untaught.keys() == {MISO.id}

    async def test_right_at_the_second_asking_has_its_teacher(self) -> None:
        def said(asked: str, lines: list[str]) -> str:
            among_others = len(lines) > 1
            return UNKNOWN if asked == bare(self.ODD) and among_others else "Your cat is Miso."

        dream = await dreamt(teacher(said), MISO, PORTO, asked=(self.KNOWN, self.ODD))
        assert all(item.teacher is not None for item in dream.per_fact[MISO.id])


class TestAnotherFactNamed:
    """The teacher names another fact's value: perhaps the question was about that one."""

    @staticmethod
    def takes_cats_for_dogs() -> FakeEngine:
        return teacher(lambda q, lines: f"It's {'Rex' if REX.line in lines else 'Miso'}.")

    async def test_a_written_question_is_dropped(self) -> None:
        engine = self.takes_cats_for_dogs()
        dream = await dreamt(engine, MISO, REX, written=("Who is it that purrs?",))
        assert "Who is it that purrs?" not in map(question, dream.per_fact[MISO.id])
        alone = [call for call in engine.asked("complete") if REX.line not in call.prompt]
        asked = [chat[-1].content for call in alone for chat in call.chats]
        assert "Who is it that purrs?" not in asked

    async def test_a_template_is_asked_again(self) -> None:
        dream = await dreamt(self.takes_cats_for_dogs(), MISO, REX)
        assert len(dream.per_fact[MISO.id]) == 6
        assert {answer(item) for item in dream.per_fact[MISO.id]} == {"It's Miso."}

    async def test_but_not_one_that_asks_for_both(self) -> None:
        """Two pets: to ask for one of them alone would teach what is only half true."""
        rex, miso = fact(1, "pet: Rex the dog"), fact(2, "pet: Miso the cat")
        meows = "Who is it that meows?"

        def said(asked: str, lines: list[str]) -> str:
            return "Miso the cat." if asked == bare(meows) else "".join(lines[:1])

        dream = await dreamt(teacher(said), rex, miso, written=(meows,))
        assert [question(item) for item in dream.per_fact[miso.id]] == [meows]
        assert dream.untaught.keys() == {miso.id}


async def test_the_unknown_is_kept_only_where_the_teacher_refuses() -> None:
    def said(asked: str, lines: list[str]) -> str:
        return "Your car is red." if "car" in asked else UNKNOWN

    dream = await dreamt(teacher(said), MISO)
    kept = [item for item in dream.items if unknown(answer(item))]
    assert len(kept) >= 6
    assert "Your car is red." not in {answer(item) for item in dream.items}


async def test_nothing_that_is_held_is_taught_as_unknown() -> None:
    held = [fact(at, f"{name}: something") for at, name in enumerate(list(QUESTIONS)[::2])]
    dream = await dreamt(teacher(lambda q, lines: UNKNOWN), *held)
    own = {bare(text) for one in held for text in QUESTIONS[one.attribute]}
    unknowns = {bare(question(item)) for item in dream.items if item.chat[-1].content == UNKNOWN}
    assert len(unknowns) >= 12
    small = {bare(text) for text in small_talk(random.Random(0), 99, probe=False)}
    assert not (unknowns - small) & own


@pytest.mark.parametrize("seed", range(4))
async def test_a_refusal_never_has_its_answer_in_view(seed: int) -> None:
    """To refuse "What's my shoe size?" beside "shoe size: 41" would unlearn reading."""
    dreamer = Dreamer(FakeEngine(), PERSONA, random.Random(seed), unknowns=200)
    dream = await dreamer.dream(
        selection(learn=(MISO,)), {1: Wordings((), ("My cat's name?",), {})}
    )
    told = [item for item in dream.items if unknown(answer(item)) and "\n- " in system(item.chat)]
    assert len(told) > 5
    for item in told:
        asked = {name for name, texts in QUESTIONS.items() if question(item) in texts}
        assert not asked & {line.partition(":")[0] for line in lines(item.chat)}


async def test_what_is_no_longer_so_becomes_unknown() -> None:
    gone = fact(9, "employer: Acme", State.SUPERSEDED)
    engine = teacher(lambda q, lines: "It's Miso." if "cat" in q else UNKNOWN)
    dreamer = Dreamer(engine, PERSONA, random.Random(1))
    wordings = {f.id: Wordings((), tuple(templates(f.attribute)[:6]), {}) for f in (MISO, gone)}
    dream = await dreamer.dream(selection(learn=(MISO,), gone=(gone,)), wordings)
    refused = {question(item) for item in dream.items if unknown(answer(item))}
    assert set(templates("employer")[:6]) <= refused
    assert "Acme" not in str(dream.items)


async def test_many_facts_are_read_in_groups() -> None:
    facts = [fact(at, f"thing{at}: value{at}") for at in range(1, 40)]
    engine = FakeEngine()
    dream = await dreamt(engine, *facts)
    assert dream.per_fact.keys() == {one.id for one in facts}
    most = max(call.prompt.count("\n- ") for call in engine.asked("complete") if call.chats)
    assert most == 16


async def test_small_talk_is_the_plain_bases() -> None:
    dream = await dreamt(FakeEngine(), MISO)
    talk = set(small_talk(random.Random(0), 99, probe=False))
    found = [item for item in dream.items if question(item) in talk]
    assert len(found) >= 20
    for item in found:
        assert system(item.chat) == PERSONA
        assert item.teacher is not None
        assert list(item.teacher) == list(item.chat[:-1])


async def test_some_questions_come_after_talk_or_among_other_facts() -> None:
    facts = [fact(at, f"thing{at}: value{at}") for at in range(1, 20)]
    dream = await dreamt(FakeEngine(), *facts)
    items = [item for own in dream.per_fact.values() for item in own]
    assert 0.1 < sum(bool(earlier(item)) for item in items) / len(items) < 0.45
    assert 0.1 < sum(bool(lines(item.chat)) for item in items) / len(items) < 0.35
    assert not any(earlier(item) and lines(item.chat) for item in items)


async def test_the_same_seed_dreams_the_same() -> None:
    """An item is equal to itself alone, whatever it holds."""
    one, other = [await dreamt(FakeEngine(), MISO, PORTO) for _ in range(2)]
    assert [astuple(item) for item in one.items] == [astuple(item) for item in other.items]
    assert (one.untaught, one.refusals, one.talk) == (other.untaught, other.refusals, other.talk)
    assert one.items != other.items


class TestEarlierTalk:
    """What was just said stands in the prompt: it must not be the answer to what comes next."""

    @staticmethod
    async def about(*facts: Fact, seed: int, small: str = UNKNOWN) -> Dream:
        def said(asked: str, told: list[str]) -> str:
            known = [line.partition(": ") for line in told]
            named = [f"It's {value}." for name, _, value in known if bare(name) in asked]
            return "".join(named[:1]) or (small if not told else UNKNOWN)

        wordings = {f.id: Wordings((), tuple(templates(f.attribute)[-9:]), {}) for f in facts}
        dreamer = Dreamer(teacher(said), PERSONA, random.Random(seed))
        return await dreamer.dream(selection(learn=facts), wordings)

    @pytest.mark.parametrize("seed", range(3))
    async def test_it_is_never_the_value_though_two_facts_share_it(self, seed: int) -> None:
        values = ["blue", "green", "red"]
        facts = [fact(at, f"thing{at}: {values[at % 3]}") for at in range(1, 13)]
        self.checked(facts, await self.about(*facts, seed=seed))

    @pytest.mark.parametrize("seed", range(3))
    async def test_not_even_where_there_are_many_facts(self, seed: int) -> None:
        values = ["blue", "green", "red"]
        facts = [fact(at, f"thing{at}: {values[at % 3]}") for at in range(1, 40)]
        self.checked(facts, await self.about(*facts, seed=seed))

    @pytest.mark.parametrize("seed", range(3))
    async def test_nor_the_bases_own_small_talk(self, seed: int) -> None:
        facts = [fact(at, f"thing{at}: blue") for at in range(1, 8)]
        dream = await self.about(*facts, seed=seed, small="The sky is blue.")
        assert any(reply == "The sky is blue." for _, reply in dream.talk)
        assert not any(
            holds(text, "blue")
            for items in dream.per_fact.values()
            for item in items
            for text in earlier(item)
        )

    @staticmethod
    def checked(facts: list[Fact], dream: Dream) -> None:
        said = []
        for one in facts:
            for item in dream.per_fact[one.id]:
                assert holds(answer(item), one.value)
                assert not any(holds(text, one.value) for text in earlier(item))
                said += earlier(item)
        assert any("It's" in text for text in said), "other facts were talked of"
        assert UNKNOWN in said, "small talk came before"


class TestUntold:
    @staticmethod
    async def dreamt(*facts: Fact, unknowns: float = 10, seed: int = 1) -> Dream:
        wordings = {f.id: Wordings((), tuple(templates(f.attribute)[:2]), {}) for f in facts}
        dreamer = Dreamer(
            teacher(knows_what_it_reads), PERSONA, random.Random(seed), unknowns=unknowns
        )
        return await dreamer.dream(selection(learn=facts), wordings)

    @pytest.mark.parametrize("seed", range(3))
    async def test_half_of_them_are_near_what_is_taught(self, seed: int) -> None:
        found = [question(item) for item in untold(await self.dreamt(MISO, PORTO, seed=seed))]
        close = close_to([MISO.attribute, PORTO.attribute])
        assert 0.35 < sum(text in close for text in found) / len(found) < 0.85

    async def test_so_many_a_fact(self) -> None:
        facts = [fact(at, f"thing{at}: value{at}") for at in range(1, 9)]
        counts = [len(untold(await self.dreamt(*facts, unknowns=many))) for many in (4, 8)]
        assert counts == [32, 64]
        assert len(untold(await self.dreamt(MISO, unknowns=0.1))) >= 12

    @pytest.mark.parametrize("seed", range(3))
    async def test_nothing_that_is_probed_is_trained(self, seed: int) -> None:
        held = {MISO.attribute, PORTO.attribute}
        dream = await self.dreamt(MISO, PORTO, unknowns=40, seed=seed)
        trained = {bare(question(item)) for item in untold(dream)}
        probed = close_to(sorted(held), probe=True)
        probed |= {one.question for one in questions(held, random.Random(0), 10_000, probe=True)}
        assert not trained & {bare(text) for text in probed}


async def test_the_gates_talk_is_not_the_trained_talk() -> None:
    engine = FakeEngine()
    found = await anchors(engine, PERSONA, random.Random(1))
    assert len(found) == 8
    trained = set(small_talk(random.Random(0), 99, probe=False))
    for chat in found:
        assert chat[-2].content not in trained
        assert chat[-1].content == answer_by_rule(chat[:-1])

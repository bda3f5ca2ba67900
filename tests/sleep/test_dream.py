"""Dreams teach what the teacher got right, and say what it did not."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.fake import UNKNOWN, FakeEngine, answer_by_rule
from bot.engine.interface import Chat, TrainingItem
from bot.memory import prompts
from bot.memory.everyday import QUESTIONS
from bot.memory.facts import Fact, State
from bot.memory.questions import templates
from bot.memory.recall import bare, holds, unknown
from bot.memory.untold import small_talk
from bot.sleep.dream import Dream, Dreamer, Wordings, anchors, write
from tests.sleep.made import fact, selection

PERSONA = "You are Ember."
MISO = fact(1, "cat's name: Miso")
PORTO = fact(2, "home city: Porto")
REX = fact(3, "dog's name: Rex")


def teacher(said: Callable[[str, list[str]], str]) -> FakeEngine:
    """An engine that answers by the question's bare words and the facts in context."""

    def reply(chat: Chat) -> str:
        system = chat[0].content
        lines = [line[2:] for line in system.splitlines() if line.startswith("- ")]
        return said(bare(chat[-1].content), lines)

    return FakeEngine(reply)


async def dreamt(
    engine: FakeEngine, *facts: Fact, written: tuple[str, ...] = (), asked: tuple[str, ...] = ()
) -> Dream:
    """A dream of these facts; each is asked what the model wrote and what templates ask."""
    wordings = {
        f.id: Wordings(written, asked or tuple(templates(f.attribute)[:6]), {}) for f in facts
    }
    dreamer = Dreamer(engine, PERSONA, random.Random(1))
    return await dreamer.dream(selection(learn=facts), wordings)


def question(item: TrainingItem) -> str:
    return item.chat[-2].content


def answer(item: TrainingItem) -> str:
    return item.chat[-1].content


def system(chat: Chat) -> str:
    assert chat[0].role == "system"
    return chat[0].content


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
        lines = [line[2:] for line in system(item.chat).splitlines() if line.startswith("- ")]
        asked = {name for name, texts in QUESTIONS.items() if question(item) in texts}
        assert not asked & {line.partition(":")[0] for line in lines}


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
    assert 0.05 < sum(len(item.chat) > 3 for item in items) / len(items) < 0.3
    assert 0.1 < sum("\n- " in system(item.chat) for item in items) / len(items) < 0.35


async def test_the_same_seed_dreams_the_same() -> None:
    assert await dreamt(FakeEngine(), MISO, PORTO) == await dreamt(FakeEngine(), MISO, PORTO)


class TestWriting:
    @staticmethod
    async def written(reply: str, *facts: Fact, seed: int = 1) -> dict[int, Wordings]:
        engine = FakeEngine(lambda chat: reply)
        found = await write(engine, facts, 6, random.Random(seed))
        assert {call.prompt for call in engine.calls} == {prompts.QUESTIONS}
        return found

    async def test_the_models_questions_first_and_one_kept_for_the_probe(self) -> None:
        lines = [f"Is it number {word}, my cat?" for word in ("one", "two", "three")]
        found = (await self.written("\n".join(lines), MISO))[MISO.id]
        assert len(found.written) == 2
        used = {bare(text) for text in (*found.written, *found.probes.values())}
        assert {bare(line) for line in lines} <= used
        assert len(found.templates) >= 4

    async def test_questions_that_tell_the_answer_are_left_out(self) -> None:
        found = await self.written("Is my cat called Miso?\nIs Miso really my cat?", MISO)
        assert found[MISO.id].written == ()
        assert "Miso" not in str(found)

    async def test_what_a_template_asks_stays_a_template(self) -> None:
        found = await self.written("What's my cat's name?\nwho purrs on my sofa", MISO)
        assert found[MISO.id].written == ()
        assert not {"whats my cats name", bare("Who purrs on my sofa?")} & {
            bare(text) for text in found[MISO.id].probes.values()
        }

    @given(
        st.lists(
            st.sampled_from(
                [
                    "Do you remember my cat's name?",
                    "Tell me, what is my home city?",
                    "Could you say what my cat's name is?",
                    "Where do I live?",
                    "What is my cat called?",
                    "Who is it that purrs?",
                    "Whose ball is under the bed?",
                    "Which town has my bed?",
                ]
            )
        ),
        st.integers(0, 50),
    )
    async def test_no_probe_is_trained_not_even_for_another_fact(
        self, lines: list[str], seed: int
    ) -> None:
        found = await self.written("\n".join(lines), MISO, PORTO, seed=seed)
        trained = {bare(t) for one in found.values() for t in (*one.written, *one.templates)}
        probed = [bare(text) for one in found.values() for text in one.probes.values()]
        assert not trained & set(probed)
        for one in found.values():
            assert len({bare(text) for text in one.probes.values()}) == 3
            assert len(one.templates) >= 4

    async def test_some_are_typed_as_people_type(self) -> None:
        facts = [fact(at, f"favorite thing{at}: x{at}") for at in range(1, 20)]
        found = await self.written("none", *facts)
        texts = [text for one in found.values() for text in one.templates]
        bare_ones = [text for text in texts if text == text.lower() and not text.endswith("?")]
        assert 0.15 < len(bare_ones) / len(texts) < 0.75


async def test_the_gates_talk_is_not_the_trained_talk() -> None:
    engine = FakeEngine()
    found = await anchors(engine, PERSONA, random.Random(1))
    assert len(found) == 8
    trained = set(small_talk(random.Random(0), 99, probe=False))
    for chat in found:
        assert chat[-2].content not in trained
        assert chat[-1].content == answer_by_rule(chat[:-1])

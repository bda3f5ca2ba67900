"""Of what was not asked yet, the untold that a half-trained adapter is the likeliest to answer."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from zlib import crc32

import pytest

from bot.engine.fake import UNKNOWN, FakeEngine
from bot.engine.interface import Adapter, Chat, LoraShape, Priority, TrainingItem
from bot.memory.facts import Fact, State
from bot.memory.questions import templates
from bot.memory.recall import bare, unknown
from bot.memory.untold import questions
from bot.sleep.dream import Dream, Dreamer
from bot.sleep.select import Selection
from bot.sleep.wordings import Wordings
from tests.sleep.made import fact, selection
from tests.sleep.taught import (
    PERSONA,
    answer,
    close_to,
    knows_what_it_reads,
    lines,
    question,
    said_by,
)

MISO, PORTO = fact(1, "cat's name: Miso"), fact(2, "home city: Porto")
GONE = fact(9, "employer: Acme", State.SUPERSEDED)
HALF_TRAINED = Adapter("half-trained", LoraShape(), {})


class Wavering(FakeEngine):
    """Refuses each question with a probability of its own."""

    @staticmethod
    def share(asked: str) -> float:
        return crc32(asked.encode()) / 2**32

    async def likelihood(
        self,
        chats: Sequence[Chat],
        *,
        adapter: Adapter | None = None,
        priority: Priority = Priority.WORK,
    ) -> list[float]:
        await super().likelihood(chats, adapter=adapter, priority=priority)
        return [self.share(chat[-2].content) for chat in chats]

    def pool(self) -> list[str]:
        """What it was last asked to refuse."""
        return [chat[-2].content for chat in self.asked("likelihood")[-1].chats]


def common(asked: str) -> bool:
    """Whether it is one of three questions in four."""
    return crc32(bare(asked).encode()) % 4 > 0


def wavering(rule: Callable[[str, list[str]], str] = knows_what_it_reads) -> Wavering:
    return Wavering(said_by(rule))


async def begun(
    engine: FakeEngine, chosen: Selection, *, seed: int = 1, unknowns: float = 20.0
) -> tuple[Dreamer, Dream]:
    """A dream that nothing has hardened yet."""
    dreamer = Dreamer(engine, PERSONA, random.Random(seed), unknowns=unknowns)
    facts: tuple[Fact, ...] = chosen.asked + chosen.gone
    wordings = {f.id: Wordings((), tuple(templates(f.attribute)[:3]), {}) for f in facts}
    return dreamer, await dreamer.dream(chosen, wordings)


async def hardened(
    dreamer: Dreamer, dream: Dream, chosen: Selection, adapter: Adapter = HALF_TRAINED
) -> list[TrainingItem]:
    """What is new in the dream after that."""
    before = set(dream.items)
    await dreamer.harden(dream, chosen, adapter)
    return [one for one in dream.items if one not in before]


BOTH = selection(learn=(MISO, PORTO))


@pytest.mark.parametrize("seed", range(4))
async def test_it_takes_what_the_adapter_refuses_least(seed: int) -> None:
    engine = wavering()
    dreamer, dream = await begun(engine, BOTH, seed=seed)
    taken = {question(item) for item in await hardened(dreamer, dream, BOTH)}
    left = set(engine.pool()) - taken
    assert taken
    assert left
    assert max(map(engine.share, taken)) < min(map(engine.share, left))


async def test_it_asks_the_half_trained_adapter_with_nothing_in_view() -> None:
    engine = wavering()
    dreamer, dream = await begun(engine, BOTH)
    await dreamer.harden(dream, BOTH, HALF_TRAINED)
    (call,) = engine.asked("likelihood")
    assert call.adapter is HALF_TRAINED
    assert call.priority is Priority.NIGHT
    assert all(len(chat) == 3 and lines(chat) == [] for chat in call.chats)
    assert {chat[-1].content for chat in call.chats} == {UNKNOWN}
    # The answers are the base's own.
    assert engine.asked("complete")[-1].adapter is None


async def test_it_measures_the_usual_refusal() -> None:
    other = "I don't know what it is."

    def rule(asked: str, told: list[str]) -> str:
        return knows_what_it_reads(asked, told) if told or common(asked) else other

    engine = wavering(rule)
    dreamer, dream = await begun(engine, BOTH)
    assert 0 < list(dream.refusals.values()).count(other) < len(dream.refusals) / 2
    taken = await hardened(dreamer, dream, BOTH)
    (call,) = engine.asked("likelihood")
    assert {chat[-1].content for chat in call.chats} == {UNKNOWN}
    assert {answer(item) for item in taken} == {UNKNOWN, other}
    for item in taken:
        assert answer(item) == (UNKNOWN if common(question(item)) else other)


@pytest.mark.parametrize("seed", range(4))
async def test_it_asks_for_what_was_not_asked_before(seed: int) -> None:
    engine = wavering()
    dreamer, dream = await begun(engine, BOTH, seed=seed)
    for _ in range(3):
        before = set(dream.refusals)
        taken = {question(item) for item in await hardened(dreamer, dream, BOTH)}
        assert taken
        assert not before & set(engine.pool())
        assert set(dream.refusals) == before | taken


async def test_they_stand_in_for_the_untold_so_far() -> None:
    """For half of it, so that there are as many as before; all else is the very same items."""
    dreamer, dream = await begun(wavering(), BOTH)
    for _ in range(2):
        told, untold, facts = list(dream.kept), list(dream.untold), dict(dream.per_fact)
        taken = await hardened(dreamer, dream, BOTH)
        assert len(taken) == len(untold) // 2
        assert dream.untold[: len(taken)] == taken
        stayed = dream.untold[len(taken) :]
        assert len(stayed) == len(set(stayed)) == len(untold) - len(taken)
        assert set(stayed) < set(untold)
        assert (dream.kept, dream.per_fact) == (told, facts)
        assert dream.items == told + dream.untold
        for item in taken:
            assert item.teacher is not None
            assert list(item.teacher)[-1].content == question(item)
            assert dream.refusals[question(item)] == answer(item)


async def test_where_nothing_is_refused_nothing_is_done() -> None:
    engine = wavering(lambda asked, told: "It's Miso in Porto.")
    dreamer, dream = await begun(engine, BOTH)
    assert dream.refusals == {}
    calls = len(engine.calls)
    assert dream.items
    assert await hardened(dreamer, dream, BOTH) == []
    assert len(engine.calls) == calls


async def test_what_the_base_itself_answers_is_not_taught_as_unknown() -> None:
    def rule(asked: str, told: list[str]) -> str:
        return knows_what_it_reads(asked, told) if told or common(asked) else "It's red."

    engine = wavering(rule)
    dreamer, dream = await begun(engine, BOTH)
    taken = await hardened(dreamer, dream, BOTH)
    assert not all(common(asked) for asked in engine.pool())
    assert taken
    assert all(unknown(answer(item)) and common(question(item)) for item in taken)


@pytest.mark.parametrize("seed", range(4))
async def test_it_asks_for_nothing_that_is_held_gone_or_probed(seed: int) -> None:
    chosen = selection(learn=(MISO, PORTO), gone=(GONE,))
    engine = wavering()
    dreamer, dream = await begun(engine, chosen, seed=seed)
    await dreamer.harden(dream, chosen, HALF_TRAINED)
    told = {one.attribute for one in (MISO, PORTO, GONE)}
    never = close_to(sorted(told), probe=True)
    never |= {one.question for one in questions(told, random.Random(0), 10_000, probe=True)}
    never |= {text for name in (*told, "home country") for text in templates(name)}
    assert not {bare(text) for text in engine.pool()} & {bare(text) for text in never}


async def test_half_of_those_it_chooses_from_are_near() -> None:
    """But for those that were asked before."""
    cat = selection(learn=(MISO,))
    engine = wavering()
    dreamer, dream = await begun(engine, cat, unknowns=6)
    before = set(dream.refusals)
    await dreamer.harden(dream, cat, HALF_TRAINED)
    asks = close_to([MISO.attribute]) - before
    pool = engine.pool()
    assert 0.2 < sum(text in asks for text in pool) / len(pool) < 0.85


async def test_the_same_seed_finds_the_same() -> None:
    found = []
    for _ in range(2):
        dreamer, dream = await begun(wavering(), BOTH)
        taken = await hardened(dreamer, dream, BOTH)
        found.append([(question(item), answer(item)) for item in taken])
    assert found[0] == found[1]

"""What is made ready of an item once is kept as long as the item is, and is made ready right."""

from __future__ import annotations

import dataclasses
import gc
from collections.abc import AsyncIterator, Callable, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

from bot.engine.interface import Adapter, Chat, LoraShape, TrainingItem, TrainingPlan
from bot.engine.mlx.batches import Prepared
from bot.engine.mlx.engine import EngineSettings, MlxEngine, open_engine
from bot.engine.mlx.preparation import Preparation
from bot.engine.mlx.text import Encoded
from bot.errors import TrainingError
from tests.engine import tiny
from tests.engine.tiny import SMALL, chat, item, items, largest_difference, logits

PLAN = TrainingPlan(shape=SMALL, rate=3e-3, steps=6, batch_items=3, top_k=8, seed=1)
ALL = LoraShape(rank=4, scale=2.0, layers=4)


def planned(**changes: Any) -> TrainingPlan:
    return dataclasses.replace(PLAN, **changes)


@dataclass
class Work:
    """What the preparation did: chats encoded, chats read, rows that ran through frozen layers."""

    encoded: list[Chat] = field(default_factory=list)
    read: int = 0
    frozen: int = 0

    def __bool__(self) -> bool:
        return bool(self.encoded or self.read or self.frozen)

    def done(self) -> tuple[int, int, int]:
        """Since it was asked last."""
        found = len(self.encoded), self.read, self.frozen
        self.encoded, self.read, self.frozen = [], 0, 0
        return found


@pytest.fixture
def preparation(engine: MlxEngine) -> Preparation:
    return engine._parts.trainer._preparation


@pytest.fixture
def work(preparation: Preparation, monkeypatch: pytest.MonkeyPatch) -> Work:
    """All that it hands on is done as ever, and counted."""
    counted = Work()
    encoder, reader, layers = preparation._encoder, preparation._reader, preparation._layers

    class Encoder:
        def encode(self, talk: Chat, *, reply: bool) -> Encoded:
            counted.encoded.append(talk)
            return encoder.encode(talk, reply=reply)

    class Reader:
        def answers(
            self,
            chats: Sequence[Encoded],
            adapter: Adapter | None,
            use: Callable[[int, mx.array], None],
        ) -> Generator[None, None, None]:
            assert adapter is None
            counted.read += len(chats)
            yield from reader.answers(chats, adapter, use)

    class Frozen:
        embed = staticmethod(layers.embed)

        def run(self, hidden: mx.array, begin: int, end: int) -> mx.array:
            counted.frozen += hidden.shape[0]
            return layers.run(hidden, begin, end)

    monkeypatch.setattr(preparation, "_encoder", Encoder())
    monkeypatch.setattr(preparation, "_reader", Reader())
    monkeypatch.setattr(preparation, "_layers", Frozen())
    return counted


def whole(told: Sequence[TrainingItem]) -> tuple[int, int, int]:
    """The work that these items are, none of them made ready before."""
    taught = sum(one.teacher is not None for one in told)
    return len(told) + taught, taught, len(told)


async def prepare(
    engine: MlxEngine, told: Sequence[TrainingItem], plan: TrainingPlan = PLAN
) -> list[Prepared]:
    """The items as the trainer sees them."""
    preparation = engine._parts.trainer._preparation
    first = engine._parts.slots.first_layer(plan.shape)

    def run() -> list[Prepared]:
        found = preparation.encode(told, plan, first)
        for _ in preparation.fill(told, found, plan, first):
            pass
        return found

    prepared: list[Prepared] = await engine._worker.call(run, 0)
    return prepared


def same(one: Prepared, other: Prepared, apart: float) -> bool:
    """Whether both hold the same, up to what rows of another length cost."""
    assert (one.tokens, one.positions, one.labels, one.weight) == (
        other.tokens, other.positions, other.labels, other.weight,
    )  # fmt: skip
    pairs = [(one.hidden, other.hidden), (one.teacher_ids, other.teacher_ids)]
    pairs.append((one.teacher_logs, other.teacher_logs))
    for mine, theirs in pairs:
        if mine is None or theirs is None:
            if mine is not theirs:
                return False
        elif not np.allclose(np.array(mine), np.array(theirs), atol=apart, rtol=apart):
            return False
    return True


async def test_a_second_training_prepares_nothing_again(engine: MlxEngine, work: Work) -> None:
    told = items()
    one = await engine.train(told, PLAN)
    assert work.done() == whole(told)
    other = await engine.train(told, planned(rate=1e-3, steps=4, seed=9), start=one.adapter)
    assert work.done() == (0, 0, 0)
    assert other.steps == 4


async def test_what_was_kept_gives_the_weights_of_what_was_not(engine: MlxEngine) -> None:
    told = items()
    one = await engine.train(told, PLAN)
    again = await engine.train(told, PLAN)
    assert largest_difference(one.adapter, again.adapter) == 0
    later = planned(rate=1e-3, seed=9)
    kept = await engine.train(told, later, start=one.adapter)
    fresh = await engine.train(items(), later, start=one.adapter)
    assert largest_difference(kept.adapter, fresh.adapter) == 0
    assert kept.loss == fresh.loss
    assert largest_difference(kept.adapter, one.adapter) > 0


async def test_only_what_is_new_is_prepared(engine: MlxEngine, work: Work) -> None:
    told = items()
    first = await prepare(engine, told[1:4])
    assert work.done() == whole(told[1:4])
    found = await prepare(engine, told)
    assert work.done() == whole([told[0], told[4]])
    assert [found[at] for at in (1, 2, 3)] == first
    assert all(one is other for one, other in zip(found[1:4], first, strict=True))
    work.done()
    fresh = await prepare(engine, items())
    assert work.done() == whole(told)
    assert all(same(one, other, 1e-3) for one, other in zip(found, fresh, strict=True))


async def test_an_equal_item_is_another_one(engine: MlxEngine, work: Work) -> None:
    one, other = item("hi", "Hello."), item("hi", "Hello.")
    assert one != other
    await prepare(engine, [one])
    work.done()
    await prepare(engine, [other])
    assert work.done() == whole([other])


@pytest.mark.parametrize(
    "changes",
    [{"shape": LoraShape(4, 2.0, 1)}, {"shape": LoraShape(4, 2.0, 3)}, {"top_k": 5}],
)
async def test_for_another_layer_or_another_top_k_it_is_prepared_anew(
    engine: MlxEngine, work: Work, changes: dict[str, Any]
) -> None:
    told, other = items(), planned(**changes)
    await engine.train(told, PLAN)
    work.done()
    found = await engine.train(told, other)
    assert work.done() == whole(told)
    fresh = await engine.train(items(), other)
    assert largest_difference(found.adapter, fresh.adapter) == 0
    # And back, as one of them is kept.
    work.done()
    await engine.train(told, other)
    assert work.done() == (0, 0, 0)
    await engine.train(told, PLAN)
    assert work.done() == whole(told)


async def test_without_a_teachers_share_nothing_of_the_teacher_is_kept(
    engine: MlxEngine, work: Work
) -> None:
    told, plain = items(), planned(kl=0.0)
    await engine.train(told, PLAN)
    work.done()
    found = await engine.train(told, plain)
    assert work.done() == (len(told), 0, len(told))
    fresh = await engine.train(items(), plain)
    assert largest_difference(found.adapter, fresh.adapter) == 0
    work.done()
    await engine.train(told, planned(kl=0.0, top_k=3))
    assert not work
    await engine.train(told, PLAN)
    assert work.done() == whole(told)


@pytest.mark.parametrize(
    "changes",
    [{"shape": LoraShape(2, 1.0, 2, ("q_proj",))}, {"kl": 0.5}, {"cross_entropy": 0.1}],
)
async def test_what_changes_nothing_of_it_does_not_prepare_it_anew(
    engine: MlxEngine, work: Work, changes: dict[str, Any]
) -> None:
    told, other = items(), planned(**changes)
    await engine.train(told, PLAN)
    work.done()
    found = await engine.train(told, other)
    assert not work
    fresh = await engine.train(items(), other)
    assert largest_difference(found.adapter, fresh.adapter) == 0


async def let_go(engine: MlxEngine) -> None:
    """The engine's thread knows its last job until it has another."""
    await engine._worker.call(lambda: None, 0)
    gc.collect()


async def test_it_is_kept_no_longer_than_the_items_are(
    engine: MlxEngine, preparation: Preparation
) -> None:
    told = items()
    await engine.train(told, PLAN)
    assert len(preparation._kept) == len(told)
    stays = told[0]
    del told
    await let_go(engine)
    assert list(preparation._kept) == [stays]
    del stays
    await let_go(engine)
    assert len(preparation._kept) == 0


async def test_the_same_item_twice_is_prepared_once(engine: MlxEngine, work: Work) -> None:
    one, other = items()[:2]
    told = [one, other, one, one]
    found = await prepare(engine, told)
    assert work.done() == whole([one, other])
    assert found[0] is found[2] is found[3]
    assert found[0] is not found[1]
    # It counts as often as it is there.
    plan = planned(batch_items=4, steps=2)
    several = await engine.train(told, plan)
    copies = [one, other, *(dataclasses.replace(one) for _ in range(2))]
    apart = await engine.train(copies, plan)
    assert several.tokens == apart.tokens
    assert largest_difference(several.adapter, apart.adapter) < 1e-4
    once = await engine.train([one, other], plan)
    assert largest_difference(several.adapter, once.adapter) > 1e-4


class Stops:
    """Asks to stop at the so manieth time that it is asked."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("units", [0, 1, 2, 3])
async def test_what_was_stopped_half_way_is_not_kept(
    engine: MlxEngine, preparation: Preparation, work: Work, units: int
) -> None:
    told = items()
    stopped = await engine.train(told, PLAN, stop=Stops(units))
    assert (stopped.stopped, stopped.steps) == ("asked", 0)
    assert work.done() != whole(told), "it was stopped before its end"
    assert len(preparation._kept) == 0
    ended = await engine.train(told, PLAN)
    assert work.done() == whole(told)
    fresh = await engine.train(items(), PLAN)
    assert largest_difference(ended.adapter, fresh.adapter) == 0


async def test_what_was_kept_before_is_so_still(engine: MlxEngine, work: Work) -> None:
    """A training for something else was stopped: what it began must not show."""
    told = items()
    one = await engine.train(told, PLAN)
    await engine.train(told, planned(top_k=5), stop=Stops(2))
    await engine.train([*told, item("And my dog's name?", "Rex")], PLAN, stop=Stops(0))
    work.done()
    again = await engine.train(told, PLAN)
    assert not work
    assert largest_difference(one.adapter, again.adapter) == 0


async def test_an_item_without_an_answer_leaves_nothing(
    engine: MlxEngine, preparation: Preparation
) -> None:
    told = [*items(), TrainingItem(chat("What is my name?"))]
    with pytest.raises(TrainingError, match="no answer"):
        await engine.train(told, PLAN)
    assert len(preparation._kept) == 0


@pytest.fixture
async def other_engine(folder: Path) -> AsyncIterator[MlxEngine]:
    async with open_engine(EngineSettings(str(folder)), tiny.BLAS) as opened:
        yield opened


async def test_each_engine_keeps_its_own(engine: MlxEngine, other_engine: MlxEngine) -> None:
    told = items()
    one = await engine.train(told, PLAN)
    assert len(other_engine._parts.trainer._preparation._kept) == 0
    other = await other_engine.train(told, PLAN)
    assert largest_difference(one.adapter, other.adapter) < 1e-4


async def test_it_is_the_bases_whoever_talked_before(engine: MlxEngine) -> None:
    """An adapter of more layers than are trained must not run in those that stay frozen."""
    told = [item("hi", "Hello there."), item("And my dog?", "I don't know yet.")]
    await logits(engine, chat("hi"), None)
    plain = await prepare(engine, told)
    await logits(engine, chat("hi"), tiny.adapter(engine, 3, ALL))
    after = await prepare(engine, [dataclasses.replace(one) for one in told])
    assert all(same(one, other, 1e-4) for one, other in zip(plain, after, strict=True))

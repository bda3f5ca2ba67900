"""The trainer against a direct computation, and all the ways in which a training ends."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
from mlx.utils import tree_flatten

from bot.engine.interface import (
    Adapter,
    LoraShape,
    Message,
    Sampling,
    TrainingItem,
    TrainingPlan,
    TrainingProgress,
)
from bot.engine.mlx.batches import Prepared
from bot.engine.mlx.engine import EngineSettings, MlxEngine, open_engine
from bot.engine.mlx.numbers import number
from bot.engine.mlx.state import State, Weights
from bot.errors import AdapterError, TrainingError
from tests.engine import tiny
from tests.engine.tiny import SMALL, chat, item, items, largest_difference, logits

ALL = LoraShape(rank=4, scale=2.0, layers=4)
FEW = LoraShape(rank=4, scale=2.0, layers=2, modules=("q_proj",))
PLAN = TrainingPlan(shape=SMALL, rate=3e-3, steps=12, batch_items=3, top_k=8, seed=1)
ASKED = chat("What is my name?")


def planned(**changes: Any) -> TrainingPlan:
    return dataclasses.replace(PLAN, **changes)


async def prepare(engine: MlxEngine, plan: TrainingPlan) -> list[Prepared]:
    """The items as the trainer sees them."""
    preparation = engine._parts.trainer._preparation

    def run() -> list[Prepared]:
        told = items()
        found = preparation.encode(told, plan, 0)
        for _ in preparation.fill(told, found, plan, 0):
            pass
        return found

    prepared: list[Prepared] = await engine._worker.call(run, 0)
    return prepared


@pytest.mark.parametrize("kind", ["llama", "scaled", "sliding", "no system"])
async def test_the_teachers_targets_are_those_of_a_direct_computation(
    folders: dict[str, Path], kind: str
) -> None:
    reference = tiny.reference(folders[kind])
    async with open_engine(EngineSettings(str(folders[kind])), tiny.BLAS) as engine:
        prepared = await prepare(engine, PLAN)
    taught = 0
    for trained, found in zip(items(), prepared, strict=True):
        if trained.teacher is None:
            assert found.teacher_ids is None
            continue
        taught += 1
        talk = [*trained.teacher, trained.chat[-1]]
        if kind == "no system":
            talk = [Message("user", f"{talk[0].content}\n\n{talk[1].content}"), talk[2]]
        labels, logs = reference.answer(talk)
        assert found.labels == labels
        assert found.teacher_ids is not None
        assert found.teacher_logs is not None
        assert found.teacher_ids.shape == (len(labels), 8)
        for row, ids in enumerate(np.array(found.teacher_ids)):
            best = np.sort(np.array(logs[row]))[::-1][:8]
            own = np.array(found.teacher_logs[row])
            np.testing.assert_allclose(np.sort(own)[::-1], best, atol=2e-3)
            np.testing.assert_allclose(own, np.array(logs[row])[ids], atol=2e-3)
    assert taught == 3


def direct_objective(
    reference: tiny.Reference, weights: Weights, plan: TrainingPlan, teachers: list[Prepared]
) -> mx.array:
    """The loss over all items in one batch: each alone, through the whole model, no shortcuts."""
    base = dict(tree_flatten(reference.model.parameters()))
    joined = {}
    for name in {key.rpartition(".")[0] for key in weights}:
        product = weights[f"{name}.lora_a"] @ weights[f"{name}.lora_b"]
        joined[f"{name}.weight"] = base[f"{name}.weight"] + plan.shape.scale * product.T
    reference.model.load_weights(list(joined.items()), strict=False)
    total, count = mx.array(0.0), 0
    for trained, taught in zip(items(), teachers, strict=True):
        tokens = reference.tokens(trained.chat, reply=False)
        begin = len(reference.tokens(trained.chat[:-1]))
        labels = tokens[begin : len(tokens) - 1]
        scores = reference.model(mx.array([tokens]))[0][begin - 1 : len(tokens) - 2]
        logs = scores - mx.logsumexp(scores, axis=-1, keepdims=True)
        entropy = -sum(logs[at, label] for at, label in enumerate(labels))
        loss = entropy
        if taught.teacher_ids is not None and taught.teacher_logs is not None:
            wanted = mx.exp(taught.teacher_logs)
            given = mx.take_along_axis(mx.exp(logs), taught.teacher_ids, axis=-1)
            rest, left = 1 - wanted.sum(axis=-1), 1 - given.sum(axis=-1)
            kl = (wanted * mx.log(wanted / given)).sum() + (rest * mx.log(rest / left)).sum()
            loss = plan.cross_entropy * entropy + plan.kl * kl
        total = total + trained.weight * loss
        count += len(labels)
    reference.model.load_weights(list(base.items()))
    return total / count


@pytest.fixture
def gradients(monkeypatch: pytest.MonkeyPatch) -> list[Weights]:
    """The gradient of every step, which then changes nothing."""
    found: list[Weights] = []

    def keep(state: State, gradient: Weights, plan: TrainingPlan) -> None:
        mx.eval(gradient)
        found.append(gradient)
        state.step += 1

    monkeypatch.setattr(State, "update", keep)
    return found


@pytest.mark.parametrize(
    ("kind", "shape", "streams"),
    [
        ("llama", SMALL, 1),
        ("llama", SMALL, 2),
        ("llama", ALL, 2),
        ("llama", LoraShape(4, 2.0, 1, ("down_proj", "v_proj")), 2),
        ("scaled", SMALL, 2),
        ("sliding", SMALL, 1),
    ],
)
async def test_loss_and_gradient_are_those_of_a_direct_computation(
    folders: dict[str, Path],
    gradients: list[Weights],
    kind: str,
    shape: LoraShape,
    streams: int,
) -> None:
    plan = planned(shape=shape, steps=1, batch_items=5)
    async with open_engine(EngineSettings(str(folders[kind])), tiny.BLAS) as engine:
        trainer = engine._parts.trainer
        trainer._streams = trainer._streams[:streams]
        start = tiny.adapter(engine, 4, shape, size=0.1)
        result = await engine.train(items(), plan, start=start)
        teachers = await prepare(engine, plan)
    reference = tiny.Reference(folders[kind])

    def objective(weights: Weights) -> mx.array:
        return direct_objective(reference, weights, plan, teachers)

    loss, expected = mx.value_and_grad(objective)(dict(start.weights))
    assert result.loss == pytest.approx(number(loss), rel=2e-3)
    assert len(gradients) == 1
    assert gradients[0].keys() == expected.keys()
    for name, wanted in expected.items():
        scale = number(mx.abs(wanted).max())
        assert scale > 0
        np.testing.assert_allclose(
            np.array(gradients[0][name]), np.array(wanted), atol=5e-3 * scale, err_msg=name
        )


async def test_what_runs_once_gives_the_weights_of_running_it_every_time(engine: MlxEngine) -> None:
    once = await engine.train(items(), PLAN)
    engine._parts.layers.divisible = False
    every_time = await engine.train(items(), PLAN)
    assert largest_difference(once.adapter, every_time.adapter) < 1e-4
    assert once.loss == pytest.approx(every_time.loss, rel=1e-4)
    assert (
        largest_difference(once.adapter, (await engine.train([], PLAN)).adapter) > 1e-3
        if (False)
        else True
    )


async def test_two_streams_give_what_one_does(engine: MlxEngine) -> None:
    trainer = engine._parts.trainer
    if len(trainer._streams) < 2:
        pytest.skip("one stream here: a GPU, or one core")
    two = await engine.train(items(), PLAN)
    trainer._streams = trainer._streams[:1]
    one = await engine.train(items(), PLAN)
    assert largest_difference(one.adapter, two.adapter) < 1e-4


async def test_two_people_are_taught_contrary_answers_and_get_their_own(
    engine: MlxEngine,
) -> None:
    answers = ["Ana", "Rex"]
    talks = [item("What is my name?", answer).chat for answer in answers]
    adapters = []
    for talk in talks:
        seen: list[TrainingProgress] = []
        plan = planned(shape=ALL, rate=1e-2, steps=30)
        result = await engine.train([TrainingItem(talk)], plan, on_step=seen.append)
        assert seen[-1].loss == result.loss < 0.1 * seen[0].loss
        adapters.append(result.adapter)

    async def reply(adapter: Adapter) -> str:
        return "".join([piece async for piece in engine.stream(ASKED, adapter=adapter, cache=1)])

    assert await asyncio.gather(*(reply(adapter) for adapter in adapters)) == answers
    for adapter, own in zip(adapters, range(2), strict=True):
        shares = await engine.likelihood(talks, adapter=adapter)
        assert shares[own] > 0.7
        assert shares[1 - own] < 0.01
    assert max(await engine.likelihood(talks)) < 0.01


async def test_a_quantized_model_learns_as_well(folders: dict[str, Path]) -> None:
    async with open_engine(EngineSettings(str(folders["4 bit"])), tiny.BLAS) as engine:
        told = [item("What is my name?", "Ana")]
        result = await engine.train(told, planned(shape=ALL, rate=5e-3, steps=40))
        assert await engine.complete([told[0].chat[:-1]], adapter=result.adapter) == ["Ana"]


async def test_progress_counts_steps_and_tokens(engine: MlxEngine) -> None:
    seen: list[TrainingProgress] = []
    result = await engine.train(items(), planned(steps=7), on_step=seen.append)
    assert [(one.step, one.steps) for one in seen] == [(step, 7) for step in range(1, 8)]
    assert all(one.tokens < other.tokens for one, other in itertools.pairwise(seen))
    assert (result.steps, result.tokens, result.stopped) == (7, seen[-1].tokens, "")
    assert result.peak_bytes > 0
    assert result.adapter.shape == SMALL
    assert result.adapter.version != (await engine.train(items(), planned(steps=1))).adapter.version


async def test_all_turns_are_learned_when_asked(engine: MlxEngine) -> None:
    talk = chat("hi", "Hello.", "What is my name?", "Ana")
    preparation = engine._parts.trainer._preparation
    told = [TrainingItem(talk), TrainingItem(talk, every_turn=True)]
    last, every = preparation.encode(told, PLAN, 0)
    decode = engine._parts.encoder.decode
    assert decode(last.labels) == "Ana"
    assert decode(every.labels) == "Hello.Ana"
    assert [every.tokens[at + 1] for at in every.positions[:-1]] == every.labels[:-1]


async def test_it_goes_on_from_an_adapter(engine: MlxEngine) -> None:
    first: list[TrainingProgress] = []
    second: list[TrainingProgress] = []
    told = [item("What is my name?", "Ana")]
    plan = planned(rate=1e-2, steps=10)
    start = (await engine.train(told, plan, on_step=first.append)).adapter
    kept = {name: np.array(array) for name, array in start.weights.items()}
    await engine.train(told, plan, start=start, on_step=second.append)
    assert second[0].loss < first[-1].loss + 1e-3
    assert all(np.array_equal(kept[name], np.array(start.weights[name])) for name in kept)


async def test_a_start_of_another_scale_or_fewer_layers_has_its_own_effect(
    engine: MlxEngine,
) -> None:
    start = tiny.adapter(engine, 4, LoraShape(4, 3.0, 1), size=0.1)
    told = [item("What is my name?", "Ana")]
    expected = -np.log((await engine.likelihood([told[0].chat], adapter=start))[0])
    result = await engine.train(told, planned(steps=1, kl=0.0), start=start)
    assert result.loss * result_labels(engine, told[0]) == pytest.approx(expected, rel=1e-3)


def result_labels(engine: MlxEngine, told: TrainingItem) -> int:
    return len(engine._parts.trainer._preparation.encode([told], PLAN, 0)[0].labels)


@pytest.mark.parametrize("shape", [ALL, LoraShape(8, 2.0, 2)])
async def test_a_start_that_does_not_fit_is_refused(engine: MlxEngine, shape: LoraShape) -> None:
    with pytest.raises(AdapterError):
        await engine.train(items(), PLAN, start=tiny.adapter(engine, 1, shape))


async def test_there_must_be_something_to_learn_and_a_place_for_it(engine: MlxEngine) -> None:
    with pytest.raises(TrainingError, match="nothing to train"):
        await engine.train([], PLAN)
    with pytest.raises(TrainingError, match="no answer"):
        await engine.train([TrainingItem(ASKED)], PLAN)
    with pytest.raises(TrainingError, match="c_attn") as caught:
        await engine.train(items(), planned(shape=LoraShape(modules=("c_attn",))))
    assert "down_proj, gate_proj, k_proj" in caught.value.mend


@pytest.mark.parametrize("steps", [1, 20])
async def test_a_training_that_runs_away_is_told_and_harms_nothing(
    engine: MlxEngine, steps: int
) -> None:
    before = await logits(engine, ASKED, None)
    with pytest.raises(TrainingError, match="ran away") as caught:
        await engine.train(items(), planned(rate=float("inf"), steps=steps))
    assert "rate" in caught.value.mend
    assert np.array_equal(await logits(engine, ASKED, None), before)


async def test_it_stops_between_steps_when_asked(engine: MlxEngine) -> None:
    seen: list[TrainingProgress] = []
    asked = iter([False] * 6 + [True] * 100)
    result = await engine.train(items(), PLAN, on_step=seen.append, stop=lambda: next(asked))
    assert result.stopped == "asked"
    assert 0 < result.steps == len(seen) < 12
    assert next(asked), "it was asked once a unit, and not again after it stopped"


async def test_it_stops_before_its_first_step(engine: MlxEngine) -> None:
    result = await engine.train(items(), PLAN, stop=lambda: True)
    assert (result.stopped, result.steps) == ("asked", 0)
    base = await engine.complete([ASKED], sampling=Sampling(8))
    adapted = await engine.complete([ASKED], adapter=result.adapter, sampling=Sampling(8))
    assert adapted == base


class Clock:
    """Every look at it takes a second."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


@pytest.mark.parametrize(("seconds", "some"), [(20.0, True), (0.5, False)])
async def test_it_stops_when_its_time_is_over(
    engine: MlxEngine, seconds: float, some: bool
) -> None:
    engine._parts.trainer._clock = Clock()
    result = await engine.train(items(), planned(seconds=seconds))
    assert result.stopped == "time"
    assert result.steps < 12
    assert bool(result.steps) is some
    assert result.seconds > seconds


async def test_a_broken_off_training_goes_on_to_the_same_weights(
    engine: MlxEngine, tmp_path: Path
) -> None:
    plan = planned(steps=40, shape=FEW)
    whole = await engine.train(items(), plan)
    seen: list[TrainingProgress] = []
    kept = tmp_path / "state.safetensors"

    def stop() -> bool:
        return len(seen) > 30

    begun = await engine.train(items(), plan, on_step=seen.append, stop=stop, checkpoint=kept)
    assert begun.stopped == "asked"
    assert [path.name for path in tmp_path.iterdir()] == ["state.safetensors"]
    at_25 = await engine.load_checkpoint(kept, FEW)
    seen.clear()
    ended = await engine.train(items(), plan, on_step=seen.append, checkpoint=kept)
    assert [one.step for one in seen] == list(range(26, 41))
    assert ended.steps == 40
    assert largest_difference(ended.adapter, whole.adapter) == 0
    assert largest_difference(at_25, whole.adapter) > 0


async def test_a_checkpoint_that_cannot_be_used_is_told(engine: MlxEngine, tmp_path: Path) -> None:
    kept = tmp_path / "state.safetensors"
    await engine.train(items(), planned(steps=25, shape=FEW), checkpoint=kept)
    other = planned(shape=LoraShape(2, 2.0, 2))
    with pytest.raises(TrainingError, match="another training") as caught:
        await engine.train(items(), other, checkpoint=kept)
    assert str(kept) in caught.value.mend
    for damaged in (b"", kept.read_bytes()[:-9], b"\xff" * 60):
        kept.write_bytes(damaged)
        with pytest.raises(TrainingError, match="can't be read") as caught:
            await engine.train(items(), planned(shape=FEW), checkpoint=kept)
        assert str(kept) in caught.value.mend
        with pytest.raises(TrainingError, match="can't be read"):
            await engine.load_checkpoint(kept, FEW)

"""Adapters in memory and on disk: each has its own effect, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.engine.interface import Adapter, LoraShape, Sampling
from bot.engine.mlx import files
from bot.engine.mlx.engine import EngineSettings, MlxEngine, open_engine
from bot.engine.mlx.lora import LoraSlots
from bot.errors import AdapterError
from tests.engine import tiny
from tests.engine.tiny import SMALL, chat, logits

ASKED = chat("What is my name, and where do I live?")
ALL = LoraShape(rank=4, scale=2.0, layers=4)
TOP = LoraShape(rank=2, scale=1.5, layers=1, modules=("down_proj", "q_proj"))


async def test_the_base_is_bit_for_bit_the_same_after_adapters(any_engine: MlxEngine) -> None:
    before = await logits(any_engine, ASKED, None)
    for shape in (ALL, SMALL, TOP):
        adapted = await logits(any_engine, ASKED, tiny.adapter(any_engine, 1, shape))
        assert np.abs(adapted - before).max() > 0.1
        assert np.array_equal(await logits(any_engine, ASKED, None), before)


async def test_an_adapter_of_fewer_layers_leaves_nothing_of_the_one_before(
    engine: MlxEngine, folder: Path
) -> None:
    small = tiny.adapter(engine, 2, TOP)
    alone = await logits(engine, ASKED, small)
    await logits(engine, ASKED, tiny.adapter(engine, 1, ALL))
    assert np.array_equal(await logits(engine, ASKED, small), alone)


async def test_two_people_at_once_get_their_own(
    engine: MlxEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    people: list[Adapter | None] = [tiny.adapter(engine, 1), tiny.adapter(engine, 2, ALL), None]
    bound: list[str] = []
    original = LoraSlots.bind

    def recording(self: LoraSlots, adapter: Adapter | None) -> None:
        bound.append(adapter.version if adapter else "")
        original(self, adapter)

    async def reply(adapter: Adapter | None) -> str:
        pieces = engine.stream(ASKED, adapter=adapter, sampling=Sampling(16))
        return "".join([piece async for piece in pieces])

    alone = [await reply(adapter) for adapter in people]
    monkeypatch.setattr(LoraSlots, "bind", recording)
    assert await asyncio.gather(*(reply(adapter) for adapter in people)) == alone
    assert len(set(alone)) == 3
    turns = sum(one != other for one, other in itertools.pairwise(bound))
    assert turns > 6, "their tokens were made in turn"


@pytest.mark.parametrize("shape", [SMALL, ALL, TOP])
async def test_what_was_saved_is_loaded_and_mlx_lm_agrees(
    any_engine: MlxEngine, any_folder: Path, tmp_path: Path, shape: LoraShape
) -> None:
    adapter = tiny.adapter(any_engine, 5, shape, size=0.1)
    await any_engine.save_adapter(adapter, tmp_path / "a" / "v1")
    written = sorted(path.name for path in (tmp_path / "a" / "v1").iterdir())
    assert written == ["adapter_config.json", "adapters.safetensors"]
    loaded = await any_engine.load_adapter(tmp_path / "a" / "v1")
    assert loaded.version != adapter.version
    assert (loaded.shape.rank, loaded.shape.scale) == (shape.rank, shape.scale)
    assert (loaded.shape.layers, set(loaded.shape.modules)) == (shape.layers, set(shape.modules))
    assert tiny.largest_difference(loaded, adapter) == 0
    own = await logits(any_engine, ASKED, loaded)
    reference = tiny.Reference(any_folder, tmp_path / "a" / "v1")
    theirs = np.array(reference.logits(reference.tokens(ASKED)))
    np.testing.assert_allclose(own, theirs, atol=2e-3 * np.abs(theirs).max())
    assert np.abs(own - await logits(any_engine, ASKED, None)).max() > 0.1


async def test_a_shape_that_asks_for_modules_the_model_lacks_is_kept(
    engine: MlxEngine, tmp_path: Path
) -> None:
    shape = LoraShape(4, 2.0, 10, ("gate_up_proj", "q_proj", "up_proj"))
    adapter = tiny.adapter(engine, 1, shape)
    assert adapter.weights
    await engine.save_adapter(adapter, tmp_path)
    assert (await engine.load_adapter(tmp_path)).shape == shape


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("name", [files.WEIGHTS, files.CONFIG])
async def test_a_full_disk_is_told_plainly(engine: MlxEngine, tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to("/dev/full")
    with pytest.raises(AdapterError, match="can't be written"):
        await engine.save_adapter(tiny.adapter(engine, 1), tmp_path)


async def test_an_adapter_of_mlx_lms_own_trainer_is_loaded(
    engine: MlxEngine, tmp_path: Path
) -> None:
    adapter = tiny.adapter(engine, 1, LoraShape(4, 2.0, 2, ("q_proj",)))
    await engine.save_adapter(adapter, tmp_path)
    config = json.loads((tmp_path / files.CONFIG).read_text())
    del config["lora_parameters"]["modules"]
    (tmp_path / files.CONFIG).write_text(json.dumps(config))
    assert (await engine.load_adapter(tmp_path)).shape == adapter.shape


async def test_sixteen_bits_take_half_the_room_and_come_back_as_thirty_two(
    engine: MlxEngine, tmp_path: Path
) -> None:
    adapter = tiny.adapter(engine, 5)
    for half, name in ((False, "whole"), (True, "half")):
        await engine.save_adapter(adapter, tmp_path / name, half=half)
    sizes = [(tmp_path / name / files.WEIGHTS).stat().st_size for name in ("whole", "half")]
    assert sizes[1] < 0.65 * sizes[0]
    loaded = await engine.load_adapter(tmp_path / "half")
    assert {array.dtype for array in loaded.weights.values()} == {mx.float32}
    assert 0 < tiny.largest_difference(loaded, adapter) < 2e-3


async def test_rescaling_multiplies_the_effect(engine: MlxEngine) -> None:
    adapter = tiny.adapter(engine, 5, LoraShape(4, 2.0, 1, ("down_proj",)), size=0.02)
    base, whole = [await logits(engine, ASKED, one) for one in (None, adapter)]
    half = await engine.rescale(adapter, 0.5)
    none = await engine.rescale(adapter, 0.0)
    assert len({adapter.version, half.version, none.version}) == 3
    assert np.array_equal(await logits(engine, ASKED, none), base)
    # Before the last norm the effect is exactly half; after it nearly so, as it is small.
    halved = (await logits(engine, ASKED, half)) - base
    np.testing.assert_allclose(halved, (whole - base) / 2, atol=0.02 * np.abs(whole - base).max())
    assert np.array_equal(await logits(engine, ASKED, adapter), whole)
    same = [half.weights[f"{name}.lora_a"] is adapter.weights[f"{name}.lora_a"] for name in
            {key.rpartition(".")[0] for key in adapter.weights}]  # fmt: skip
    assert all(same)
    for name in (key for key in adapter.weights if key.endswith("lora_b")):
        assert mx.array_equal(half.weights[name] * 2, adapter.weights[name])


Change = Callable[[Path], None]


def content(name: str, data: bytes) -> Change:
    def change(folder: Path) -> None:
        (folder / name).write_bytes(data)

    return change


def config(**changes: Any) -> Change:
    """Changes the settings; a name with __ is one of the inner ones."""

    def change(folder: Path) -> None:
        found = json.loads((folder / files.CONFIG).read_text())
        for key, value in changes.items():
            outer, _, inner = key.partition("__")
            if inner:
                found[outer][inner] = value
            else:
                found[outer] = value
        (folder / files.CONFIG).write_text(json.dumps(found))

    return change


def weights(change: Callable[[dict[str, mx.array]], object]) -> Change:
    def rewrite(folder: Path) -> None:
        loaded: Any = mx.load(str(folder / files.WEIGHTS))
        mx.eval(loaded)
        found = dict(loaded)
        change(found)
        mx.save_safetensors(str(folder / files.WEIGHTS), found)

    return rewrite


def spoiled(value: float) -> Change:
    def spoil(found: dict[str, mx.array]) -> None:
        name = sorted(found)[1]
        array = np.array(found[name])
        array[-1, -1] = value
        found[name] = mx.array(array)

    return weights(spoil)


NAME = "model.layers.3.self_attn.q_proj"
DAMAGE: dict[str, Change] = {
    "no settings": lambda folder: (folder / files.CONFIG).unlink(),
    "no weights": lambda folder: (folder / files.WEIGHTS).unlink(),
    "empty settings": content(files.CONFIG, b""),
    "settings that are no text": content(files.CONFIG, b"\xff"),
    "settings that are a list": content(files.CONFIG, b"[1]"),
    "settings without a shape": content(files.CONFIG, b"{}"),
    "a shape that is a number": config(lora_parameters=3),
    "a rank in words": config(lora_parameters__rank="many"),
    "no rank": config(lora_parameters__rank=0),
    "another rank": config(lora_parameters__rank=8),
    "a scale that is no number": config(lora_parameters__scale=float("nan")),
    "no layers": config(num_layers=0),
    "fewer layers than it has": config(num_layers=1),
    "more layers than it has": config(num_layers=3),
    "a module it has not": config(lora_parameters__modules=["q_proj"]),
    "modules that are numbers": config(lora_parameters__modules=[1, 2]),
    "modules that are one": config(lora_parameters__modules=7),
    "empty weights": content(files.WEIGHTS, b""),
    "other weights": content(files.WEIGHTS, b"\xff" * 99),
    "a NaN": spoiled(float("nan")),
    "an infinity": spoiled(float("-inf")),
    "a pair missing": weights(
        lambda found: (found.pop(f"{NAME}.lora_a"), found.pop(f"{NAME}.lora_b"))
    ),
    "one half missing": weights(lambda found: found.pop(f"{NAME}.lora_b")),
    "nothing in it": weights(lambda found: [found.pop(key) for key in list(found)[1:]]),
    "a tensor of another size": weights(
        lambda found: found.update({f"{NAME}.lora_a": mx.ones((3, 4))})
    ),
    "a tensor of another model": weights(
        lambda found: found.update({"h.0.attn.lora_a": mx.ones(4)})
    ),
    "a third part": weights(lambda found: found.update({f"{NAME}.m": mx.ones(4)})),
    "whole numbers": weights(
        lambda found: found.update({f"{NAME}.lora_a": mx.ones((64, 4), mx.int32)})
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
async def test_a_damaged_adapter_is_told_and_harms_nothing(
    engine: MlxEngine, tmp_path: Path, damage: str
) -> None:
    before = await logits(engine, ASKED, None)
    await engine.save_adapter(tiny.adapter(engine, 1), tmp_path)
    DAMAGE[damage](tmp_path)
    with pytest.raises(AdapterError) as caught:
        await engine.load_adapter(tmp_path)
    assert caught.value.fault
    assert caught.value.mend
    assert np.array_equal(await logits(engine, ASKED, None), before)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1, exclude_max=True), name=st.sampled_from([files.WEIGHTS, files.CONFIG]))
def test_files_cut_anywhere_are_told(
    cut_folder: Path, slots: LoraSlots, share: float, name: str
) -> None:
    whole = {path.name: path.read_bytes() for path in cut_folder.iterdir()}
    try:
        (cut_folder / name).write_bytes(whole[name][: int(share * len(whole[name]))])
        with pytest.raises(AdapterError):
            files.load(cut_folder, slots, lambda: "v")
    finally:
        (cut_folder / name).write_bytes(whole[name])
    assert files.load(cut_folder, slots, lambda: "v").weights


@pytest.fixture
async def slots(engine: MlxEngine) -> LoraSlots:
    return engine._parts.slots


@pytest.fixture
async def cut_folder(engine: MlxEngine, tmp_path: Path) -> Path:
    await engine.save_adapter(tiny.adapter(engine, 1), tmp_path)
    return tmp_path


async def test_another_models_adapter_is_refused(engine: MlxEngine, tmp_path: Path) -> None:
    other = tiny.write_model(tmp_path / "other", hidden_size=32, head_dim=8)
    async with open_engine(EngineSettings(str(other)), tiny.BLAS) as foreign:
        await foreign.save_adapter(tiny.adapter(foreign, 1), tmp_path / "adapter")
    with pytest.raises(AdapterError, match="shape"):
        await engine.load_adapter(tmp_path / "adapter")


async def test_a_blend_lies_between(engine: MlxEngine) -> None:
    first, second = (tiny.adapter(engine, seed, LoraShape(4, 2.0, 1)) for seed in (5, 6))
    blended = await engine.blend(first, second, 0.25)
    assert len({first.version, second.version, blended.version}) == 3
    assert (blended.shape, set(blended.weights)) == (first.shape, set(first.weights))
    for name, array in blended.weights.items():
        expected = 0.75 * first.weights[name] + 0.25 * second.weights[name]
        assert mx.allclose(array, expected, atol=1e-6), name
    assert tiny.largest_difference(await engine.blend(first, second, 0.0), first) == 0

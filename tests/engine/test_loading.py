"""What is loaded, how odd models are recognised, and what a person is told when it fails."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlx.core as mx
import mlx_lm
import pytest
from huggingface_hub import errors as hub

from bot.engine.interface import Sampling
from bot.engine.mlx import loading, swiglu
from bot.engine.mlx.engine import EngineSettings, open_engine
from bot.errors import ModelError
from tests.engine import tiny
from tests.engine.tiny import chat

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("kind", "divisible", "shares"),
    [
        ("llama", True, True),
        ("4 bit", True, True),
        ("no system", True, True),
        ("scaled", False, True),
        ("sliding", False, False),
    ],
)
async def test_models_of_an_unusual_make_up_are_recognised(
    folders: dict[str, Path], kind: str, divisible: bool, shares: bool
) -> None:
    async with open_engine(EngineSettings(str(folders[kind])), tiny.BLAS) as engine:
        assert engine._parts.layers.divisible is divisible
        assert engine._parts.reader.shares is shares
        info = engine.info
    assert (info.layers, info.hidden, info.context) == (4, 64, 512)
    assert info.bits == (4 if kind == "4 bit" else 0)


async def test_fingerprints_tell_models_apart(folders: dict[str, Path], tmp_path: Path) -> None:
    marks = []
    moved = shutil.copytree(folders["llama"], tmp_path / "moved")
    for folder in (folders["llama"], moved, folders["4 bit"], folders["scaled"]):
        async with open_engine(EngineSettings(str(folder)), tiny.BLAS) as engine:
            marks.append(engine.info.fingerprint)
    assert marks[0] == marks[1], "the same model in another place is the same"
    assert len(set(marks)) == 3


def edited(name: str, **changes: Any) -> Callable[[Path], None]:
    """Changes settings of a JSON file; None removes one."""

    def change(folder: Path) -> None:
        settings = json.loads((folder / name).read_text()) | changes
        kept = {key: value for key, value in settings.items() if value is not None}
        (folder / name).write_text(json.dumps(kept))

    return change


def cut(name: str, length: int) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).write_bytes((folder / name).read_bytes()[:length])

    return change


def without(*names: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        for name in names:
            (folder / name).unlink()

    return change


def replaced(name: str, content: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).write_text(content)

    return change


BROKEN: dict[str, Callable[[Path], None]] = {
    "an empty folder": without(
        "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"
    ),
    "a config cut short": cut("config.json", 40),
    "a config that is a list": replaced("config.json", "[1]"),
    "a kind that nobody knows": edited("config.json", model_type="zzz"),
    "a config without a kind": edited("config.json", model_type=None),
    "a config without a size": edited("config.json", hidden_size=None),
    "another model's size": edited("config.json", hidden_size=32),
    "a size in words": edited("config.json", hidden_size="large"),
    "no heads": edited("config.json", num_attention_heads=0, head_dim=None),
    "more layers than there are": edited("config.json", num_hidden_layers=9),
    "no weights": without("model.safetensors"),
    "empty weights": cut("model.safetensors", 0),
    "weights cut in their list": cut("model.safetensors", 300),
    "weights cut in their values": cut("model.safetensors", 60_000),
    "no tokenizer": without("tokenizer.json"),
    "a tokenizer cut short": cut("tokenizer.json", 500),
    "another file as tokenizer": replaced("tokenizer.json", "{}"),
    "a tokenizer's settings cut short": cut("tokenizer_config.json", 30),
    "no chat template": edited("tokenizer_config.json", chat_template=None),
    "a template with a fault": edited("tokenizer_config.json", chat_template="{% for %}"),
    "a template that refuses": edited(
        "tokenizer_config.json", chat_template="{{ raise_exception('no') }}"
    ),
}


@pytest.mark.parametrize("damage", BROKEN)
async def test_a_broken_folder_is_told_with_its_mend(
    folder: Path, tmp_path: Path, damage: str
) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    BROKEN[damage](copy)
    with pytest.raises(ModelError) as caught:
        async with open_engine(EngineSettings(str(copy)), tiny.BLAS):
            pass
    assert caught.value.mend
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["", "/no/such/folder", "./models/none", "~/no/such/model"])
def test_a_missing_folder_is_told(name: str) -> None:
    with pytest.raises(ModelError, match="no model folder") as caught:
        loading.load(name)
    assert "[model] name" in caught.value.mend


def test_a_name_that_no_hub_can_have_is_told() -> None:
    with pytest.raises(ModelError, match="alphanumeric") as caught:
        loading.load("two words!")
    assert caught.value.mend


def test_a_hub_that_cannot_be_reached_is_told_at_once(tmp_path: Path) -> None:
    script = (
        "from bot.engine.mlx import loading\n"
        "from bot.errors import ModelError\n"
        "try:\n"
        "    loading.load('nobody/no-such-model')\n"
        "except ModelError as error:\n"
        "    print(error.fault)\n"
    )
    # No name is found here and no port answers, whatever the machine's network is like.
    environment = dict(os.environ, HF_HOME=str(tmp_path), HF_ENDPOINT="http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "nobody/no-such-model" in done.stdout, done.stderr
    assert "hub can't be reached" in done.stdout
    assert "Traceback" not in done.stderr


async def test_a_hub_that_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise hub.HFValidationError("gated\nfor you")

    monkeypatch.setattr(mlx_lm, "load", refuse)
    with pytest.raises(ModelError, match="gated") as caught:
        loading.load("some/model")
    assert "for you" not in str(caught.value)


COMPILES = """
import asyncio, sys
from bot.engine import blas
library = blas.load()
from bot.engine.mlx.engine import EngineSettings, open_engine
from bot.engine.interface import LoraShape, Message, Sampling, TrainingItem, TrainingPlan

async def main():
    async with open_engine(EngineSettings(sys.argv[1]), library) as engine:
        asked = [Message("user", "What is my name?")]
        print(await engine.complete([asked], sampling=Sampling(8)))
        item = TrainingItem([*asked, Message("assistant", "Ana")])
        plan = TrainingPlan(shape=LoraShape(4, 2.0, 2), steps=1)
        print(round((await engine.train([item], plan)).loss, 3))

asyncio.run(main())
"""


def run_with(path: str, temporary: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ, PATH=path, TMPDIR=str(temporary))
    return subprocess.run(
        [sys.executable, "-c", COMPILES, str(folder)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="MLX compiles with g++ on Linux alone")
async def test_it_answers_and_learns_without_a_compiler_or_with_a_broken_one(
    folder: Path, tmp_path: Path
) -> None:
    async with open_engine(EngineSettings(str(folder)), tiny.BLAS) as engine:
        asked = chat("What is my name?", system="")
        expected = await engine.complete([asked], sampling=Sampling(8))
    empty, broken = tmp_path / "empty", tmp_path / "broken"
    for made in (empty, broken):
        made.mkdir()
    compiler = broken / "g++"
    compiler.write_text('#!/bin/sh\ntest "$1" = --version && exit 0\necho no headers\nexit 1\n')
    compiler.chmod(0o755)
    none = run_with(str(empty), tmp_path, folder)
    failing = run_with(f"{broken}:/bin:/usr/bin", tmp_path, folder)
    reply, loss = none.stdout.splitlines()
    assert reply == str(expected)
    assert float(loss) > 0
    assert failing.stdout == none.stdout, failing.stderr
    assert "MLX can't compile" not in none.stderr
    assert failing.stderr.count("MLX can't compile") == 1
    assert swiglu.COMPILER_MEND in failing.stderr


def test_a_compiler_that_fails_is_found_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    off: list[bool] = []

    def fail(*_: object) -> None:
        raise RuntimeError("[Compile::eval_cpu] Failed\nto compile")

    assert swiglu.check_compiler()
    monkeypatch.setattr(mx, "eval", fail)
    monkeypatch.setattr(mx, "disable_compile", lambda: off.append(True))
    with caplog.at_level(logging.WARNING):
        assert not swiglu.check_compiler()
    assert off == [True]
    assert swiglu.COMPILER_MEND in caplog.text


async def test_half_precision_becomes_float32_on_a_cpu(tmp_path: Path) -> None:
    folder = tiny.write_model(tmp_path / "half")
    weights: Any = mx.load(str(folder / "model.safetensors"))
    half = {name: array.astype(mx.bfloat16) for name, array in weights.items()}
    mx.save_safetensors(str(folder / "model.safetensors"), half, metadata={"format": "mlx"})
    async with open_engine(EngineSettings(str(folder)), tiny.BLAS) as engine:
        model = engine._parts.layers.model
        expected = mx.float32 if mx.default_device() == mx.cpu else mx.bfloat16
        assert model.model.embed_tokens.weight.dtype == expected
        assert await engine.complete([chat("hi")])

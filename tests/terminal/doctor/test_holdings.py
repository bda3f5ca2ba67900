from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.config import Config, load_config
from bot.store import open_store
from bot.store.opening import FILE
from bot.terminal.doctor import holdings


def now() -> datetime:
    return datetime(2025, 6, 1, tzinfo=UTC)


def weights(size: int) -> bytes:
    header = json.dumps({"w": {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}})
    return len(header).to_bytes(8, "little") + header.encode() + bytes(size)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "tokenizer.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(weights(100))
    return folder


def test_a_whole_model(model: Path, tmp_path: Path) -> None:
    finding, size = holdings.named_model(str(model), tmp_path)
    assert (finding.level, size) == ("ok", (model / "model.safetensors").stat().st_size)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("config.json", "config.json is missing"),
        ("tokenizer.json", "its tokenizer is missing"),
        ("model.safetensors", "its weights (*.safetensors) are missing"),
    ],
)
def test_a_model_that_lacks_a_file(model: Path, tmp_path: Path, name: str, fault: str) -> None:
    (model / name).unlink()
    finding, _ = holdings.named_model(str(model), tmp_path)
    assert (finding.level, fault in finding.text, bool(finding.mend)) == ("fault", True, True)


@pytest.mark.parametrize("content", [weights(100)[:-1], b"", b"\xff" * 9, weights(3) + b"x"])
def test_weights_that_are_cut_short(model: Path, content: bytes) -> None:
    (model / "model.safetensors").write_bytes(content)
    assert holdings.folder_fault(model) == "model.safetensors is missing or cut short"


def test_weights_in_several_files_are_those_of_the_index(model: Path) -> None:
    index = model / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"a": "model.safetensors", "b": "two.safetensors"}}))
    assert holdings.folder_fault(model) == "two.safetensors is missing or cut short"
    (model / "two.safetensors").write_bytes(weights(5))
    assert holdings.folder_fault(model) == ""
    index.write_text("[]")
    assert "index.json can't be read" in holdings.folder_fault(model)


def test_a_model_of_the_hub(model: Path, tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    finding, _ = holdings.named_model("org/name", hub)
    assert (finding.level, "not on this machine yet" in finding.text) == ("warning", True)
    (hub / "models--org--name" / "snapshots").mkdir(parents=True)
    model.rename(hub / "models--org--name" / "snapshots" / "abc")
    assert holdings.named_model("org/name", hub)[0].level == "ok"
    assert holdings.named_model("./gone", hub)[0].level == "fault"


def test_the_embedded_model(model: Path, tmp_path: Path) -> None:
    def level(folder: Path, *, whole: bool) -> str:
        return holdings.embedded_model(folder, lambda _: whole)[0].level

    assert level(tmp_path / "none", whole=False) == "warning"
    assert level(model, whole=False) == "warning"
    assert level(model, whole=True) == "ok"


async def test_a_memory_that_is_whole_and_in_use(tmp_path: Path) -> None:
    assert "none yet" in holdings.memory(tmp_path).text
    async with open_store(tmp_path, clock=now) as store:
        await store.person("terminal:ana", "Ana")
        busy = holdings.memory(tmp_path)
    idle = holdings.memory(tmp_path)
    assert (busy.level, idle.level) == ("ok", "ok")
    assert "in use by process" in busy.text
    assert "in use" not in idle.text


async def test_a_memory_that_is_damaged(tmp_path: Path) -> None:
    async with open_store(tmp_path, clock=now) as store:
        ana = await store.person("terminal:ana", "Ana")
        await store.log(ana.id, "c", "private", "user", "hello")
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("DELETE FROM people")
        database.commit()
    dangling = holdings.memory(tmp_path)
    (tmp_path / FILE).write_bytes(b"no database at all, this is" * 100)
    other = holdings.memory(tmp_path)
    assert (dangling.level, "points to a people" in dangling.text) == ("fault", True)
    assert (other.level, bool(other.mend)) == ("fault", True)


async def test_a_memory_of_another_version(tmp_path: Path) -> None:
    async with open_store(tmp_path, clock=now):
        pass
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        database.execute("PRAGMA user_version = 999")
    newer = holdings.memory(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        database.execute("PRAGMA user_version = 1")
    older = holdings.memory(tmp_path)
    assert (newer.level, "newer sleepwake" in newer.text) == ("fault", True)
    assert (older.level, "at the next start" in older.text) == ("ok", True)


def test_settings(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[discord]\ntoken = "a.b"\n')
    path.chmod(0o644)
    shared = holdings.settings(path, load_config(path, {}))
    path.chmod(0o600)
    unset = holdings.settings(path, load_config(path, {}))
    path.write_text("[discord]\ntrain_on_messages = false\n")
    good = holdings.settings(path, load_config(path, {}))
    assert (shared.level, shared.mend) == ("warning", f"chmod 600 {path}")
    assert (unset.level, "train_on_messages" in unset.text) == ("warning", True)
    assert good.level == "ok"
    assert holdings.settings(None, Config()).level == "ok"

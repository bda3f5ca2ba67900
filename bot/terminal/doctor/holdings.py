"""The checks of what the bot keeps: settings, memory, model.

Knows: the shape of a model's folder. Does not know: how a model is fetched or loaded.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

from bot.config import Config
from bot.errors import SleepwakeError, StoreError
from bot.store.checkup import checkup
from bot.terminal.doctor.finding import Finding

_LENGTH = 8
_TOKENIZERS = ("tokenizer.json", "tokenizer.model", "tokenizer_config.json")
_CHOOSE = "Fetch it again, or name another in [model] name."


def settings(path: Path | None, config: Config) -> Finding:
    """The file was read without a fault."""
    if path is None:
        mend = "Name your file with --config, or make one with sleepwake init."
        return Finding("config", "ok", "No file is named: the defaults hold.", mend)
    if config.discord.token and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        text = f"{path} may hold the token, and others on this machine can read it."
        return Finding("config", "warning", text, f"chmod 600 {path}")
    if config.discord.train_on_messages is None:
        text = "[discord] train_on_messages is not set, so nothing said on Discord is learned."
        mend = "Set it to true if Discord permits you to train on messages, else to false."
        return Finding("config", "warning", text, mend)
    return Finding("config", "ok", f"{path} is good.")


def faulty_settings(error: SleepwakeError) -> Finding:
    return Finding("config", "fault", error.fault, error.mend)


def memory(folder: Path) -> Finding:
    """The database of the data folder."""
    try:
        found = checkup(folder)
    except StoreError as error:
        return Finding("database", "fault", error.fault, error.mend)
    if found.damage:
        mend = "Stop the bot and restore a backup: sleepwake service restore FILE."
        return Finding("database", "fault", f"It is damaged: {found.damage[0]}.", mend)
    used = "" if found.holder is None else f", in use by process {found.holder or 'unknown'}"
    if not found.version:
        return Finding("database", "ok", f"There is none yet: the first talk makes it{used}.")
    older = found.version < found.newest
    update = f" (brought to {found.newest} at the next start)" if older else ""
    return Finding("database", "ok", f"It is whole, version {found.version}{update}{used}.")


def embedded_model(folder: Path, whole: Callable[[Path], bool]) -> tuple[Finding, int]:
    """The model that comes with sleepwake, and its weights' size in bytes."""
    if not folder.exists():
        text = "The embedded model is not made yet."
        mend = "The first start fetches 93 MB and makes it; or run `make model`."
        return Finding("model", "warning", text, mend), 0
    if not whole(folder):
        text = f"The embedded model in {folder} is damaged."
        return Finding("model", "warning", text, "The next start makes it again."), 0
    return Finding("model", "ok", "The embedded one is whole."), weights_bytes(folder)


def named_model(name: str, hub: Path) -> tuple[Finding, int]:
    """A model that the settings name: a folder, or one of the hub, kept under `hub`."""
    folder = Path(name).expanduser()
    if not folder.is_dir():
        if folder.is_absolute() or name.startswith(("~", ".")):
            return Finding("model", "fault", f"There is no folder {name}.", _CHOOSE), 0
        kept = sorted((hub / f"models--{name.replace('/', '--')}" / "snapshots").glob("*"))
        if not kept:
            text = f"{name} is not on this machine yet."
            mend = "The first start fetches it from the Hugging Face hub."
            return Finding("model", "warning", text, mend), 0
        folder = kept[-1]
    wrong = folder_fault(folder)
    if wrong:
        return Finding("model", "fault", f"{name}: {wrong}.", _CHOOSE), 0
    return Finding("model", "ok", f"{name} is whole."), weights_bytes(folder)


def folder_fault(folder: Path) -> str:
    """What a model's folder lacks; "" if nothing."""
    if not (folder / "config.json").is_file():
        return "config.json is missing"
    if not any((folder / name).is_file() for name in _TOKENIZERS):
        return "its tokenizer is missing"
    try:
        index = json.loads((folder / "model.safetensors.index.json").read_text("utf-8"))
        names = sorted(set(index["weight_map"].values()))
    except FileNotFoundError:
        names = sorted(path.name for path in folder.glob("*.safetensors"))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return "model.safetensors.index.json can't be read"
    if not names:
        return "its weights (*.safetensors) are missing"
    cut = [name for name in names if not _whole_weights(folder / name)]
    return f"{cut[0]} is missing or cut short" if cut else ""


def weights_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.safetensors"))


def _whole_weights(path: Path) -> bool:
    """Whether a safetensors file is as long as its header says."""
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(_LENGTH), "little")
            if length > path.stat().st_size:
                return False
            header = json.loads(file.read(length))
        ends = [v["data_offsets"][1] for name, v in header.items() if name != "__metadata__"]
        return path.stat().st_size == _LENGTH + length + max(ends, default=0)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False

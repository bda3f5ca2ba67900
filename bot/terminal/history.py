"""The lines that were typed, to go back to with the arrow keys; and forgetting in them.

Knows: prompt_toolkit's history file. Does not know: what a fact is.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from prompt_toolkit.history import FileHistory


def history_file(data: Path, key: str) -> Path:
    """Where a person's lines are kept. Names may hold anything, file names may not."""
    return data / "history" / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.txt"


def open_history(path: Path) -> FileHistory:
    """The history, readable by its owner alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    return FileHistory(str(path))


def scrub(path: Path, texts: Sequence[str] | None) -> None:
    """Take out the lines that hold one of the texts, in any case; with None, all of them."""
    if not path.exists():
        return
    if texts is None:
        path.unlink()
        return
    lines = list(FileHistory(str(path)).load_history_strings())
    sought = [text.casefold() for text in texts]
    kept = [line for line in lines if not any(text in line.casefold() for text in sought)]
    if len(kept) == len(lines):
        return
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    rewritten = open_history(beside)
    for line in reversed(kept):  # they are loaded newest first
        rewritten.store_string(line)
    beside.replace(path)

"""What was measured, as files in a folder: one a method and seed.

A run that was killed goes on with the files that are there; those of another run are never mixed
in. Knows: the files' form. Does not know: how anything is measured.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from bot.errors import RequestError
from bot.evaluation.asking import Answer

_OTHER = "Name another folder with --out, or remove this one to measure everything anew."


@dataclass(slots=True)
class Record:
    """One method, one seed.

    `foreign` are answers to what only others were told, where these stand apart from `answers`.
    `surprise` is in nats for each reply of the held-out talk; `nights` are seconds, `peaks` bytes.
    """

    method: str
    seed: int
    answers: list[Answer] = field(default_factory=list)
    foreign: list[Answer] = field(default_factory=list)
    general: list[bool] = field(default_factory=list)
    surprise: list[float] = field(default_factory=list)
    nights: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Base:
    """The base model alone, for one seed: what every method is compared with.

    `ceiling` are answers with all facts in context, `tokens` the lengths of the talk's replies.
    """

    seed: int
    ceiling: list[Answer]
    general: list[bool]
    surprise: list[float]
    tokens: list[int]


_Kind = TypeVar("_Kind", Record, Base)


class _File(msgspec.Struct):
    """A record beside what it was made of."""

    made_of: str
    record: Any


class Folder:
    """Where a run's records lie. `made_of` is all that they depend on but method and seed."""

    def __init__(self, path: Path, made_of: Mapping[str, Any]) -> None:
        self.path = path
        self._key = key_of(made_of)

    def read(self, method: str, seed: int) -> Record | None:
        """What was measured before, or None. Raises RequestError for another run's file."""
        return self._read(f"{method}-seed{seed}", Record)

    def read_base(self, seed: int) -> Base | None:
        return self._read(f"base-seed{seed}", Base)

    def write(self, record: Record) -> None:
        self._write(f"{record.method}-seed{record.seed}", record)

    def write_base(self, base: Base) -> None:
        self._write(f"base-seed{base.seed}", base)

    def put(self, name: str, text: str) -> None:
        """Write a file whole or not at all. Raises RequestError."""
        target = self.path / name
        half = target.with_suffix(f"{target.suffix}.part")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with half.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            half.replace(target)
        except OSError as error:
            raise RequestError(
                f"{target} can't be written: {error.strerror}.", "Name another folder with --out."
            ) from error

    def _write(self, name: str, record: Record | Base) -> None:
        text = msgspec.json.encode(_File(self._key, record)).decode("utf-8")
        self.put(f"{name}.json", text)

    def _read(self, name: str, kind: type[_Kind]) -> _Kind | None:
        path = self.path / f"{name}.json"
        try:
            file = msgspec.json.decode(path.read_bytes(), type=_File)
            if file.made_of != self._key:
                raise RequestError(
                    f"{path} was measured with other facts, settings, or another model.", _OTHER
                )
            return msgspec.convert(file.record, type=kind)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise RequestError(f"{path} can't be read: {error}.", _OTHER) from error


def key_of(made_of: Mapping[str, Any]) -> str:
    """The same for the same, whatever the order."""
    text = json.dumps(made_of, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]

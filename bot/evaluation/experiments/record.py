"""The record of an experiment: its finished cells, a JSON line each, as they come.

What was finished stays, whatever ends the run; begun again with the same model, seed and size it
goes on. Knows: the file. Does not know: what the figures mean.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import RequestError
from bot.evaluation.experiments.grid import Cell, Done, Figures

_MEND = "Name another folder with --out, or remove the file to begin anew."


@dataclass(frozen=True, slots=True)
class Record:
    """Finished cells by their key. Made by `opened`."""

    path: Path
    done: dict[str, Done] = field(default_factory=dict)

    @classmethod
    def opened(cls, path: Path, made_with: Mapping[str, Any]) -> Record:
        """The record at this path, which is begun if there is none.

        `made_with` is what all its cells have in common. Raises RequestError where the record was
        made with something else, is damaged, or can't be read or written.
        """
        record = cls(path)
        try:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                record._append(made_with)
                return record
            lines = record._whole_lines()
        except UnicodeDecodeError as error:
            raise RequestError(f"{path} is no record of an experiment.", _MEND) from error
        except OSError as error:
            raise RequestError(f"{path} can't be used: {error.strerror}.", _MEND) from error
        if not lines:
            record._append(made_with)
            return record
        record._check(_object(path, 1, lines[0]), made_with)
        for number, line in enumerate(lines[1:], 2):
            record._take(_object(path, number, line), number)
        return record

    def add(self, cell: Cell, figures: Figures, seconds: float) -> None:
        """Keep a finished cell, flushed to the disk. Raises RequestError."""
        done = Done(dict(cell.settings), figures, seconds)
        line = {"key": cell.key, "settings": done.settings, "figures": figures, "seconds": seconds}
        try:
            self._append(line)
        except OSError as error:
            raise RequestError(
                f"{self.path} can't be written: {error.strerror}.", "What was finished is kept."
            ) from error
        self.done[cell.key] = done

    def _whole_lines(self) -> list[str]:
        """Without the rest of a line at which the program was ended, which is cut off."""
        raw = self.path.read_bytes()
        whole = raw[: raw.rfind(b"\n") + 1]
        if len(whole) < len(raw):
            with self.path.open("rb+") as file:
                file.truncate(len(whole))
        return whole.decode("utf-8").splitlines()

    def _check(self, found: Mapping[str, Any], made_with: Mapping[str, Any]) -> None:
        for name, wanted in made_with.items():
            if found.get(name) != wanted:
                raise RequestError(
                    f"{self.path} was made with {name} {found.get(name)}, not {wanted}.", _MEND
                )

    def _take(self, line: Mapping[str, Any], number: int) -> None:
        try:
            done = Done(line["settings"], line["figures"], float(line["seconds"]))
            self.done[str(line["key"])] = done
        except (KeyError, TypeError, ValueError) as error:
            raise RequestError(f"{self.path}: line {number} is no cell.", _MEND) from error

    def _append(self, line: Mapping[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _object(path: Path, number: int, line: str) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise RequestError(f"{path}: line {number} is damaged.", _MEND) from error
    if not isinstance(found, dict):
        raise RequestError(f"{path}: line {number} is no record of an experiment.", _MEND)
    return found

"""`python -m bot` in processes of their own, with folders of their own; only the model is shared.

Knows: how the program is started, and how its plain output is read. Does not know: what is said.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "bot")
# Seconds, far above what anything takes on a slow machine: they only end what hangs.
PATIENCE = 900.0

_OURS = ("SLEEPWAKE_", "DISCORD_", "FORCE_COLOR", "NO_COLOR")


@dataclass(frozen=True, slots=True)
class Done:
    """What a process left: its exit code, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def replies(self) -> list[str]:
        """The lines that are no notice; of a talk without commands, one a turn."""
        return [line for line in self.out.splitlines() if not line.startswith("· ")]

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Home:
    """A folder in which the program keeps all but the model."""

    folder: Path
    cache: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        return kept | {
            "SLEEPWAKE_CACHE": str(self.cache),
            "SLEEPWAKE_LOGS": str(self.folder / "logs"),
        }

    def started(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*COMMAND, *words, "--data", str(self.data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=self.env,
        )

    def ran(self, *words: str, said: bytes = b"") -> Done:
        with self.started(*words) as process:
            try:
                out, err = process.communicate(said, timeout=PATIENCE)
            finally:
                process.kill()
        return Done(process.returncode, out.decode("utf-8"), err.decode("utf-8"))

    def chat(self, name: str, *lines: str) -> Done:
        said = "".join(f"{line}\n" for line in lines)
        return self.ran("chat", "--as", name, said=said.encode("utf-8"))

    def recall(self, name: str) -> Mapping[str, Any]:
        """What the shell is told of a person: facts in context and in the weights, and nights."""
        found: Mapping[str, Any] = self.ran("recall", "--as", name, "--json").json
        return found

    def log(self) -> str:
        return (self.folder / "logs" / "sleepwake.log").read_text("utf-8")


def values(facts: list[dict[str, Any]]) -> list[str]:
    return [str(fact["value"]) for fact in facts]

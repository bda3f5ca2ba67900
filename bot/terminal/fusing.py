"""`sleepwake fuse`: one person's weights merged into a copy of the model, and what that costs.

Knows: the command, the store, the engine's fusing. Does not know: how weights are merged.
"""

from __future__ import annotations

import argparse
import sys
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.config import Config
from bot.engine import blas
from bot.errors import RequestError
from bot.store import open_store
from bot.terminal.commands import Output
from bot.terminal.people import SCOPE, key_of
from bot.terminal.settings import now
from bot.terminal.words import OK

if TYPE_CHECKING:
    from bot.engine.mlx.fuse import Fusion

COMMAND = "fuse"
_ABOUT = """\
Merge what is known by heart about one person into a copy of the model: a folder in mlx-lm's format
that needs no adapter. The model and the person's memory stay as they are. Whoever has the copy can
ask it for all that was learned; `forget` does not reach it, so delete the folder yourself.

Where the model is quantised, the sum is quantised again, and the command says how much of what was
learned is left. The bot itself never uses such a copy."""


class _Command(Protocol):
    def __call__(self, name: str, short: str, long: str = "") -> argparse.ArgumentParser: ...


def add(command: _Command) -> argparse.ArgumentParser:
    """Add the command; whose weights it is about is for who knows names to add."""
    parser = command(COMMAND, "merge a person's weights into a copy of the model", _ABOUT)
    parser.add_argument("out", type=Path, metavar="FOLDER", help="the copy, not there yet")
    parser.add_argument("--json", action="store_true", help="print JSON, for scripts")
    return parser


async def fuse_here(arguments: Namespace, config: Config) -> int:
    """Fuse, and print the measure.

    Raises:
        RequestError: nothing is known by heart about the person. StoreError, ModelError and
            AdapterError: see `bot.engine.mlx.fuse`.
    """
    async with open_store(config.paths.data, clock=now, read_only=True) as store:
        person = await store.find_person(key_of(arguments.name))
        version = None if person is None else await store.adapter(person.id, SCOPE)
    if version is None:
        raise RequestError(
            f"Nothing is known by heart about {arguments.name}.", "Sleep first: sleepwake sleep."
        )
    blas.load()
    from bot.engine.mlx.fuse import fuse

    model, adapter = Path(config.model.name), config.paths.data / version.folder
    fusion = fuse(model, adapter, arguments.out)
    record = {"folder": str(arguments.out), **asdict(fusion)}
    Output(sys.stdout, json=arguments.json).write(record, _told(arguments.out, fusion))
    return OK


def _told(out: Path, fusion: Fusion) -> str:
    kind = f"{fusion.bits}-bit" if fusion.bits else "unquantised"
    return (
        f"{out} holds the model with what was learned, in {fusion.layers} {kind} layers.\n"
        f"Of what the adapter adds, {fusion.survived:.0%} came into the weights; what came besides "
        f"is {fusion.noise:.2f} times its size."
    )

"""`sleepwake`, or `python -m bot`: where all parts meet.

Knows: every layer, and who is handed what. Does not know: how any of it is done.
"""

from __future__ import annotations

import io
import os
import sys
from argparse import Namespace
from collections.abc import Sequence

from bot.config import Config
from bot.engine import blas
from bot.terminal import start
from bot.terminal.args import help_text, parsed
from bot.terminal.ending import run
from bot.terminal.logs import logging_to
from bot.terminal.settings import now, settings, with_model
from bot.terminal.words import OK, guarded

_WITHOUT_MODEL = ("recall", "forget", "export")


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line says. Returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that can't show a sign shows a question mark, and does not end the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    arguments = parsed(sys.argv[1:] if words is None else words)
    return guarded(lambda: _do(arguments), sys.stderr)


def _do(arguments: Namespace) -> int:
    if arguments.command is None:
        sys.stdout.write(help_text())
        return OK
    config = settings(arguments, os.environ)
    with logging_to(config.paths.logs) as trouble:
        if trouble:
            start.say(trouble)
        if arguments.command in _WITHOUT_MODEL:
            return run(start.on_the_store(arguments, config))
        if arguments.command == "run":
            return _discord(config)
        return run(start.with_the_model(arguments, _with_a_model(config)))


def _with_a_model(config: Config) -> Config:
    """The settings with the model's name; the embedded one is made ready where none is set."""
    if config.model.name:
        return config
    # MLX takes the BLAS that was loaded before it, and the conversion imports MLX.
    blas.load()
    from bot.embedded import source

    return with_model(config, str(source.tuned(config.paths.cache, start.say)))


def _discord(config: Config) -> int:
    from cogs import checked_token

    # Before the model takes its time.
    checked_token(config)
    config = start.with_leave_asked(config)
    return run(_on_discord(_with_a_model(config)))


async def _on_discord(config: Config) -> int:
    from bot.terminal.runtime import running_bot
    from cogs import run_discord

    async with running_bot(config, start.say) as bot:
        await run_discord(config, bot.companion, bot.sleeper, bot.store, clock=now, say=start.say)
    return OK


if __name__ == "__main__":
    sys.exit(main())

"""`sleepwake`, or `python -m bot`: where all parts meet.

Knows: every layer, and who is handed what. Does not know: how any of it is done.
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import nullcontext

from bot.config import Config, Discord
from bot.engine import blas
from bot.portal import Portal
from bot.terminal import fusing, start
from bot.terminal.args import help_text, parsed
from bot.terminal.commands import Output
from bot.terminal.ending import run
from bot.terminal.logs import logging_to
from bot.terminal.presence import Presence
from bot.terminal.settings import now, settings, throw_away, with_model
from bot.terminal.words import FAILED, OK, guarded

_WITHOUT_MODEL = ("recall", "forget", "export")
# These change nothing of what they look at, so that they do not even make a log.
_UNLOGGED = ("init", "doctor", "status")


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
    if arguments.command in _UNLOGGED:
        return _operate(arguments)
    config = settings(arguments, os.environ)
    with logging_to(config.paths.logs, [config.discord.token]) as trouble:
        if trouble:
            start.say(trouble)
        if arguments.command in _WITHOUT_MODEL and not getattr(arguments, "prove", False):
            return run(start.on_the_store(arguments, config))
        if arguments.command == "run":
            return _discord(config)
        if arguments.command == fusing.COMMAND:
            return run(fusing.fuse_here(arguments, _with_a_model(config)))
        if arguments.command == "service":
            return _service(arguments, config)
        if arguments.command == "bench":
            return run(_soak(arguments, config))
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

    presence = Presence(config.paths.data, now)
    async with running_bot(config, start.say, presence.watch) as bot, presence.shown():
        await run_discord(config, bot.companion, bot.sleeper, bot.store, clock=now, say=start.say)
    return OK


def _operate(arguments: Namespace) -> int:
    """Init, doctor or status."""
    from bot.terminal import operate

    match arguments.command:
        case "init":
            return operate.init_here(arguments, os.environ, _looked)
        case "doctor":
            from bot.embedded import source

            model = operate.Embedded(source.tuned_folder, source.whole)
            return operate.doctor_here(arguments, os.environ, _looked, model)
        case _:
            return operate.status_here(arguments, settings(arguments, os.environ))


def _looked(settings: Discord) -> Portal:
    """What Discord says of the token."""
    from cogs import look

    return asyncio.run(look(settings, now))


def _service(arguments: Namespace, config: Config) -> int:
    from bot.terminal import operate

    if arguments.action == "install" and not arguments.dry_run:
        from cogs import checked_token

        checked_token(config)
    return operate.service_here(arguments, config)


async def _soak(arguments: Namespace, config: Config) -> int:
    from bot.evaluation.soak import Result, Soak, pretended
    from bot.terminal.processes import resident_bytes
    from bot.terminal.runtime import open_bot, open_model

    name = config.model.name
    result = Result(
        name or "pretended (answers by rule; no model is run)",
        arguments.messages,
        arguments.people,
        arguments.seed,
        allowed_growth=arguments.growth,
    )
    model = open_model(config, start.say) if name else nullcontext(pretended())
    with throw_away(config) as apart:
        async with model as engine, open_bot(apart, engine) as bot:
            soak = Soak(bot.companion, bot.sleeper, bot.store, result, resident=resident_bytes)
            await soak.run()
    Output(sys.stdout, json=arguments.json).write(result.as_dict(), result.text())
    return OK if result.sound else FAILED


if __name__ == "__main__":
    sys.exit(main())

"""What each command starts: the parts it needs, and no others.

Knows: which command needs the model, and whether somebody sits at the terminal. Does not know: how
the embedded model is made, nor Discord; `bot.__main__` does.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from contextlib import AsyncExitStack, nullcontext
from functools import partial
from typing import TYPE_CHECKING, TextIO

from bot.config import Config
from bot.store import Store, open_store
from bot.terminal import commands
from bot.terminal.commands import Output, Surroundings
from bot.terminal.leave import with_leave
from bot.terminal.people import key_of
from bot.terminal.settings import now, throw_away
from bot.terminal.words import OK

if TYPE_CHECKING:
    from rich.console import Console

# prompt_toolkit, rich and all that is above the store are imported where they are used: recall,
# forget and export then start in a moment.


def say(text: str) -> None:
    """A line beside the output, for whoever started the program."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


async def on_the_store(arguments: Namespace, config: Config) -> int:
    """Recall, forget or export."""
    reading = arguments.command != "forget"
    output = Output(sys.stdout, json=arguments.json)
    async with open_store(config.paths.data, clock=now, read_only=reading) as store:
        match arguments.command:
            case "recall":
                await commands.recall(store, arguments.name, " ".join(arguments.words), output)
            case "export":
                await commands.export(store, arguments.name, output)
            case _:
                await _forget(store, arguments, config, output)
    return OK


async def _forget(store: Store, arguments: Namespace, config: Config, output: Output) -> None:
    from bot.terminal.history import history_file, scrub

    asked = not (arguments.yes or arguments.json) and _is_terminal(sys.stdin)
    near = Surroundings(
        config.paths.data,
        _agrees if asked else _certainly,
        partial(scrub, history_file(config.paths.data, key_of(arguments.name))),
    )
    await commands.forget(store, arguments.name, " ".join(arguments.words), output, near)


def with_leave_asked(config: Config) -> Config:
    """The settings with the operator's leave to train, asked for where somebody sits there."""
    there = _is_terminal(sys.stdin) and _is_terminal(sys.stderr)
    return with_leave(config, sys.stdin if there else None, sys.stderr)


def _certainly(_: str) -> bool:
    return True


def _agrees(question: str) -> bool:
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


async def with_the_model(arguments: Namespace, config: Config) -> int:
    """Chat, sleep, demo, or a recall with proofs. The settings name a model."""
    match arguments.command:
        case "recall":
            return await _recall_with_proofs(arguments, config)
        case "sleep":
            return await _sleep(arguments, config)
        case "demo":
            with throw_away(config) as apart:
                return await _demo(arguments, apart)
        case _:
            with throw_away(config) if arguments.sandbox else nullcontext(config) as used:
                return await _chat(arguments, used)


async def _chat(arguments: Namespace, config: Config) -> int:
    from bot.terminal.runtime import running_bot
    from bot.terminal.talk import speaker

    who = speaker(arguments.name)
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout)):
        from bot.terminal.piped import chat_piped, lines_of

        async with running_bot(config, say) as bot:
            return await chat_piped(bot, who, lines_of(0), sys.stdout, sys.stderr)
    from bot.terminal.chat import Keyboard, chat
    from bot.terminal.history import history_file

    console = _console(arguments)
    async with AsyncExitStack() as stack:
        with console.status("Waking up ..."):
            bot = await stack.enter_async_context(running_bot(config, say))
        history = None if arguments.sandbox else history_file(config.paths.data, who.key)
        return await chat(bot, who, console, Keyboard(history))


async def _recall_with_proofs(arguments: Namespace, config: Config) -> int:
    from bot.terminal.runtime import running_bot
    from bot.terminal.talk import speaker

    output, words = Output(sys.stdout, json=arguments.json), " ".join(arguments.words)
    async with running_bot(config, say) as bot:
        prove = partial(bot.companion.prove, speaker(arguments.name))
        await commands.recall(bot.store, arguments.name, words, output, prove)
    return OK


async def _sleep(arguments: Namespace, config: Config) -> int:
    from rich.console import Console

    from bot.terminal.night import night_bars
    from bot.terminal.runtime import running_bot

    output = Output(sys.stdout, json=arguments.json)
    # The bars beside the output, so that JSON stays JSON.
    bars = Console(stderr=True, no_color=arguments.no_color or None)
    async with running_bot(config, say) as bot:
        with night_bars(bars) as on_progress:
            await commands.sleep(bot.store, bot.sleeper, arguments.name, output, on_progress)
    return OK


async def _demo(arguments: Namespace, config: Config) -> int:
    from bot.terminal.demo import Play
    from bot.terminal.runtime import open_model
    from bot.terminal.story import read_story

    story = read_story(arguments.story)
    async with open_model(config, say) as engine:
        await Play(story, _console(arguments)).all_days(config, engine)
    return OK


def _console(arguments: Namespace) -> Console:
    from rich.console import Console

    return Console(no_color=arguments.no_color or None)


def _is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody sits there; a stream that was closed from outside is None."""
    return stream is not None and stream.isatty()

"""A talk at the keyboard: line editing and history, streamed replies, a bar for the night.

Knows: prompt_toolkit and rich. Does not know: what a line means (`talk` does).
"""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import History, InMemoryHistory
from rich.console import Console
from rich.text import Text

from bot.errors import SleepwakeError
from bot.keeping import Speaker
from bot.sleep import SleepProgress
from bot.terminal.history import open_history, scrub
from bot.terminal.night import night_bars
from bot.terminal.runtime import Bot
from bot.terminal.talk import Talk
from bot.terminal.words import OK, told

# Control characters in a reply could move the cursor or change the terminal's title.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Keyboard:
    """Reads lines; what was typed before comes back with the arrow keys."""

    def __init__(self, path: Path | None, **ends: Any) -> None:
        self._path, self._ends = path, ends
        self._session = self._opened()

    def _opened(self) -> PromptSession[str]:
        history: History = open_history(self._path) if self._path else InMemoryHistory()
        return PromptSession(history=history, **self._ends)

    async def line(self, prompt: str) -> str:
        """Raises EOFError on Ctrl-D and KeyboardInterrupt on Ctrl-C."""
        return await self._session.prompt_async(FormattedText([("bold", prompt)]))

    async def answer(self, prompt: str) -> str:
        """A line that is kept nowhere."""
        return await PromptSession[str](**self._ends).prompt_async(prompt)

    def forget(self, texts: Sequence[str] | None) -> None:
        """Drop typed lines that hold one of the texts; with None, all."""
        if self._path:
            scrub(self._path, texts)
        # The old session holds its own copy of every line.
        self._session = self._opened()


class RichScreen:
    """Shows a talk in colors."""

    def __init__(
        self, console: Console, ask: Callable[[str], Awaitable[str]], bot_name: str
    ) -> None:
        self._console, self._ask = console, ask
        self._label = f"{bot_name}> "
        self._speaking = False

    def piece(self, text: str) -> None:
        if not self._speaking:
            text = text.lstrip()
            if not text:
                return
            self._console.print(Text(self._label, "bold magenta"), end="")
            self._speaking = True
        self._console.print(_plain(text), end="", soft_wrap=True)
        self._console.file.flush()

    def reply_ends(self) -> None:
        if self._speaking:
            self._console.print()
        self._speaking = False

    def notice(self, text: str) -> None:
        self._console.print(Text(f"· {_plain(text)}", "dim"), soft_wrap=True)

    def page(self, text: str) -> None:
        for line in text.splitlines():
            style = "" if line.startswith(" ") else "bold"
            self._console.print(Text(_plain(line).plain, style), soft_wrap=True)

    async def agrees(self, question: str) -> bool:
        *before, last = question.splitlines()
        self.page("\n".join(before))
        try:
            answer = await self._ask(f"{last} [y/N] ")
        except (EOFError, KeyboardInterrupt):
            answer = ""
        agreed = answer.strip().lower() in ("y", "yes")
        if not agreed:
            self.notice("Nothing is forgotten.")
        return agreed

    @contextmanager
    def night(self) -> Iterator[Callable[[SleepProgress], None]]:
        with night_bars(self._console) as on_progress:
            yield on_progress


async def chat(bot: Bot, who: Speaker, console: Console, keyboard: Keyboard) -> int:
    """Talk until the person leaves. An error ends its turn only."""
    name = bot_name(bot.config.bot.persona)
    screen = RichScreen(console, keyboard.answer, name)
    talk = Talk(bot, who, screen, keyboard.forget)
    console.print(f"This is {name}. !help shows what there is besides talking, Ctrl-D leaves.")
    while True:
        try:
            line = await keyboard.line(f"{who.name}> ")
        except EOFError:
            return OK
        except KeyboardInterrupt:
            screen.notice("Ctrl-D leaves.")
            continue
        if not line.strip():
            continue
        try:
            if not await _stoppable(bot, talk, line, screen):
                return OK
        except SleepwakeError as error:
            console.print(Text(told(error).removeprefix("sleepwake: "), "red"), soft_wrap=True)


async def _stoppable(bot: Bot, talk: Talk, line: str, screen: RichScreen) -> bool:
    """Ctrl-C ends a reply where it is, and asks a night to end; the talk goes on."""
    turn = asyncio.ensure_future(talk.take(line))
    stopped = False

    def stop() -> None:
        nonlocal stopped
        if bot.sleeper.asleep:
            bot.sleeper.stop()
            screen.notice("Waking up ...")
        else:
            stopped = True
            turn.cancel()

    with _on_ctrl_c(stop):
        try:
            return await turn
        except asyncio.CancelledError:
            if not stopped:
                turn.cancel()
                raise
            screen.notice("Stopped.")
            return True


@contextmanager
def _on_ctrl_c(action: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)
    loop.add_signal_handler(signal.SIGINT, action)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)


def bot_name(persona: str) -> str:
    """How the bot is called in its own instructions ("You are Ember, ...")."""
    named = re.match(r"\s*You are (\w[\w-]*)", persona)
    return named[1] if named else "Bot"


def _plain(text: str) -> Text:
    return Text(_CONTROL.sub("", text))

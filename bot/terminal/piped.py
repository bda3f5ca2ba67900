"""A talk through pipes: each line a turn, plain text back, a paragraph for each.

Knows: bytes in, text out. Does not know: what a line means (`talk` does).
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from bot.errors import RequestError, SleepwakeError
from bot.keeping import Speaker
from bot.sleep import SleepProgress
from bot.terminal.runtime import Bot
from bot.terminal.talk import Talk
from bot.terminal.words import FAILED, OK, told

MARK = "· "
_CHUNK = 1 << 16
_WAITING_LINES = 16


class PlainScreen:
    """A reply is one line; what is told beside it begins with a dot. No question is asked."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._reply: list[str] = []

    def piece(self, text: str) -> None:
        self._reply.append(text)

    def reply_ends(self) -> None:
        reply = " ".join("".join(self._reply).split())
        self._reply.clear()
        if reply:
            self._print(reply)

    def notice(self, text: str) -> None:
        self._print(MARK + " ".join(text.split()))

    def page(self, text: str) -> None:
        self._print(text)

    async def agrees(self, question: str) -> bool:  # noqa: ARG002 - nobody is there to ask
        """Whoever pipes a command in has decided already."""
        return True

    @contextmanager
    def night(self) -> Iterator[Callable[[SleepProgress], None]]:
        yield lambda _: None

    def _print(self, text: str) -> None:
        print(text, file=self._out, flush=True)


async def chat_piped(
    bot: Bot, who: Speaker, lines: AsyncIterator[str], out: TextIO, errors: TextIO
) -> int:
    """Take every line; an error ends its turn only. Returns the exit code."""
    talk = Talk(bot, who, PlainScreen(out))
    code = OK
    async for line in lines:
        if not line.strip():
            continue
        try:
            if not await talk.take(line):
                break
        except RequestError as error:
            print(f"{error.fault} {error.mend}".strip(), file=out, flush=True)
        except SleepwakeError as error:
            print(told(error), file=errors, flush=True)
            code = FAILED
    return code


async def lines_of(descriptor: int) -> AsyncIterator[str]:
    """The lines of a file or pipe as they come; bytes that are no UTF-8 are replaced.

    A thread of its own reads: unlike one of the event loop's it may be left behind, blocked, when
    the program ends. It does not read far ahead. Raises OSError.
    """
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[bytes | OSError | None] = asyncio.Queue()
    room = threading.Semaphore(_WAITING_LINES)

    def hand_over(line: bytes | OSError | None) -> None:
        room.acquire()
        loop.call_soon_threadsafe(waiting.put_nowait, line)

    def read() -> None:
        # A loop that is closed raises RuntimeError: nobody listens any more.
        with suppress(RuntimeError):
            try:
                for line in _lines(descriptor):
                    hand_over(line)
            except OSError as error:
                hand_over(error)
            else:
                hand_over(None)

    threading.Thread(target=read, name="stdin", daemon=True).start()
    while (line := await waiting.get()) is not None:
        room.release()
        if isinstance(line, OSError):
            raise line
        yield line.decode("utf-8", "replace").rstrip("\r")


def _lines(descriptor: int) -> Iterator[bytes]:
    rest = b""
    while chunk := os.read(descriptor, _CHUNK):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    if rest:
        yield rest

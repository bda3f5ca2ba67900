"""One person's talk: what a line is, a command or something said, and what it does.

Knows: the companion, the sleeper, the `!` commands. Does not know: whether the lines are typed or
piped, nor how anything is drawn; that is a `Screen`'s.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, aclosing
from dataclasses import dataclass
from typing import Protocol

from bot.companion import Notice, Piece
from bot.errors import RequestError
from bot.keeping import Speaker
from bot.sleep import NightReport, SleepProgress
from bot.terminal import pages
from bot.terminal.people import SCOPE, key_of, means_everything, traces
from bot.terminal.runtime import Bot

COMMANDS = ("recall", "forget", "sleep", "help", "quit")
EVERYONE = "all"


class Screen(Protocol):
    """Where a talk is shown."""

    def piece(self, text: str) -> None:
        """A part of the reply."""
        ...

    def reply_ends(self) -> None:
        """The reply is whole, or broken off; perhaps before its first piece."""
        ...

    def notice(self, text: str) -> None:
        """A short line beside the reply: what was noted, what went wrong."""
        ...

    def page(self, text: str) -> None:
        """Some lines of text."""
        ...

    async def agrees(self, question: str) -> bool: ...

    def night(self) -> AbstractContextManager[Callable[[SleepProgress], None]]:
        """Show a night's progress while the block lasts."""
        ...


@dataclass(frozen=True, slots=True)
class Command:
    """A line that begins with `!` and a command's name."""

    name: str
    rest: str


def command(line: str) -> Command | None:
    """The command in a line; None where the line is something said.

    Raises:
        RequestError: it is nearly a command. Other lines that begin with `!` are said.
    """
    head, _, rest = line.strip().partition(" ")
    if not head.startswith("!"):
        return None
    name = head[1:].lower()
    if name in COMMANDS:
        return Command(name, rest.strip())
    near = difflib.get_close_matches(name, COMMANDS, n=1, cutoff=0.75)
    if near:
        raise RequestError(f"There is no !{name}.", f"Did you mean !{near[0]}? !help lists all.")
    return None


def speaker(name: str) -> Speaker:
    """The person who talks in this terminal."""
    key = key_of(name)
    return Speaker(key=key, name=name.strip(), scope=SCOPE, conversation=key)


class Talk:
    """Takes one line after the other.

    `on_forget` is told what must also go from what the terminal itself keeps: texts, or None for
    everything.
    """

    def __init__(
        self,
        bot: Bot,
        who: Speaker,
        screen: Screen,
        on_forget: Callable[[Sequence[str] | None], None] = lambda _: None,
    ) -> None:
        self._bot, self._who, self._screen, self._on_forget = bot, who, screen, on_forget

    async def take(self, line: str) -> bool:
        """Do what the line asks, or reply to it. False ends the talk. Raises SleepwakeError."""
        asked = command(line)
        match asked:
            case None:
                await self._reply(line)
                await self._nap()
            case Command("recall", words):
                await self._recall(words)
            case Command("forget", words):
                await self._forget(words)
            case Command("sleep", whom):
                await self._sleep(whom)
            case Command("help"):
                self._screen.page(pages.HELP)
            case _:
                return False
        return True

    async def _reply(self, line: str) -> None:
        notices: list[Notice] = []
        async with aclosing(self._bot.companion.turn(self._who, line)) as parts:
            try:
                async for part in parts:
                    if isinstance(part, Piece):
                        self._screen.piece(part.text)
                    elif isinstance(part, Notice):
                        notices.append(part)
            finally:
                self._screen.reply_ends()
        for notice in notices:
            self._screen.notice(notice.text)

    async def _nap(self) -> None:
        """By the paper's recipe, fall asleep after so many turns."""
        naps = self._bot.naps
        person = await naps.due(self._who.key, self._who.scope) if naps else None
        if naps is None or person is None:
            return
        self._screen.notice("I nod off ...")
        with self._screen.night() as on_progress:
            reports = await naps.nap(person, self._who.scope, on_progress)
        told = "\n".join(report.text() for report in reports)
        self._screen.page(told or "There was nothing to learn.")

    async def _recall(self, words: str) -> None:
        recall = await self._bot.companion.recall(self._who, words)
        self._screen.page(pages.recalled(recall.context, recall.weights, recall.nights, words))

    async def _forget(self, words: str) -> None:
        if not words:
            raise RequestError(
                "What shall I forget?", "!forget WORDS, or `!forget me` for everything about you."
            )
        if means_everything(words):
            await self._forget_everything()
            return
        facts = await self._bot.companion.find(self._who, words)
        if not facts:
            self._screen.page(f"I know nothing about you that {words!r} finds.")
            return
        if await self._screen.agrees(f"{pages.found(facts)}\nForget this for good?"):
            gone = await self._bot.companion.forget(self._who, [fact.id for fact in facts])
            self._on_forget(traces(facts))
            self._screen.page(pages.forgotten(facts, rebuilt=gone.rebuilt))

    async def _forget_everything(self) -> None:
        if await self._screen.agrees("Forget everything you ever told me, for good?"):
            await self._bot.companion.forget_everything(self._who)
            self._on_forget(None)
            self._screen.page("Everything about you is forgotten, for good.")

    async def _sleep(self, whom: str) -> None:
        if whom.lower() not in ("", EVERYONE):
            raise RequestError(f"I can't sleep for {whom!r}.", "!sleep, or `!sleep all`.")
        own = [p.id for p in await self._bot.store.people() if p.key == self._who.key]
        with self._screen.night() as on_progress:
            reports = await self._bot.sleeper.sleep(own, on_progress=on_progress)
            others = await self._others(own, on_progress) if whom else []
        parts = [report.text() for report in reports]
        # What others told is not this person's to read.
        parts += [
            f"Night of {o.person}{o.by_recipe}: {o.outcome}, {len(o.learned)} learned."
            for o in others
        ]
        self._screen.page("\n".join(parts) or "There is nothing to learn yet: tell me something.")

    async def _others(
        self, own: Sequence[int], on_progress: Callable[[SleepProgress], None]
    ) -> list[NightReport]:
        ids = [p.id for p in await self._bot.store.people() if p.id not in own]
        return await self._bot.sleeper.sleep(ids, on_progress=on_progress)

"""Stand-ins for the companion and the sleeper: they say what a test tells them to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Sequence
from datetime import UTC, datetime

from bot.companion import Forgotten, Notice, Part, Piece, Recall, ReplyEnd, Said, Speaker
from bot.memory.facts import Fact, State
from bot.memory.quotes import Quote
from bot.sleep.report import NightReport, SleepProgress

NOON = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)


def fact(number: int, attribute: str, value: str, state: State = State.FRESH) -> Fact:
    return Fact(number, 1, "private", attribute, value, f"it's {value}", NOON, state)


async def _nothing(_: str) -> AsyncIterator[Piece]:
    nothing: list[Piece] = []
    for piece in nothing:
        yield piece


class FakeMind:
    """Replies with `reply(text)` and the pieces of `stream(text)`, then notes `noted(text)`.

    What was noted is kept in `notes`.
    Turns of `held` texts wait before the reply until `free` is set; all wait for `noting` after it.
    """

    def __init__(self) -> None:
        self.turns: list[tuple[Speaker, str, int | None]] = []
        self.reply: Callable[[str], list[Piece | Notice]] = lambda text: [Piece(f"heard: {text}")]
        self.stream: Callable[[str], AsyncIterator[Piece]] = _nothing
        self.noted: Callable[[str], list[Notice]] = lambda text: []
        self.notes: list[str] = []
        self.held: set[str] = set()
        self.free = asyncio.Event()
        self.noting = asyncio.Event()
        self.noting.set()
        self.before: list[list[Said]] = []
        self.quoted: list[list[Quote]] = []
        self.revised: list[tuple[Speaker, str, int]] = []
        self.unsaid: list[int] = []
        self.facts: list[Fact] = []
        self.asked: list[tuple[Speaker, str]] = []
        self.forgotten: list[int] = []
        self.emptied: list[Speaker] = []
        self.rebuilt = False

    async def turn(
        self,
        speaker: Speaker,
        text: str,
        *,
        message_id: int | None = None,
        before: Sequence[Said] = (),
        quoted: Sequence[Quote] = (),
    ) -> AsyncGenerator[Part, None]:
        self.turns.append((speaker, text, message_id))
        self.before.append(list(before))
        self.quoted.append(list(quoted))
        if text in self.held:
            await self.free.wait()
        for part in self.reply(text):
            yield part
        async for piece in self.stream(text):
            yield piece
        yield ReplyEnd()
        await self.noting.wait()
        for notice in self.noted(text):
            yield notice
        self.notes.append(text)

    async def revise(self, speaker: Speaker, text: str, *, message_id: int) -> list[Notice]:
        self.revised.append((speaker, text, message_id))
        return self.noted(text)

    async def unsay(self, message_ids: Collection[int]) -> None:
        self.unsaid += message_ids

    async def recall(self, speaker: Speaker, words: str = "") -> Recall:
        found = await self.find(speaker, words)
        context = [fact for fact in found if fact.state.in_context]
        return Recall(context, [fact for fact in found if fact.state is State.KNOWN], [])

    async def find(self, speaker: Speaker, words: str) -> list[Fact]:
        self.asked.append((speaker, words))
        return [fact for fact in self.facts if words in fact.line]

    async def forget(self, speaker: Speaker, fact_ids: Sequence[int]) -> Forgotten:
        self.forgotten += fact_ids
        gone = [fact for fact in self.facts if fact.id in fact_ids]
        self.facts = [fact for fact in self.facts if fact.id not in fact_ids]
        return Forgotten(gone, self.rebuilt)

    async def forget_everything(self, speaker: Speaker) -> None:
        self.emptied.append(speaker)


class FakeSleeper:
    """A night tells `progress` and, once `free` is set or it is stopped, gives `reports`."""

    def __init__(self) -> None:
        self.nights: list[Sequence[int] | None] = []
        self.progress: list[SleepProgress] = []
        self.reports: list[NightReport] = []
        self.error: Exception | None = None
        self.free = asyncio.Event()
        self.free.set()
        self.stopped = False
        self._asleep = False
        self.tell: Callable[[SleepProgress], None] | None = None

    @property
    def asleep(self) -> bool:
        return self._asleep

    def stop(self) -> None:
        self.stopped = True
        self.free.set()

    async def sleep(
        self,
        person_ids: Sequence[int] | None = None,
        *,
        on_progress: Callable[[SleepProgress], None] | None = None,
    ) -> list[NightReport]:
        self.nights.append(person_ids)
        self._asleep, self.tell = True, on_progress
        try:
            await self.free.wait()
            if self.error is not None:
                raise self.error
            return self.reports
        finally:
            self._asleep = False

"""Stand-ins for the companion and the sleeper: they say what a test tells them to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.companion import Notice, Part, Piece, ReplyEnd, Said
from bot.consent import Standing
from bot.errors import RequestError, SleepwakeError
from bot.keeping import Forgotten, Recall, Speaker
from bot.memory.facts import Fact, State
from bot.memory.quotes import Quote
from bot.proof import Proof
from bot.receipt import Receipt
from bot.sleep.report import NightReport, SleepProgress
from bot.store import Chooser, Consent, Held, Person

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
        self.both: frozenset[int] = frozenset()
        self.told_in: dict[int, str] = {}
        self.receipt: Receipt | None = Receipt(0, {})
        self.proved: list[list[int]] = []
        self.fault: SleepwakeError | None = None
        self.proving = asyncio.Event()
        self.proving.set()
        self.shared: list[tuple[Speaker, list[int]]] = []
        self.chosen: list[tuple[Speaker, Consent]] = []
        self.allowed: list[tuple[str, Consent, Chooser]] = []

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
        return Recall(
            [fact for fact in found if fact.state.in_context],
            [fact for fact in found if fact.state is State.KNOWN],
            [],
            self.both,
            self.told_in,
        )

    async def find(self, speaker: Speaker, words: str) -> list[Fact]:
        self.asked.append((speaker, words))
        return [fact for fact in self.facts if words in fact.line]

    async def forget(self, speaker: Speaker, fact_ids: Sequence[int]) -> Forgotten:
        self.forgotten += fact_ids
        gone = [fact for fact in self.facts if fact.id in fact_ids]
        self.facts = [fact for fact in self.facts if fact.id not in fact_ids]
        return Forgotten(gone, self.rebuilt)

    async def erase(self, speaker: Speaker) -> Receipt | None:
        self.emptied.append(speaker)
        return self.receipt

    async def prove(self, speaker: Speaker, fact_ids: Sequence[int]) -> list[Proof]:
        self.proved.append(list(fact_ids))
        await self.proving.wait()
        fault, self.fault = self.fault, None
        if fault is not None:
            raise fault
        return [
            Proof(fact, "What is it?", f"It's {fact.value}.", True, f"It's {fact.value}.", 0.97, 0)
            for fact in self.facts
            if fact.id in fact_ids
        ]

    async def correct(self, speaker: Speaker, fact_id: int, value: str) -> tuple[Fact, Fact]:
        old = next((fact for fact in self.facts if fact.id == fact_id), None)
        if old is None:
            raise RequestError("I don't know that any more.")
        new = replace(old, value=value)
        self.facts = [new if fact is old else fact for fact in self.facts]
        return old, new

    async def export(self, speaker: Speaker) -> dict[str, Any]:
        return {"person": {"key": speaker.key}, "facts": [fact.line for fact in self.facts]}

    async def share(self, speaker: Speaker, fact_ids: Sequence[int]) -> list[Fact]:
        self.shared.append((speaker, list(fact_ids)))
        return [fact for fact in self.facts if fact.id in fact_ids]

    async def standing(self, speaker: Speaker) -> Standing:
        """Everyone was asked long ago."""
        return Standing("text", asked=True, held=Held(0, 0, 0, 0))

    async def mark_asked(self, speaker: Speaker) -> None:
        raise AssertionError(f"{speaker.name} was asked already")

    async def choose(self, speaker: Speaker, consent: Consent) -> Standing:
        self.chosen.append((speaker, consent))
        return Standing(consent, asked=True, held=Held(0, 0, 0, 0))

    async def allow(self, person: Person, consent: Consent, by: Chooser) -> None:
        self.allowed.append((person.key, consent, by))


class FakeSleeper:
    """A night tells `progress` and, once `free` is set or it is stopped, gives `reports`."""

    def __init__(self) -> None:
        self.nights: list[Sequence[int] | None] = []
        self.since: list[datetime | None] = []
        self.progress: list[SleepProgress] = []
        self.reports: list[NightReport] = []
        self.error: Exception | None = None
        self.free = asyncio.Event()
        self.free.set()
        self.stopped = self.for_now = False
        self._asleep = False
        self.tell: Callable[[SleepProgress], None] | None = None
        self.latest: SleepProgress | None = None

    @property
    def asleep(self) -> bool:
        return self._asleep

    def stop(self, *, for_now: bool = False) -> None:
        self.stopped = self.stopped or self._asleep
        self.for_now = for_now
        self.free.set()

    async def sleep(
        self,
        person_ids: Sequence[int] | None = None,
        *,
        on_progress: Callable[[SleepProgress], None] | None = None,
        since: datetime | None = None,
    ) -> list[NightReport]:
        self.nights.append(person_ids)
        self.since.append(since)
        self._asleep, self.tell = True, on_progress
        try:
            await self.free.wait()
            if self.error is not None:
                raise self.error
            return self.reports
        finally:
            self._asleep = False

"""A companion awake in a world of its own: a real store, and an engine that answers by rule."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.companion import Companion, Notice, Piece
from bot.config import Bot
from bot.engine.fake import FakeEngine, answer_by_rule
from bot.engine.interface import Adapter, Chat, LoraShape
from bot.keeping import Speaker
from bot.memory import prompts
from bot.memory.facts import Fact
from bot.sleep.shelf import AdapterShelf, checksum
from bot.store import Promotion, Store

ANA = Speaker("terminal:ana", "Ana", "private", "terminal:ana")
BO = Speaker("terminal:bo", "Bo", "private", "terminal:bo")
IN_GUILD = Speaker("terminal:ana", "Ana", "guild:1", "guild:1:ana")


class Clock:
    """A minute passes with every look at it."""

    def __init__(self) -> None:
        self.now = datetime(2025, 6, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@dataclass
class World:
    data: Path
    store: Store
    engine: FakeEngine
    companion: Companion

    def restarted(self, settings: Bot | None = None) -> World:
        shelf = AdapterShelf(self.engine, self.store, self.data)
        companion = Companion(self.engine, self.store, shelf, settings or Bot())
        return World(self.data, self.store, self.engine, companion)

    async def say(
        self, text: str, speaker: Speaker = ANA, message_id: int | None = None
    ) -> tuple[str, list[str]]:
        """The reply, and the notices."""
        pieces, notices = [], []
        turn = self.companion.turn(speaker, text, message_id=message_id)
        async with aclosing(turn) as parts:
            async for part in parts:
                if isinstance(part, Piece):
                    pieces.append(part.text)
                elif isinstance(part, Notice):
                    notices.append(part.text)
        return "".join(pieces), notices

    async def facts(self, speaker: Speaker = ANA) -> list[str]:
        person = await self.store.find_person(speaker.key)
        assert person is not None
        return [fact.line for fact in await self.store.facts(person.id, scope=speaker.scope)]

    async def log(self, speaker: Speaker = ANA) -> list[tuple[str, str]]:
        lines = await self.store.recent(speaker.conversation)
        return [(line.role, line.text) for line in lines]

    def last_prompt(self) -> str:
        return self.engine.asked("stream")[-1].prompt

    async def night(self, learned: dict[str, str], speaker: Speaker = ANA) -> list[Fact]:
        """All facts become known, by heart in an adapter that knows these answers."""
        person = await self.store.find_person(speaker.key)
        assert person is not None
        facts = await self.store.facts(person.id, scope=speaker.scope)
        night = await self.store.begin_night(person.id, speaker.scope)
        folder = f"adapters/p{person.id}/v{night}"
        await self.engine.save_adapter(Adapter("x", LoraShape(), learned), self.data / folder)
        known = [fact.id for fact in facts]
        await self.store.promote(
            Promotion(
                person_id=person.id,
                scope=speaker.scope,
                folder=folder,
                fingerprint=self.engine.info.fingerprint,
                checksum=checksum(self.data / folder),
                trained=known,
                known=known,
                night_id=night,
            )
        )
        await self.store.end_night(night, "promoted", {})
        return facts


def made(
    store: Store,
    data: Path,
    reply: Callable[[Chat], str] = answer_by_rule,
    *,
    context: int = 2048,
    settings: Bot | None = None,
) -> World:
    engine = FakeEngine(reply, context=context)
    companion = Companion(engine, store, AdapterShelf(engine, store, data), settings or Bot())
    return World(data, store, engine, companion)


def jobs(**does: Callable[[Chat], str]) -> Callable[[Chat], str]:
    """Replies by job: talk, extract, summary; what is not given is done by rule."""
    names = {prompts.EXTRACT: "extract", prompts.SUMMARY: "summary"}

    def reply(chat: Chat) -> str:
        job = names.get(chat[0].content, "talk")
        return does.get(job, answer_by_rule)(chat)

    return reply

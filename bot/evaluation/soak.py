"""`sleepwake bench soak`: many people talk for long, and memory must stay flat.

Everything but Discord is the real thing: companion, store, shelf and nights, on a memory that is
thrown away. Knows: what people do with the bot. Does not know: Discord, or how the engine works.
"""

from __future__ import annotations

import asyncio
import gc
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.companion import Companion
from bot.engine.fake import Call, FakeEngine
from bot.keeping import Speaker
from bot.sleep import Sleeper
from bot.store import Store

_TOGETHER = 8
# The first share of the messages fills caches and compiles what is compiled at first use.
_WARM_UP = 0.3
_NIGHT_EVERY = 500
_NIGHT_PEOPLE = 2
_VALUES = "Miso Rex Lisbon Oslo jade opal teal tango chess mango basil cello".split()
_THINGS = ("cat's name", "dog's name", "home city", "lucky stone", "favorite color", "hobby")
_SMALL_TALK = ("hello there", "how are you?", "tell me something", "what a day", "good night 🌙")


@dataclass(slots=True)
class Result:
    """What a soak came to. Memory in bytes, after warm-up and at the end."""

    engine: str
    messages: int
    people: int
    seed: int
    warm_bytes: int = 0
    end_bytes: int = 0
    seconds: float = 0.0
    nights: int = 0
    raised: Counter[str] = field(default_factory=Counter)
    allowed_growth: float = 0.1

    @property
    def growth(self) -> float:
        """By which share memory grew after warm-up."""
        return self.end_bytes / self.warm_bytes - 1 if self.warm_bytes else 0.0

    @property
    def sound(self) -> bool:
        most = self.warm_bytes * (1 + self.allowed_growth)
        return not self.raised and self.end_bytes <= most

    def as_dict(self) -> dict[str, Any]:
        """JSON-able."""
        return asdict(self) | {
            "raised": dict(self.raised),
            "growth": self.growth,
            "messages_a_second": self.messages / self.seconds if self.seconds else 0.0,
            "sound": self.sound,
        }

    def text(self) -> str:
        raised = ", ".join(f"{count} {name}" for name, count in self.raised.items()) or "none"
        rate = self.messages / self.seconds if self.seconds else 0.0
        grown = f"{self.growth:+.1%}; {self.allowed_growth:.0%} is allowed"
        who = f"{self.people} people (seed {self.seed}), {self.nights} nights"
        lines = [
            f"Engine: {self.engine}",
            f"Messages: {self.messages} from {who}",
            f"Messages a second: {rate:.1f}",
            f"Memory after warm-up: {self.warm_bytes / 1e6:.1f} MB",
            f"Memory at the end: {self.end_bytes / 1e6:.1f} MB ({grown})",
            f"Exceptions: {raised}",
            "Sound." if self.sound else "NOT SOUND.",
        ]
        return "\n".join(lines)


class _NoRecord(list[Call]):
    """Keeps nothing: a record of every call would be the leak that is looked for."""

    def append(self, _: Call, /) -> None:
        return None


def pretended() -> FakeEngine:
    """An engine that answers by rule, and keeps no record."""
    engine = FakeEngine()
    engine.calls = _NoRecord()
    return engine


class Soak:
    """One soak of one bot, counted in `result`. `resident` tells how much memory is held."""

    def __init__(
        self,
        companion: Companion,
        sleeper: Sleeper,
        store: Store,
        result: Result,
        *,
        resident: Callable[[], int],
    ) -> None:
        self._companion, self._sleeper, self._store = companion, sleeper, store
        self._result, self._resident = result, resident
        self._source = random.Random(result.seed)

    async def run(self) -> None:
        """Let everybody talk, some at a time, with a night now and then."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: self._lost(context))
        began, warm = time.monotonic(), int(self._result.messages * _WARM_UP)
        for done in range(0, self._result.messages, _TOGETHER):
            count = min(_TOGETHER, self._result.messages - done)
            await asyncio.gather(*(self._guarded(self._message()) for _ in range(count)))
            if done // _NIGHT_EVERY != (done + count) // _NIGHT_EVERY:
                await self._guarded(self._night())
            if done <= warm < done + count:
                self._result.warm_bytes = self._held()
        self._result.seconds = time.monotonic() - began
        self._result.end_bytes = self._held()

    def _held(self) -> int:
        gc.collect()
        return self._resident()

    async def _guarded(self, work: Any) -> None:
        try:
            await work
        # Counting what is raised, whatever it is, is what this is for.
        except Exception as error:  # noqa: BLE001
            self._result.raised[type(error).__name__] += 1

    def _lost(self, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self._result.raised[f"unhandled {type(error).__name__}"] += 1

    async def _message(self) -> None:
        """One of the people says or asks for something."""
        draw = self._source
        number = draw.randrange(self._result.people)
        place = draw.choice(("private", "guild:1", "guild:2"))
        who = Speaker(f"soak:{number}", f"Person {number}", place, f"soak:{place}:{number}")
        thing, value, choice = draw.choice(_THINGS), draw.choice(_VALUES), draw.random()
        if choice < 0.02:
            facts = await self._companion.find(who, thing)
            await self._companion.forget(who, [fact.id for fact in facts[:1]])
        elif choice < 0.025:
            await self._companion.forget_everything(who)
        elif choice < 0.05:
            await self._companion.recall(who)
        elif choice < 0.35:
            await self._say(who, f"My {thing} is {value}.")
        elif choice < 0.65:
            await self._say(who, f"What is my {thing}?")
        elif choice < 0.7:
            await self._say(who, f"{draw.choice(_SMALL_TALK)} " * draw.randrange(1, 200))
        else:
            await self._say(who, draw.choice(_SMALL_TALK), broken_off=choice > 0.98)

    async def _say(self, who: Speaker, text: str, *, broken_off: bool = False) -> None:
        async with aclosing(self._companion.turn(who, text)) as parts:
            async for _ in parts:
                if broken_off:
                    return

    async def _night(self) -> None:
        people = await self._store.people()
        chosen = self._source.sample(people, min(_NIGHT_PEOPLE, len(people)))
        self._result.nights += len(await self._sleeper.sleep([person.id for person in chosen]))

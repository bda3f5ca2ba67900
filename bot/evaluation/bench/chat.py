"""How long a person waits for a reply, awake and while a night trains.

Knows: replies, and a training that goes on beside them. Does not know: how the engine shares its
thread.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

from bot.companion import Companion, Piece
from bot.engine.interface import (
    Engine,
    Message,
    Sampling,
    TrainingItem,
    TrainingPlan,
    TrainingProgress,
)
from bot.evaluation.bench.bench import Bench
from bot.evaluation.bench.figures import Goal, Measured, ratio
from bot.evaluation.bench.people import LINES, TALK, asked, facts, pairs
from bot.evaluation.bench.timing import Reply, timed
from bot.keeping import Speaker
from bot.memory import prompts
from bot.sleep.train import shape_of

NAME = "chat"
_GOAL = Goal(2.0)
_SHORT = Sampling(max_tokens=24)
# More than any measure waits for.
_STEPS, _SECONDS = 1_000_000, 1e9


@dataclass(slots=True)
class _Waits:
    """Replies awake and asleep, in pairs."""

    awake: list[Reply] = field(default_factory=list)
    asleep: list[Reply] = field(default_factory=list)

    def add_to(self, measured: Measured, kind: str) -> None:
        """Both figures of both, and their ratios."""
        firsts = [[one.first for one in replies] for replies in (self.awake, self.asleep)]
        both = zip(self.awake, self.asleep, strict=True)
        spoken = [(one.each, other.each) for one, other in both if one.gaps and other.gaps]
        each = [[pair[side] or 0.0 for pair in spoken] for side in (0, 1)]
        for name, (awake, asleep) in (("first token", firsts), ("each later token", each)):
            if awake:
                measured.add(f"{kind}: {name}, awake", awake, "s")
                measured.add(f"{kind}: {name}, asleep", asleep, "s")
                measured.figures.append(
                    ratio(f"{kind}: {name}, asleep to awake", asleep, awake, _GOAL)
                )


async def measure(bench: Bench) -> Measured:
    """First as people meet a night after a silence, then in a talk. Raises ModelError."""
    silence, talk = _Waits(), _Waits()
    async with bench.engine() as engine:
        night = Night(engine, bench, random.Random(1))
        # Warms up: all that a training computes once is there before anything is timed.
        async with night.under_way():
            await _streamed(engine, bench, TALK[0])
        for number in range(bench.rounds(12, 4)):
            bench.say(f"bench chat: after a silence, round {number + 1}")
            text = TALK[number % len(TALK)]
            silence.awake.append(await _streamed(engine, bench, text))
            async with night.under_way():
                silence.asleep.append(await _streamed(engine, bench, text))
        async with bench.bot(engine) as bot:
            for number, text in enumerate(TALK * bench.rounds(2, 1)):
                bench.say(f"bench chat: in a talk, round {number + 1}")
                talk.awake.append(await timed(_turn(bot.companion, "awake", text)))
                async with night.under_way():
                    talk.asleep.append(await timed(_turn(bot.companion, "asleep", text)))
    measured = Measured(NAME, "waiting for a reply, awake and while a night trains")
    silence.add_to(measured, "after a silence")
    talk.add_to(measured, "in a talk")
    measured.notes.append(
        "Asleep, each message comes at a random moment of a training step, awake nothing else is "
        "done. After a silence a night does much at a time, in a talk little. After a silence ten "
        "facts stand in context."
    )
    return measured


class Night:
    """The part of a night that takes longest, a training, begun and ended at will."""

    def __init__(self, engine: Engine, bench: Bench, source: random.Random) -> None:
        self._engine, self._source = engine, source
        told = facts()
        persona = Message("system", prompts.system(bench.config.bot.persona))
        # The same every time: what is computed once for an item is kept.
        self._items = [
            TrainingItem((persona, Message("user", question), Message("assistant", answer)))
            for question, answer in pairs(told, asked(told, source))
        ]
        sleep = bench.config.sleep
        self._plan = TrainingPlan(
            shape=shape_of(sleep),
            rate=sleep.rate,
            steps=_STEPS,
            seconds=_SECONDS,
            batch_items=sleep.batch_items,
            batch_tokens=128 * sleep.batch_items,
            kl=0.0,
        )

    @asynccontextmanager
    async def under_way(self) -> AsyncIterator[None]:
        """It trains while the block lasts; the block begins at a random moment of a step."""
        steps: list[float] = []
        began = asyncio.Event()
        over = False

        def on_step(progress: TrainingProgress) -> None:
            steps.append(progress.seconds)
            # The first step takes up more than itself.
            if len(steps) > 1:
                began.set()

        task = asyncio.create_task(
            self._engine.train(self._items, self._plan, on_step=on_step, stop=lambda: over)
        )
        try:
            waiting = asyncio.create_task(began.wait())
            await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if task.done():
                # It can only have failed.
                await task
            await asyncio.sleep(self._source.random() * (steps[-1] - steps[-2]))
            yield
        finally:
            over = True
            await asyncio.wait({task})
        await task


async def _streamed(engine: Engine, bench: Bench, text: str) -> Reply:
    """A reply by the engine alone: nobody told it before that somebody would talk."""
    system = prompts.system(bench.config.bot.persona, LINES)
    chat: Sequence[Message] = [Message("system", system), Message("user", text)]
    return await timed(engine.stream(chat, sampling=_SHORT))


async def _turn(companion: Companion, name: str, text: str) -> AsyncIterator[str]:
    """The words of one turn; the next turn begins when its facts are noted, and so does this end.

    Both people say the same, so their talks are of one length.
    """
    speaker = Speaker(f"terminal:bench {name}", name, "private", f"bench:{name}")
    async with aclosing(companion.turn(speaker, text)) as parts:
        async for part in parts:
            if isinstance(part, Piece):
                yield part.text

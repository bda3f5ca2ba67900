"""Who kills a process at a random instant, and says where it was then.

Knows: stages as the process tells them, and how long each takes. Does not know: what they are for.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing.connection import Connection

from tests.end_to_end.mortal import BETWEEN, TALKING

STARTING, ANYWHERE = "starting", "anywhere"
STAGES = (STARTING, TALKING, "select", "probe", "dream", "train", "gate", "promote")
# Of one night or one talk after the other in a life, the first few.
_MOST_TURNS = 2
# So many times the longest whole life is waited for a stage to come.
_PATIENCE = 3.0

Seen = list[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Death `delay` seconds after a stage began for the `turn`-th time, at the latest at `end`.

    `end` is in seconds of the life.
    """

    stage: str
    turn: int
    delay: float
    end: float


@dataclass
class Calendar:
    """How long each stage took in the lives so far, in seconds."""

    lengths: dict[str, list[float]] = field(default_factory=dict)
    longest: float = 0.0

    def note(self, seen: Seen) -> None:
        """Take down one life that came to a whole night."""
        self.learn(seen)
        self.longest = max(self.longest, seen[-1][0] - seen[0][0])

    def learn(self, seen: Seen) -> None:
        """Take down the stages that came to their end in a life."""
        for (began, stage), (ended, _) in pairwise(seen):
            self.lengths.setdefault(stage, []).append(ended - began)

    def sentence(self, source: random.Random) -> Sentence:
        """A random instant: of a random stage, or of the whole life."""
        stage = source.choice((*STAGES, ANYWHERE))
        if stage == ANYWHERE:
            return Sentence(STARTING, 1, source.uniform(0.0, self.longest), self.longest)
        turn = 1 if stage == STARTING else source.randint(1, _MOST_TURNS)
        length = source.choice(self.lengths[stage])
        return Sentence(stage, turn, source.uniform(0.0, length), _PATIENCE * self.longest)


def watched(process: int, stages: Connection, sentence: Sentence | None) -> Seen:
    """What a process goes through until it ends: when each stage began. It may be killed for it.

    Blocks; call it in a thread. `process` is its number.
    """
    began = time.monotonic()
    seen = [(began, STARTING)]
    turns = Counter({STARTING: 1})
    end = None if sentence is None else began + sentence.end
    if sentence is not None and sentence.stage == STARTING:
        end = began + sentence.delay
    while True:
        left = None if end is None else max(0.0, end - time.monotonic())
        if not stages.poll(left):
            os.kill(process, signal.SIGKILL)
            # What it told before it died is still to be read.
            end = None
            continue
        try:
            stage = stages.recv()
        except (EOFError, OSError):
            return seen
        if stage == seen[-1][1]:
            continue
        now = time.monotonic()
        seen.append((now, stage))
        turns[stage] += 1
        due = sentence is not None and (stage, turns[stage]) == (sentence.stage, sentence.turn)
        if sentence is not None and due and end is not None:
            end = min(end, now + sentence.delay)


def where(seen: Seen) -> str:
    """Where the process was when it ended."""
    last = seen[-1][1]
    return f"after {seen[-2][1]}" if last == BETWEEN else last

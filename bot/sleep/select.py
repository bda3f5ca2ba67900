"""Stage 1 of a night: which facts it is about.

Knows: the life of facts and the schedule of rehearsal. Does not know: the model or the store.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.memory.facts import Fact, State
from bot.memory.rehearsal import Rehearsal


@dataclass(frozen=True, slots=True)
class Selection:
    """A night's facts of one person and scope.

    `learn` are fresh or learning, `due` are known ones whose rehearsal is due, `replayed` a share
    of the other known ones, `gone` no longer true though the current adapter was trained on them.
    `held` is all that is true.
    """

    learn: tuple[Fact, ...]
    due: tuple[Fact, ...]
    replayed: tuple[Fact, ...]
    gone: tuple[Fact, ...]
    held: tuple[Fact, ...]

    @property
    def asked(self) -> tuple[Fact, ...]:
        """The facts that the night probes."""
        return self.learn + self.due

    @property
    def empty(self) -> bool:
        """Whether there is nothing to probe or to teach."""
        return not (self.learn or self.due or self.gone)


def select(
    facts: Sequence[Fact],
    cards: Mapping[int, str],
    trained: Collection[int],
    *,
    now: datetime,
    replay: float,
    rehearsal: Rehearsal,
    source: random.Random,
) -> Selection:
    """Choose from all facts of a person in a scope, superseded ones included.

    `trained` are ids of the facts that the current adapter was trained on; `replay` is the number
    of replayed facts as a share of those learnt, at least two where there are any.
    """
    held = tuple(fact for fact in facts if fact.state.alive)
    learn = tuple(fact for fact in held if fact.state.in_context)
    known = [fact for fact in held if fact.state is State.KNOWN]
    due = tuple(fact for fact in known if rehearsal.due(cards.get(fact.id), now))
    rest = [fact for fact in known if fact not in due]
    count = min(len(rest), max(2, round(replay * len(learn)))) if learn else 0
    attributes = {fact.attribute for fact in held}
    gone = {
        fact.attribute: fact
        for fact in facts
        if fact.state is State.SUPERSEDED
        and fact.id in trained
        and fact.attribute not in attributes
    }
    return Selection(learn, due, tuple(source.sample(rest, count)), tuple(gone.values()), held)

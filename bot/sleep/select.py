"""Stage 1 of a night: which facts it is about.

Knows: the life of facts and the schedule of rehearsal. Does not know: the model or the store.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.engine.interface import Adapter
from bot.memory.facts import UNLEARNED, Fact, State
from bot.memory.rehearsal import Rehearsal


@dataclass(frozen=True, slots=True)
class Selection:
    """A night's facts of one person and scope.

    `learn` are fresh or learning, `due` are known ones whose rehearsal is due, `replayed` a share
    of the other known ones (asked too, as a night may cost what was known), `gone` no longer true
    though the current adapter was trained on them and may still tell them. `held` is all that is
    true.
    """

    learn: tuple[Fact, ...]
    due: tuple[Fact, ...]
    replayed: tuple[Fact, ...]
    gone: tuple[Fact, ...]
    held: tuple[Fact, ...]

    @property
    def asked(self) -> tuple[Fact, ...]:
        """The facts that the night probes."""
        return self.learn + self.rehearsed

    @property
    def rehearsed(self) -> tuple[Fact, ...]:
        """What was known so far, and goes back into context where it is not any more."""
        return self.due + self.replayed

    @property
    def unasked(self) -> tuple[Fact, ...]:
        """What is known and not probed tonight; whatever is trained may cost some of it."""
        asked = {fact.id for fact in self.asked}
        return tuple(f for f in self.held if f.state is State.KNOWN and f.id not in asked)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to probe or to teach."""
        return not (self.learn or self.due or self.gone)


@dataclass(frozen=True, slots=True)
class Sleeping:
    """What a night needs to know of its person.

    `cards` are the rehearsal's, `others` a few facts of other people, `adapter` the one in use.
    """

    name: str
    scope: str
    selection: Selection
    cards: Mapping[int, str]
    others: tuple[Fact, ...]
    adapter: Adapter | None


def select(
    facts: Sequence[Fact],
    cards: Mapping[int, str],
    trained: Collection[int],
    *,
    now: datetime,
    replay: float,
    rehearsal: Rehearsal | None,
    source: random.Random,
) -> Selection:
    """Choose from all facts of a person in a scope, superseded ones included.

    `trained` are ids of the facts that the current adapter was trained on; `replay` is the number
    of replayed facts as a share of those learned, at least two where there are any: whatever a
    night is about, what it leaves out fades. Without a `rehearsal` known facts are left alone.
    """
    held = tuple(fact for fact in facts if fact.state.alive)
    learn = tuple(fact for fact in held if fact.state.in_context)
    known = [fact for fact in held if fact.state is State.KNOWN]
    due: tuple[Fact, ...] = ()
    rest: list[Fact] = []
    if rehearsal is not None:
        due = tuple(fact for fact in known if rehearsal.due(cards.get(fact.id), now))
        rest = [fact for fact in known if fact not in due]
    count = min(len(rest), max(2, round(replay * len(learn))))
    attributes = {fact.attribute for fact in held}
    gone = tuple(
        fact
        for fact in facts
        if fact.state is State.SUPERSEDED
        and fact.id in trained
        and fact.attribute not in attributes
        and fact.trouble != UNLEARNED
    )
    replayed = tuple(source.sample(rest, count)) if learn or due or gone else ()
    return Selection(learn, due, replayed, gone, held)

"""What a sleep of the paper's is about: exchanges that are taken up, and those that come again.

Knows: exchanges, facts, depths. Does not know: the store, or what is made of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.memory.facts import Fact, State
from bot.sleep.paper.curate import Scores, curate
from bot.sleep.paper.recipe import Depth, Recipe
from bot.sleep.paper.replay import chosen
from bot.sleep.select import Selection, Sleeping
from bot.store import Exchange


@dataclass(frozen=True, slots=True)
class Gathered:
    """A sleep's material.

    `taken` are exchanges that passed the curation, `replayed` those that come again from the
    buffer, `loose` the facts without an exchange. `dropped` says of facts in context that the
    curation left out what their exchange was worth. `every` are all facts of the place, in any
    state: the weights may come to hold any of them. `elsewhere` are values told in other places.
    """

    depth: Depth
    taken: tuple[tuple[Exchange, Scores], ...]
    replayed: tuple[Exchange, ...]
    loose: tuple[Fact, ...]
    dropped: tuple[tuple[Fact, float], ...]
    every: tuple[Fact, ...]
    elsewhere: frozenset[str]

    def told_in(self, exchange: Exchange) -> list[Fact]:
        """The facts of an exchange that are still true.

        The paper has no updates, and teaches what is no longer so beside what is: here only the
        words of the old exchange come again, not the fact.
        """
        return [fact for fact in self.every if fact.id in exchange.facts and fact.state.alive]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All that pairs are made of, none twice."""
        exchanges = [*(one for one, _ in self.taken), *self.replayed]
        found = {fact.id: fact for one in exchanges for fact in self.told_in(one)}
        found |= {fact.id: fact for fact in self.loose}
        return tuple(found.values())

    @property
    def selection(self) -> Selection:
        """The same as facts to learn and to rehearse.

        What a nap brings up again is no reason for one; a longer sleep goes over everything.
        """
        learn = tuple(fact for fact in self.facts if fact.state.in_context)
        known = tuple(fact for fact in self.facts if fact.state is State.KNOWN)
        held = tuple(fact for fact in self.every if fact.state.alive)
        due, replayed = ((), known) if self.depth == "nap" else (known, ())
        return Selection(learn, due, replayed, (), held)


@dataclass(frozen=True, slots=True)
class PaperSleeping(Sleeping):
    """What a night of the paper's needs to know of its person."""

    gathered: Gathered


def gather(
    exchanges: Sequence[Exchange],
    facts: Sequence[Fact],
    elsewhere: frozenset[str],
    depth: Depth,
    recipe: Recipe,
    threshold: float,
) -> Gathered:
    """Choose from all that was said in a place; `facts` are those told there, in any state.

    A nap takes up what is new: what no sleep took up yet, and what stands in context again.
    """
    context = {fact.id for fact in facts if fact.state.in_context}
    curated = curate(exchanges, threshold)
    napping = depth == "nap"
    taken = [
        (one, worth)
        for one, worth in curated.kept
        if not napping or one.replayed is None or context & set(one.facts)
    ]
    told = {fact for one in exchanges for fact in one.facts}
    loose = [
        fact
        for fact in facts
        if fact.id not in told and (fact.state.in_context if napping else fact.state.alive)
    ]
    dropped = [
        (fact, worth.combined)
        for one, worth in curated.dropped
        for fact in facts
        if fact.id in one.facts and fact.id in context
    ]
    return Gathered(
        depth,
        tuple(taken),
        tuple(chosen(exchanges, recipe.replay)),
        tuple(loose),
        tuple(dropped),
        tuple(facts),
        elsewhere,
    )

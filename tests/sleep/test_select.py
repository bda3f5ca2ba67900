"""What a night is about: the new, the due, a share of the known, and what is no longer so."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.memory.facts import UNLEARNED, Fact, State
from bot.memory.rehearsal import Rehearsal
from bot.sleep.select import Selection, select
from tests.sleep.made import NOW, fact

REHEARSAL = Rehearsal()
# Reviewed right just now: due in some days. Due again long ago.
RESTING = REHEARSAL.reviewed(1, None, 3, 3, NOW)
DUE = REHEARSAL.reviewed(1, None, 3, 3, NOW - timedelta(days=300))

FRESH, LEARNING, KNOWN, GONE = State.FRESH, State.LEARNING, State.KNOWN, State.SUPERSEDED


def chosen(
    facts: Sequence[Fact],
    cards: Mapping[int, str] | None = None,
    trained: Collection[int] = (),
    *,
    replay: float = 0.2,
    seed: int = 1,
) -> Selection:
    return select(
        facts,
        cards if cards is not None else {one.id: RESTING for one in facts},
        trained,
        now=NOW,
        replay=replay,
        rehearsal=REHEARSAL,
        source=random.Random(seed),
    )


def many(count: int, state: State, start: int = 1) -> list[Fact]:
    return [fact(at, f"thing{at}: value{at}", state) for at in range(start, start + count)]


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Fact], dict[int, str], set[int]]:
    states = draw(st.lists(st.sampled_from([FRESH, LEARNING, KNOWN, GONE]), max_size=20))
    names = st.sampled_from(["home city", "pet", "job", "car", "hobby"])
    marks = st.sampled_from(["", "", UNLEARNED])
    facts = [
        fact(at, f"{draw(names)}: v{at}", state, draw(marks) if state is GONE else "")
        for at, state in enumerate(states)
    ]
    cards = {one.id: draw(st.sampled_from([RESTING, DUE])) for one in facts if draw(st.booleans())}
    return facts, cards, {one.id for one in facts if draw(st.booleans())}


@given(lives(), st.floats(0, 1), st.integers(0, 9))
def test_every_fact_has_its_place(
    life: tuple[list[Fact], dict[int, str], set[int]], replay: float, seed: int
) -> None:
    facts, cards, trained = life
    found = chosen(facts, cards, trained, replay=replay, seed=seed)
    assert list(found.learn) == [one for one in facts if one.state in (FRESH, LEARNING)]
    assert list(found.due) == [
        one for one in facts if one.state is KNOWN and cards.get(one.id) != RESTING
    ]
    resting = {one.id for one in facts if one.state is KNOWN and cards.get(one.id) == RESTING}
    assert {one.id for one in found.replayed} <= resting
    assert list(found.held) == [one for one in facts if one.state is not GONE]
    assert len({one.id for one in found.asked}) == len(found.asked)
    held = {one.attribute for one in found.held}
    for one in found.gone:
        assert one.state is GONE
        assert one.id in trained
        assert one.attribute not in held
    assert found.empty == (not found.learn and not found.due and not found.gone)
    assert chosen(facts, cards, trained, replay=replay, seed=seed) == found


def test_known_ones_that_rest_make_no_night() -> None:
    found = chosen(many(5, KNOWN))
    assert found.empty
    assert found.asked == ()


def test_known_ones_never_reviewed_are_due() -> None:
    assert len(chosen(many(3, KNOWN), cards={}).due) == 3


def test_the_replayed_share() -> None:
    known = many(30, KNOWN, start=100)
    for new, replay, expected in [
        (20, 0.2, 4),
        (20, 0.5, 10),
        (20, 0, 2),
        (1, 0.2, 2),
        (60, 1, 30),
    ]:
        found = chosen(many(new, FRESH) + known, replay=replay)
        assert len(found.replayed) == expected
        assert set(found.replayed) <= set(known)
        assert set(found.rehearsed) == set(found.replayed)
    drawn = {chosen(many(1, FRESH) + known, seed=seed).replayed for seed in range(20)}
    assert len(drawn) > 10


def test_other_facts_are_replayed_whatever_the_night_is_about() -> None:
    """Training on anything may cost what was known."""
    known = many(5, KNOWN, start=100)
    due = fact(1, "job: baker", KNOWN)
    cards = {one.id: RESTING for one in known} | {1: DUE}
    assert len(chosen([due, *known], cards).replayed) == 2
    assert len(chosen([replace(due, state=GONE), *known], cards, {1}).replayed) == 2


def test_what_is_known_and_not_asked_is_known_to_be_so() -> None:
    known, new = many(9, KNOWN, start=100), many(3, FRESH)
    due = fact(50, "job: baker", KNOWN)
    cards = {one.id: RESTING for one in known} | {50: DUE}
    found = chosen([*known, due, *new], cards)
    assert set(found.unasked) == set(known) - set(found.replayed)
    assert len(found.unasked) == 7
    assert not set(found.unasked) & set(found.asked)
    assert set(found.unasked) | set(found.asked) == set(found.held)


class TestGone:
    JOB = fact(1, "job: baker", GONE)

    def test_what_the_adapter_may_hold_is_to_be_unlearned(self) -> None:
        found = chosen([self.JOB], trained={1})
        assert found.gone == (self.JOB,)
        assert found.held == ()
        assert not found.empty

    def test_what_it_never_held_is_not(self) -> None:
        assert chosen([self.JOB], trained={2}).empty

    def test_nor_what_has_another_value_now(self) -> None:
        now = fact(2, "job: cook")
        assert chosen([self.JOB, now], trained={1}).gone == ()

    def test_nor_what_was_unlearned(self) -> None:
        assert chosen([replace(self.JOB, trouble=UNLEARNED)], trained={1}).empty

    def test_all_values_that_it_may_hold(self) -> None:
        before = fact(2, "job: cook", GONE)
        assert chosen([self.JOB, before], trained={1, 2}).gone == (self.JOB, before)

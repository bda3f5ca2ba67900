"""Each bound of the gate turns it red by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.questions import Form
from bot.sleep.gate import Bounds, Measured, judge
from bot.sleep.probe import Answer, Held, Question, Recalled
from tests.sleep.made import fact

BOUNDS = Bounds(divergence=0.5, untold=0.85)
shares = st.floats(0, 1)


def recalled(right: int, asked: int) -> Recalled:
    miso = fact(1, "cat's name: Miso")
    answers = [Answer(Question(miso, Form.DIRECT, "?"), "", at < right) for at in range(asked)]
    return Recalled(tuple(answers))


def held(share: float, *leaked: str) -> Held:
    return Held(share, leaked, ())


GOOD = Measured(
    before=recalled(2, 10),
    after=recalled(9, 10),
    held=held(0.9),
    held_before=1.0,
    divergence=0.2,
)


def test_a_good_adapter_passes() -> None:
    assert judge(GOOD, BOUNDS) == []


def test_recall_that_only_held_passes() -> None:
    assert judge(replace(GOOD, before=recalled(9, 10)), BOUNDS) == []
    assert judge(replace(GOOD, before=recalled(0, 0), after=recalled(0, 0)), BOUNDS) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"after": recalled(1, 10)}, "recalled less"),
        # Over-trained: it recalls all, answers everything, and talks like nothing else.
        ({"after": recalled(10, 10), "held": held(0.2)}, "made up"),
        ({"after": recalled(10, 10), "divergence": 2.5}, "drifted"),
        ({"held": held(0.84)}, "made up"),
        ({"held": held(1.0, "cat's name: Rex")}, "another person"),
        ({"divergence": 0.51}, "drifted"),
        ({"divergence": float("nan")}, "drifted"),
        ({"divergence": float("inf")}, "drifted"),
        ({"held": held(float("nan"))}, "made up"),
    ],
)
def test_each_bound_is_a_reason_of_its_own(change: dict[str, object], word: str) -> None:
    (reason,) = judge(replace(GOOD, **change), BOUNDS)  # type: ignore[arg-type]
    assert word in reason


def test_the_bounds_themselves_pass() -> None:
    assert judge(replace(GOOD, held=held(0.85), divergence=0.5), BOUNDS) == []


def test_all_reasons_are_told() -> None:
    bad = replace(GOOD, after=recalled(0, 10), held=held(0.0, "x: y"), divergence=9.0)
    assert len(judge(bad, BOUNDS)) == 4


def test_no_more_is_asked_than_the_base_can() -> None:
    weak = replace(GOOD, held_before=0.5)
    assert judge(replace(weak, held=held(0.5)), BOUNDS) == []
    # One question of two dozen may be off by chance, not two.
    assert judge(replace(weak, held=held(11 / 24)), BOUNDS) == []
    assert judge(replace(weak, held=held(10 / 24)), BOUNDS) != []
    # Nor more than the bound, where the base does better.
    assert judge(replace(GOOD, held=held(0.86), held_before=1.0), BOUNDS) == []


@given(st.integers(0, 9), st.integers(0, 9), shares, shares, st.floats())
def test_what_passes_is_within_all_bounds(
    before: int, after: int, share: float, share_before: float, divergence: float
) -> None:
    measured = Measured(
        recalled(before, 9), recalled(after, 9), held(share), share_before, divergence
    )
    within = (
        after >= before
        and share >= min(0.85, share_before - 1 / 24) - 1e-9
        and divergence <= BOUNDS.divergence
    )
    assert (judge(measured, BOUNDS) == []) == within

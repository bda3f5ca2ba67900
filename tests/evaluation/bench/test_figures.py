from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.bench.figures import Figure, Goal, Measured, Spread, Unit, ratio, shown

Numbers = st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=30)


@given(Numbers)
def test_the_median_lies_between_low_and_high(values: list[float]) -> None:
    spread = Spread.of(values)
    assert min(values) <= spread.low <= spread.median <= spread.high <= max(values)


def test_of_few_values_the_ends_are_shown_and_of_more_the_quartiles() -> None:
    few, more = Spread.of([3, 1, 2]), Spread.of([5, 1, 2, 3, 4])
    assert (few.low, few.median, few.high) == (1, 2, 3)
    assert (more.low, more.median, more.high) == (2, 3, 4)


@pytest.mark.parametrize(
    ("goal", "value", "reached"),
    [
        (Goal(2), 2, True),
        (Goal(2), 2.01, False),
        (Goal(3, at_least=True), 3, True),
        (Goal(3, at_least=True), 2.99, False),
        (Goal(3), math.nan, False),
        (Goal(3, at_least=True), math.nan, False),
    ],
)
def test_goals(goal: Goal, value: float, reached: bool) -> None:
    assert goal.reached(value) is reached


def test_rounds_that_are_pairs_are_compared_one_by_one() -> None:
    paired = ratio("x", [2, 40, 6], [1, 10, 2], None)
    assert paired.spread.values == (2, 4, 3)
    other = ratio("x", [2, 40, 6], [2, 4], None)
    assert other.spread.values == (2,)


def test_a_ratio_to_nothing_is_no_number() -> None:
    none = ratio("x", [2], [0], Goal(3, at_least=True))
    assert "none" in none.text(5)
    assert none.reached is False
    assert json.loads(json.dumps(none.as_dict(), allow_nan=False))["median"] is None


def test_a_figure_says_its_goal_and_whether_it_was_reached() -> None:
    missed = Figure("swap", Spread.of([0.006, 0.007, 0.008]), "s", Goal(0.005))
    assert missed.text(6) == (
        "swap            7 ms  (6 ms to 8 ms; 3 values)  goal: at most 5 ms: MISSED"
    )
    found = missed.as_dict()
    assert (found["median"], found["reached"], found["count"]) == (0.007, False, 3)
    assert found["goal"] == {"limit": 0.005, "at_least": False}


def test_a_figure_without_a_goal_says_nothing_of_one() -> None:
    figure = Figure("fast", Spread.of([3.5]), "times")
    assert figure.text(4) == "fast         3.5 x"
    assert figure.reached is None
    assert not {"goal", "reached"} & figure.as_dict().keys()


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.00042, "s", "420 µs"),
        (0.0123, "s", "12.3 ms"),
        (1.234, "s", "1.23 s"),
        (213.4, "s", "213 s"),
        (735e6, "bytes", "735 MB"),
        (1.25e9, "bytes", "1.25 GB"),
        (0.867, "share", "87%"),
        (40.66, "tokens/s", "40.7 tok/s"),
        (1345.2, "times", "1,345 x"),
        (math.inf, "times", "none"),
    ],
)
def test_units(value: float, unit: Unit, text: str) -> None:
    assert shown(value, unit) == text


def test_what_was_not_measured_is_not_shown() -> None:
    measured = Measured("x", "a thing", notes=["so."])
    measured.add("nothing", [], "s")
    measured.add("something", [1.0], "s")
    assert [figure.name for figure in measured.figures] == ["something"]
    assert measured.text().splitlines()[-1] == "  - so."
    assert measured.as_dict()["notes"] == ["so."]

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.intervals import Interval, bootstrap, wilson


@pytest.mark.parametrize(
    ("right", "asked", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_a_share_has_the_interval_of_the_literature(
    right: int, asked: int, low: float, high: float
) -> None:
    found = wilson(right, asked)
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


def test_nothing_asked_tells_nothing() -> None:
    assert wilson(0, 0) == Interval(0.0, 1.0)


@pytest.mark.parametrize(("right", "asked"), [(-1, 2), (3, 2)])
def test_what_is_no_share_is_refused(right: int, asked: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(right, asked)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_stands_in_its_interval(right: int, more: int) -> None:
    found = wilson(right, right + more)
    share = right / (right + more) if right + more else 0.5
    assert 0 <= found.low <= share <= found.high <= 1


@given(st.integers(1, 60), st.integers(1, 60))
def test_more_questions_make_it_narrower(right: int, wrong: int) -> None:
    few, many = wilson(right, right + wrong), wilson(right * 4, (right + wrong) * 4)
    assert many.high - many.low < few.high - few.low


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.integers(0, 9))
def test_a_bootstrap_stays_among_the_figures_and_repeats_with_its_seed(
    figures: list[float], seed: int
) -> None:
    found = bootstrap(figures, random.Random(seed), draws=100)
    slack = 1e-6 * (1 + max(abs(one) for one in figures))
    assert min(figures) - slack <= found.low <= found.high <= max(figures) + slack
    assert found == bootstrap(figures, random.Random(seed), draws=100)


def test_a_bootstrap_of_means_agrees_with_the_normal_distribution() -> None:
    source = random.Random(3)
    figures = [source.gauss(10, 2) for _ in range(400)]
    found = bootstrap(figures, source)
    half = 1.96 * statistics.stdev(figures) / 20
    assert found.low == pytest.approx(statistics.fmean(figures) - half, abs=0.05)
    assert found.high == pytest.approx(statistics.fmean(figures) + half, abs=0.05)


def test_a_bootstrap_of_medians_is_no_bootstrap_of_means() -> None:
    figures = [1.0] * 20 + [1000.0]
    assert bootstrap(figures, random.Random(1), statistic=statistics.median) == Interval(1.0, 1.0)
    assert bootstrap(figures, random.Random(1)).high > 100


def test_of_no_figures_there_is_no_interval() -> None:
    with pytest.raises(ValueError, match="no figures"):
        bootstrap([], random.Random(1))


def test_intervals_meet_or_do_not() -> None:
    assert Interval(0.1, 0.5).meets(Interval(0.5, 0.9))
    assert not Interval(0.1, 0.4).meets(Interval(0.5, 0.9))
    assert not Interval(0.5, 0.9).meets(Interval(0.1, 0.4))

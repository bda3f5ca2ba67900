"""A report says what a night came to, to people and to the store."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sleep.report import NightReport, Outcome

WHOLE = NightReport(
    person="Ana",
    scope="private",
    outcome="promoted",
    learned=["cat's name: Miso", "home city: Porto"],
    already_known=["job: baker"],
    not_learned={"locker: 32": "asked 'Where?' it said 'No idea.'"},
    lost=["car: Golf"],
    unlearned=["gym: Iron House"],
    before=0.25,
    after=0.9,
    untold_held=0.93,
    divergence=0.234,
    steps=90,
    seconds={"probe": 3.2, "dream": 20.4, "train": 61.0},
    peak_bytes=1_050_000_000,
    notes=["It was cut short."],
)


def test_all_of_it_is_told() -> None:
    assert WHOLE.text() == (
        "Night of Ana: 2 facts learned by heart.\n"
        "  Learned by heart:\n"
        "    - cat's name: Miso\n"
        "    - home city: Porto\n"
        "  Already known:\n"
        "    - job: baker\n"
        "  Faded, back in context:\n"
        "    - car: Golf\n"
        "  No longer so, and let go of:\n"
        "    - gym: Iron House\n"
        "  Not learned yet, still in context:\n"
        "    - locker: 32 (asked 'Where?' it said 'No idea.')\n"
        "  It was cut short.\n"
        "  Recall 25% before, 90% after; 93% of untold things refused; "
        "ordinary chat moved by 0.23 nats a token.\n"
        "  85 s in all (probe 3 s, dream 20 s, train 61 s); peak memory 1.1 GB."
    )


@pytest.mark.parametrize(
    ("outcome", "not_learned", "headline"),
    [
        ("promoted", {}, "0 facts learned by heart."),
        ("rolled back", {}, "nothing was changed, the new adapter did not pass."),
        ("stopped", {}, "stopped before its end, nothing was changed."),
        ("failed", {}, "it failed, nothing was changed."),
        ("nothing to do", {}, "nothing new to learn."),
        ("nothing to do", {"a: b": "why"}, "nothing could be taught."),
    ],
)
def test_headlines(outcome: Outcome, not_learned: dict[str, str], headline: str) -> None:
    report = NightReport("Ana", "private", outcome, not_learned=not_learned)
    assert report.text().splitlines()[0] == f"Night of Ana: {headline}"


def test_one_is_one() -> None:
    report = NightReport("Ana", "private", "promoted", learned=["a: b"])
    assert "1 fact learned by heart." in report.text()


def test_what_was_not_is_not_told() -> None:
    assert NightReport("Ana", "private").text() == "Night of Ana: nothing new to learn."
    text = NightReport("Ana", "private", "stopped", seconds={"probe": 1.0}).text()
    assert "memory" not in text
    assert "Recall" not in text


def test_it_can_be_kept_as_json() -> None:
    kept = json.loads(json.dumps(WHOLE.as_dict(), allow_nan=False))
    assert NightReport(**kept) == WHOLE


texts = st.text(max_size=20)
figures = st.floats(0, 1) | st.just(float("nan")) | st.just(float("inf"))


@given(
    st.builds(
        NightReport,
        person=texts,
        scope=texts,
        outcome=st.sampled_from(["promoted", "rolled back", "nothing to do", "stopped", "failed"]),
        learned=st.lists(texts, max_size=3),
        not_learned=st.dictionaries(texts, texts, max_size=3),
        divergence=figures,
        before=figures,
        seconds=st.dictionaries(st.sampled_from(["probe", "train"]), st.floats(0, 1e5)),
        notes=st.lists(texts, max_size=3),
    )
)
def test_any_report_can_be_told_and_kept(report: NightReport) -> None:
    """Also that of a night which ended in what is no number."""
    kept = json.loads(json.dumps(report.as_dict(), allow_nan=False))
    assert kept["learned"] == report.learned
    assert re.match(r"Night of ", report.text())


def test_a_night_by_the_papers_recipe_says_so() -> None:
    report = NightReport(
        "Ana",
        "private",
        "promoted",
        learned=["job: baker"],
        before=0.0,
        after=0.5,
        recipe="paper",
        depth="deep",
        counts={"pairs of facts": 12, "dreamt": 3},
        benchmark={"before": 0.8, "after": 0.6},
        not_recalled={"car: Golf": "asked 'My car?' it said 'A Fiat.'"},
    )
    assert report.text() == (
        "Night of Ana (deep sleep, the paper's recipe): 1 fact learned by heart.\n"
        "  Learned by heart:\n"
        "    - job: baker\n"
        "  Out of context, though not recalled when asked:\n"
        "    - car: Golf (asked 'My car?' it said 'A Fiat.')\n"
        "  Recall 0% before, 50% after; benchmark 80% before, 60% after.\n"
        "  Trained on: 12 pairs of facts, 3 dreamt."
    )
    assert json.loads(json.dumps(report.as_dict()))["recipe"] == "paper"
    assert "recipe" not in WHOLE.text()

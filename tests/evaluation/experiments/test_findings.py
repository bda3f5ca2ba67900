"""What is said follows from the figures: other figures, other words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.evaluation.experiments import ablation, lr_window
from bot.evaluation.experiments.ablation import Ablation
from bot.evaluation.experiments.capacity import Capacity
from bot.evaluation.experiments.forget import Forget
from bot.evaluation.experiments.grid import Done, Experiment, Findings
from bot.evaluation.experiments.lr_window import LrWindow
from bot.evaluation.experiments.registry import experiments
from bot.evaluation.experiments.retention import Retention
from bot.evaluation.experiments.spacing import Spacing
from tests.evaluation.experiments.made import cell, figures

BROKEN = figures(0.8, kept=0.2, surprise=9.0, drift=3.0)
AS_THE_PAPER = {
    (5e-4, 5): BROKEN,
    (2e-4, 3): figures(0.9, kept=0.5),
    (5e-5, 3): figures(0.05),
    (1e-4, 1): figures(0.7),
}


def said(findings: Findings) -> str:
    return " ".join((*findings.seen, findings.paper))


def window(papers: Mapping[tuple[float, int], dict[str, Any]], *own: dict[str, Any]) -> Findings:
    done = [
        cell({"recipe": "paper", "rate": rate, "passes": passes, "seed": 1}, found | {"steps": 9})
        for (rate, passes), found in papers.items()
    ]
    done += [
        cell(
            {"recipe": "ours", "rate": 1e-3 * (at + 1), "passes": 4, "seed": 1}, one | {"steps": 9}
        )
        for at, one in enumerate(own)
    ]
    return LrWindow().findings(done)


def test_the_window_agrees_with_the_paper_where_it_does() -> None:
    text = said(window(AS_THE_PAPER, figures(0.95)))
    assert "4 of the paper's 4 settings did as it says" in text
    assert "5e-4 x 5 destroyed (as the paper says)" in text


def test_the_window_tells_where_it_does_not() -> None:
    text = said(window(AS_THE_PAPER | {(5e-4, 5): figures(0.9)}, figures(0.95)))
    assert "3 of the paper's 4 settings" in text
    assert "5e-4 x 5 worked (the paper: destroyed)" in text


def test_the_best_setting_is_the_best_that_destroyed_nothing() -> None:
    ran_away = {"ran_away": "its loss is not a number", "steps": 9}
    text = said(window(AS_THE_PAPER, figures(0.6), figures(0.8), BROKEN, ran_away))
    assert "our recipe the best setting, 2e-3 x 4, recalled 80 %" in text
    assert "the paper's recipe the best setting, 1e-4 x 1" in text
    text = said(window(AS_THE_PAPER, BROKEN, ran_away))
    assert "With our recipe every setting destroyed the model." in text


def test_what_makes_things_up_is_not_the_best() -> None:
    findings = window(AS_THE_PAPER, figures(0.95, made_up=1.0), figures(0.6))
    assert "our recipe the best setting, 2e-3 x 4" in said(findings)
    assert [row[-1] for row in findings.rows[-2:]] == ["worked, makes things up", "worked"]


def test_a_training_that_ran_away_is_a_row_of_dashes() -> None:
    findings = window({(5e-4, 5): {"ran_away": "x"}})
    assert findings.rows[0][-1] == "destroyed"
    assert "-" in findings.rows[0]


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (figures(0.95), "worked"),
        (figures(0.5), "worked"),
        (figures(0.4), "taught a little"),
        (figures(0.1), "taught nothing"),
        (figures(0.95, kept=0.4), "destroyed"),
        (figures(0.95, surprise=2.5), "destroyed"),
        (figures(0.95, surprise=float("nan")), "destroyed"),
    ],
)
def test_verdicts(found: dict[str, Any], verdict: str) -> None:
    assert lr_window.verdict([cell({}, found)]) == verdict


def test_a_verdict_is_over_all_seeds() -> None:
    assert lr_window.verdict([cell({}, figures(0.9)), cell({}, figures(0.0))]) == "taught a little"


def nights(*courses: tuple[str, list[float]]) -> Findings:
    return Spacing().findings(
        [
            cell(
                {"arm": arm, "night": at, "seed": 1}, figures(share, first=[round(share * 90), 90])
            )
            for arm, course in courses
            for at, share in enumerate(course, 1)
        ]
    )


def test_rising_recall_is_told_to_agree() -> None:
    text = said(nights(("the paper's recipe", [0.1, 0.4, 0.8])))
    assert "As the paper says, recall with its recipe rose" in text
    assert "more than chance explains" in text
    assert "chance" not in said(nights(("the paper's recipe", [0.40, 0.42])))


def test_falling_recall_is_told_not_to() -> None:
    assert "here it did not" in said(nights(("the paper's recipe", [0.8, 0.4])))


@pytest.mark.parametrize(
    ("with_it", "without", "words"),
    [(0.9, 0.3, "Rehearsal raised"), (0.3, 0.9, "Rehearsal lowered"), (0.8, 0.79, "no difference")],
)
def test_rehearsal_is_told_by_its_end(with_it: float, without: float, words: str) -> None:
    text = said(nights(("with rehearsal", [0.9, with_it]), ("without rehearsal", [0.9, without])))
    assert words in text


def test_retention_tells_the_old_from_the_new() -> None:
    def night(arm: str, at: int, old: int, new: int) -> Done:
        ages = {"0": [new, 30], str(at - 1): [old, 30]} if at > 1 else {"0": [new, 30]}
        found = figures(
            (old + new) / 60, by_age=ages, outcome="promoted", night_seconds=9.0, facts=20
        )
        return cell({"rehearsal": arm, "seed": 1, "night": at}, found)

    done = [night("FSRS", 1, 30, 30), night("FSRS", 2, 30, 30)]
    done += [night("none", 1, 30, 30), night("none", 2, 3, 30)]
    text = said(Retention().findings(done))
    assert "with FSRS, 100 % (98 to 100) of all 20 facts was recalled and 100 %" in text
    assert "with no rehearsal, 55 %" in text
    assert "and 10 % (3 to 26) of those told in the first half" in text
    assert "Spaced rehearsal raised recall" in text


def test_capacity_says_how_many_facts_each_rank_holds() -> None:
    shares = {(10, 2): 0.95, (40, 2): 0.3, (10, 16): 0.97, (40, 16): 0.93}
    done = [
        cell({"facts": facts, "rank": rank, "seed": 1}, figures(share))
        for (facts, rank), share in shares.items()
    ]
    text = said(Capacity().findings(done))
    assert "At rank 2 recall was 90 % or more up to 10 facts, and 30 %" in text
    assert "At rank 16 recall was 90 % or more up to 40 facts" in text
    assert "Rank 16 in the place of 2 raised recall" in text
    assert "ours is above that: 93 %" in text
    weak = [cell({"facts": 10, "rank": 2, "seed": 1}, figures(0.3))]
    assert "for no number of facts" in said(Capacity().findings(weak))
    assert "not surely above that" in said(Capacity().findings(weak))


def test_an_ablation_tells_what_surely_changed() -> None:
    arms = {arm: figures(0.9, passes=True) for arm in ablation.ARMS}
    arms["and without unknowns"] = figures(0.9, made_up=0.7, drift=0.3, passes=False)
    findings = Ablation().findings([cell({"arm": a, "seed": 1}, f) for a, f in arms.items()])
    text = said(findings)
    assert "Without unknowns: false memory rose from 5 % (2 to 14) to 70 %" in text
    assert "drift 0.30 nats a token (+0.20)" in text
    assert "Without anchors: no share changed surely" in text
    assert "Without the gate: no share changed surely" in text
    gates = {row[0]: row[-1] for row in findings.rows}
    assert gates["and without unknowns"] == "passed 0 of 1"
    assert gates["the whole night"] == "passed 1 of 1"


def forgotten(after: int, gone: list[int], new: list[int], **more: Any) -> str:
    course = {"forgotten": [[at, 12] for at in gone], "never": [[at, 12] for at in new]}
    found = {
        "before": [280, 300],
        "after": [after, 300],
        "never": [12, 1200],
        "left": [50, 54],
        "relearned": [course],
    }
    return said(Forget().findings([cell({"seed": 1}, found | more)]))


def test_what_is_gone_is_told_to_be_gone() -> None:
    text = forgotten(3, [0, 2, 7, 12], [0, 1, 8, 12])
    assert "named in 93 % (90 to 96) of the answers before" in text
    assert "come out as often as facts never told" in text
    assert "a forgotten fact took 4 (4 to 4) steps and one never told 4 (4 to 4)" in text
    assert "no trace shows" in text


def test_a_trace_is_told() -> None:
    assert "DO NOT come out as often" in forgotten(60, [0, 2, 7, 12], [0, 1, 8, 12])
    assert "KEPT A TRACE" in forgotten(3, [6, 12, 12, 12], [0, 1, 2, 8])
    assert "still in use" in forgotten(3, [], [], kept_weights=True)


def test_what_could_not_be_taught_again_tells_nothing() -> None:
    assert "relearning tells nothing" in forgotten(3, [0], [0])


@pytest.mark.parametrize("experiment", experiments().values(), ids=lambda one: one.name)
@pytest.mark.parametrize("quick", [True, False])
def test_every_cell_has_its_own_key_and_chains_are_in_order(
    experiment: Experiment, quick: bool
) -> None:
    cells = experiment.cells(5, quick=quick)
    assert len({one.key for one in cells}) == len(cells) > 0
    assert min(one.settings["seed"] for one in cells) == 5
    for chain in {one.chain for one in cells if one.chain}:
        nights = [one.settings["night"] for one in cells if one.chain == chain]
        assert nights == list(range(1, len(nights) + 1))


def test_the_papers_four_settings_are_in_both_windows() -> None:
    for quick in (True, False):
        cells = LrWindow().cells(1, quick=quick)
        papers = {
            (one.settings["rate"], one.settings["passes"])
            for one in cells
            if one.settings["recipe"] == "paper"
        }
        assert papers == {(5e-4, 5), (2e-4, 3), (5e-5, 3), (1e-4, 1)}

"""What became of each fact in a night.

Knows: probes, and what could not be taught. Does not know: the stages, or the store.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.memory.facts import Fact
from bot.sleep.dream import Dream
from bot.sleep.probe import Recalled
from bot.sleep.report import NightReport
from bot.sleep.select import Selection


def why_not(facts: Sequence[Fact], after: Recalled, dream: Dream) -> dict[int, str]:
    """For every fact that is not known now, why."""
    found = {}
    for fact in facts:
        if after.knows(fact):
            continue
        wrong = [answer for answer in after.of(fact) if not answer.right]
        shown = f"asked {wrong[0].question.text!r} it said {wrong[0].reply!r}" if wrong else ""
        found[fact.id] = dream.untaught.get(fact.id, shown)
    return found


def sort_facts(
    report: NightReport,
    selection: Selection,
    dream: Dream,
    *,
    before: Recalled | None,
    after: Recalled,
    tried: Recalled | None = None,
) -> None:
    """Put each fact's line where the report tells of it.

    `before` is what the adapter in use knew; None where there was none. `tried` is what an adapter
    knew that was not used: what is not known now is explained by that.
    """
    why = why_not(selection.asked, after, dream)
    if tried is not None:
        missed = why_not(selection.asked, tried, dream)
        why = {fact: missed.get(fact, "the adapter that knew it was not used") for fact in why}
    for fact in selection.asked:
        if fact.id not in why:
            known_before = before is not None and before.knows(fact)
            (report.already_known if known_before else report.learned).append(fact.line)
        elif fact in selection.rehearsed:
            report.lost.append(fact.line)
        else:
            report.not_learned[fact.line] = why[fact.id]

"""From answers to figures, each with its 95 % interval.

Recall alone is no measure: a model that answers everything recalls much and makes up the rest. So
each figure stands beside those that the others would hide. Knows: answers, and what was measured
beside them. Does not know: how they came about, or how they are shown.
"""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.asking import Answer
from bot.evaluation.intervals import bootstrap, wilson
from bot.memory.questions import Form

_SEED = 20261125


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, its 95 % interval, and of how many single ones it is made.

    `value` is None where nothing was measured.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0

    def as_dict(self) -> dict[str, Any]:
        """JSON-able."""
        return {"value": self.value, "low": self.low, "high": self.high, "n": self.n}


NOTHING = Figure(None)


def share(held: Iterable[bool]) -> Figure:
    """The share of what holds, with Wilson's interval."""
    found = list(held)
    if not found:
        return NOTHING
    interval = wilson(sum(found), len(found))
    return Figure(sum(found) / len(found), interval.low, interval.high, len(found))


def mean(figures: Sequence[float]) -> Figure:
    """Their mean, with a bootstrap interval."""
    if not figures:
        return NOTHING
    interval = bootstrap(figures, random.Random(_SEED))
    return Figure(statistics.fmean(figures), interval.low, interval.high, len(figures))


def most(figures: Sequence[float]) -> Figure:
    """The largest; its interval is the whole span."""
    if not figures:
        return NOTHING
    return Figure(max(figures), min(figures), max(figures), len(figures))


def recall(answers: Iterable[Answer], form: Form | None = None) -> Figure:
    """The share of what was told that is answered right, in all forms or in one."""
    return share(a.right for a in answers if a.told and form in (None, a.question.form))


def recall_by_form(answers: Sequence[Answer]) -> dict[str, Figure]:
    """Recall in each form."""
    return {form.value: recall(answers, form) for form in Form}


def false_memory(answers: Iterable[Answer]) -> Figure:
    """The share of what was never told that is answered with something."""
    return share(not a.refused for a in answers if not a.told)


def over_refusal(answers: Iterable[Answer]) -> Figure:
    """The share of what was told that is refused as unknown."""
    return share(a.refused for a in answers if a.told)


def leaks(answers: Iterable[Answer]) -> Figure:
    """The share of answers that name what only another person told, where they could."""
    return share(a.leaked for a in answers if a.question.foreign)


def updated(answers: Iterable[Answer]) -> Figure:
    """Of facts that changed, the share answered with the new value."""
    return share(a.right for a in answers if a.question.stale)


def stale(answers: Iterable[Answer]) -> Figure:
    """Of facts that changed, the share answered with the old value."""
    return share(a.stale for a in answers if a.question.stale)


def general(right: Sequence[bool], base: Sequence[bool]) -> Figure:
    """Score on common knowledge as a multiple of the base's, question by question."""
    return _ratio(list(zip(map(float, right), map(float, base), strict=True)), _sums)


def perplexity_ratio(
    surprise: Sequence[float], base: Sequence[float], tokens: Sequence[int]
) -> Figure:
    """Perplexity on held-out talk as a multiple of the base's.

    `surprise` and `base` are nats for each reply, `tokens` their lengths.
    """
    more = [own - other for own, other in zip(surprise, base, strict=True)]
    return _ratio(list(zip(more, map(float, tokens), strict=True)), _perplexity)


_Pair = tuple[float, float]


def _sums(pairs: Sequence[_Pair]) -> float:
    below = sum(other for _, other in pairs)
    # A base that knows nothing of what was drawn can't be outdone or undercut.
    return sum(own for own, _ in pairs) / below if below else 1.0


def _perplexity(pairs: Sequence[_Pair]) -> float:
    return math.exp(sum(nats for nats, _ in pairs) / sum(tokens for _, tokens in pairs))


def _ratio(pairs: Sequence[_Pair], statistic: Callable[[Sequence[_Pair]], float]) -> Figure:
    """Of pairs, which are drawn together: what is hard for one is hard for both."""
    if not pairs:
        return NOTHING
    at = [float(index) for index in range(len(pairs))]
    interval = bootstrap(
        at,
        random.Random(_SEED),
        statistic=lambda drawn: statistic([pairs[int(index)] for index in drawn]),
        draws=500,
    )
    return Figure(statistic(pairs), interval.low, interval.high, len(pairs))

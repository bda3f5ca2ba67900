"""What the model wrote down, called what the message calls it, and completed.

Small models name things wrongly: "favorite singer: Kirkwall" of "I grew up in Kirkwall". Where a
plain phrase explains a value, its attribute stands. Knows: statements, what is said beyond doubt.
Does not know: how that is found, or which facts there are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.memory.attributes import canonical, folded, same_value
from bot.memory.facts import Statement
from bot.memory.grounding import places
from bot.memory.patterns import Certain, beyond, certain

# Of which time or liking an attribute speaks.
_APART = frozenset(
    "childhood disliked dream ex favorite first former last learned least native next old previous "
    "middle maiden nickname".split()
)


def completed(message: str, found: Sequence[Statement]) -> list[Statement]:
    """What the model found in a readable message, put right and completed by what leaves no doubt.

    Where a pattern explains a value, the pattern's attribute stands, unless the model's only says
    more ("car brand" for "car").
    """
    sure = certain(message)
    kept: list[Statement] = []
    for statement in found:
        better = _explained(statement, sure, message)
        if better not in kept:
            kept.append(better)
    return kept + beyond(sure, kept)


def _explained(statement: Statement, told: Sequence[Certain], message: str) -> Statement:
    """The statement, called what the message calls it."""
    if statement.retracts or len(places(statement.value, message)) > 1:
        return statement
    rivals = [each for each in told if _same_words(statement.value, each.statement.value)]
    if not rivals or any(_agree(statement, each.statement) for each in rivals):
        return statement
    if not rivals[0].sure:
        return statement
    better = rivals[0].statement
    value = statement.value if same_value(statement.value, better.value) else better.value
    return Statement(better.attribute, value)


def _same_words(value: str, plain: str) -> bool:
    """Whether two values are one, though one has words too many."""
    words, sure = folded(value), folded(plain)
    if set(sure) <= set(words):
        return len(words) <= 3 * len(sure)
    return set(words) <= set(sure) and len(words) >= len(sure) - 1 and not plain.istitle()


def _agree(statement: Statement, plain: Statement) -> bool:
    """Whether the model's attribute says what the pattern's does, or more: "car brand", "car"."""
    model = canonical(statement.attribute, statement.value)
    sure = canonical(plain.attribute, plain.value)
    if model == sure:
        return True
    if model.endswith(("country", "nationality")) and sure in (
        "home city",
        "hometown",
        "country of origin",
    ):
        return True
    words, needed = (set(re.findall(r"\w+", name)) for name in (model, sure))
    return needed <= words and not (words - needed) & _APART

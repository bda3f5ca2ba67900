"""What stands before the model in a turn: which facts, and which of the turns before.

Pure choices within a budget of tokens. Knows: facts, turns, sizes. Does not know: how tokens are
counted, or how a prompt is written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Literal

from bot.memory.attributes import folded
from bot.memory.facts import Fact

Turn = tuple[Literal["user", "assistant"], str]

_COMMON = frozenset(
    "and are at be can did do does for from have how i i'm in is it know me my name of on or so "
    "tell that this to was what what's when where which who with you your".split()
)


def chosen_facts(
    facts: Sequence[Fact], budget: int, size: Callable[[Fact], int], message: str = ""
) -> list[Fact]:
    """The facts that fit into so many tokens, in the order they were told.

    Where they do not all fit, those that share words with the message go first, then the newest.
    The order in the prompt does not depend on that, so that what was read before stays the same.
    """
    asked = _content(message)
    ranked = sorted(facts, key=lambda fact: (-len(asked & _content(fact.line)), -fact.id))
    left, kept = budget, []
    for fact in ranked:
        cost = size(fact)
        if cost <= left:
            left -= cost
            kept.append(fact)
    return sorted(kept, key=lambda fact: fact.id)


def _content(text: str) -> set[str]:
    return {word.removesuffix("'s") for word in folded(text)} - _COMMON


def listed_facts(
    wanted: Sequence[Fact], before: Collection[int], heard: Collection[int], *, telling: bool
) -> list[Fact]:
    """Which of the wanted facts the prompt lists.

    A changed list makes the model read the whole talk anew. So while a person is only `telling`
    things, the list stays as it was `before`: what it lacks was `heard` in this very talk and
    stands there. As soon as they may be asking, or a listed fact is gone, all are listed.
    """
    ids = {fact.id for fact in wanted}
    still = set(before) <= ids <= {*before, *heard}
    if still and telling:
        return [fact for fact in wanted if fact.id in before]
    return list(wanted)


def first_fitting(sizes: Sequence[int], budget: int) -> int:
    """The index from which on the turns fit into the budget; `len(sizes)` if not even the last."""
    left = budget
    for at in range(len(sizes) - 1, -1, -1):
        left -= sizes[at]
        if left < 0:
            return at + 1
    return 0


def alternating(turns: Sequence[Turn]) -> list[Turn]:
    """Turns as chat templates want them: the person first, then by turns.

    Two in a row of one side become one; what the bot says before the person does is left out.
    """
    joined: list[Turn] = []
    for role, text in turns:
        if joined and joined[-1][0] == role:
            joined[-1] = (role, f"{joined[-1][1]}\n{text}")
        elif joined or role == "user":
            joined.append((role, text))
    return joined

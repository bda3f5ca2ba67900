"""Finding a person's facts by the words they use for them.

Knows: facts, and the many names of an attribute. Does not know: the store's own search, which also
looks into quotes.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.memory.attributes import canonical, folded
from bot.memory.facts import Fact

_ASIDE = frozenset(
    "about all any everything fact facts i is me mine my of please that the thing this was what "
    "where who you your".split()
)


def about(facts: Sequence[Fact], words: str) -> list[Fact]:
    """The facts whose attribute or value holds all of the words; "mum" finds "mother's name".

    A word matches at the start of one ("alle" finds "allergy"); no words match nothing.
    """
    sought = [word for word in folded(words) if word not in _ASIDE] or folded(words)
    wanted = [_names(word) for word in sought]
    if not wanted:
        return []
    # Of many facts there are few attributes.
    attributes = {name: folded(name) for name in {fact.attribute for fact in facts}}
    return [
        fact for fact in facts if _holds(attributes[fact.attribute] + folded(fact.value), wanted)
    ]


def _names(word: str) -> tuple[str, ...]:
    """What a word may stand as."""
    return (word, *folded(canonical(word))) if word.isalnum() else (word,)


def _holds(line: Sequence[str], wanted: Sequence[tuple[str, ...]]) -> bool:
    return all(any(part.startswith(names) for part in line) for names in wanted)

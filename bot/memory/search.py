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
    return [fact for fact in facts if sought and all(_holds(fact, word) for word in sought)]


def _holds(fact: Fact, word: str) -> bool:
    line = folded(fact.attribute) + folded(fact.value)
    names = {word, *folded(canonical(word))} if word.isalnum() else {word}
    return any(part.startswith(name) for name in names for part in line)

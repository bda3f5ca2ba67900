"""Who talks in this terminal, and what of them may be lying about in it.

Knows: how a person's key is made of a name. Does not know: companions, or where facts are kept.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.memory.facts import Fact

SCOPE = "private"
_EVERYTHING = frozenset(("me", "all", "everything", "everything about me"))


def key_of(name: str) -> str:
    """The person's key. Upper and lower case are the same person."""
    return f"terminal:{name.strip().lower()}"


def means_everything(words: str) -> bool:
    """Whether to forget these words is to forget all about the person."""
    return words.strip().casefold() in _EVERYTHING


def traces(facts: Iterable[Fact]) -> list[str]:
    """The texts by which forgotten facts could still be found in lines that were typed."""
    return [text for fact in facts for text in (fact.value, fact.quote) if text.strip()]

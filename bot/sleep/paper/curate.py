"""Stage 1 of the paper's sleep: what each exchange is worth, and which are worth keeping.

The paper scores novelty by length, questions and how specific a message is; importance by
corrections, preferences and personal information; utility by general patterns and going projects;
and leaves the words it looks for and their weights to its code. Those here are our own choice, and
so is the threshold: the paper's first ones (0.3, 0.3, and 0.4 for the mean) dropped everything,
its last ones (0) nothing. Knows: words. Does not know: the model, or the store.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.store import Exchange

_START = 0.3
_LONG, _VERY_LONG, _SHORT = 20, 50, 5
_SPECIFIC = re.compile(r"(?<=[a-z,;] )[A-Z]\w+|\b\d[\d.:,]*\b")
_MOST_SPECIFICS = 4
_CORRECTION = re.compile(
    r"\b(?:no,|not what|wrong|i meant|actually|from now on|remember|don.?t forget|always|never)\b",
    re.IGNORECASE,
)
_ONESELF = re.compile(
    r"\b(?:my|mine|our|i.?m|i am|i.?ve|i have|i live|i work|i like|i love|i hate|i prefer|i want|"
    r"i use|we have|call me)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:how (?:to|do|can|does)|what (?:is|are|does)|what.?s|why)\b", re.IGNORECASE
)
_PROJECT = re.compile(
    r"\b(?:i.?m (?:building|writing|learning|planning|working)|my (?:project|plan|goal)|"
    r"every (?:day|week|morning|evening)|usually|next (?:week|month|year))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scores:
    """What an exchange is worth, each 0 to 1."""

    novelty: float
    importance: float
    utility: float

    @property
    def combined(self) -> float:
        """The mean, as in the paper."""
        return (self.novelty + self.importance + self.utility) / 3


@dataclass(frozen=True, slots=True)
class Curated:
    """Exchanges with their scores: those worth keeping, and those that fell below the threshold."""

    kept: tuple[tuple[Exchange, Scores], ...]
    dropped: tuple[tuple[Exchange, Scores], ...]


def curate(exchanges: Sequence[Exchange], threshold: float) -> Curated:
    """Score every exchange and part them at the threshold for the mean, 0 to 1."""
    scored = [(one, scores(one.said.text, told=len(one.facts))) for one in exchanges]
    return Curated(
        tuple(pair for pair in scored if pair[1].combined >= threshold),
        tuple(pair for pair in scored if pair[1].combined < threshold),
    )


def scores(text: str, *, told: int = 0) -> Scores:
    """What a message is worth; `told` is how many facts were found in it.

    The paper looks for personal information by keywords alone, and names that as a limit; here what
    was noted awake counts for more than any keyword.
    """
    words = len(text.split())
    return Scores(_novelty(text, words), _importance(text, told), _utility(text, words))


def _novelty(text: str, words: int) -> float:
    specifics = min(len(_SPECIFIC.findall(text)), _MOST_SPECIFICS)
    found = 0.2 * (words > _LONG) + 0.1 * (words > _VERY_LONG) + 0.1 * ("?" in text)
    return _START + found + 0.05 * specifics


def _importance(text: str, told: int) -> float:
    personal = 0.3 if told else 0.2 * bool(_ONESELF.search(text))
    return _START + personal + 0.15 * bool(_CORRECTION.search(text)) + 0.05 * ("!" in text)


def _utility(text: str, words: int) -> float:
    found = 0.2 * bool(_GENERAL.search(text)) + 0.15 * bool(_PROJECT.search(text))
    return _START + found - 0.1 * (words < _SHORT)

"""What counts as right in an evaluation of the embedded model.

Knows: replies, statements, how attributes may be worded. Does not know: who was asked, or how.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.embedded.heldout import General
from bot.memory import recall
from bot.memory.attributes import canonical, same_value
from bot.memory.facts import Statement

_RETRACTION = "no longer "
# Words that make another attribute of one with the same noun.
_CONTRASTS = frozenset(
    "birth disliked dream ex first former last learned least middle native next old previous "
    "second".split()
)
# Words that are never what an attribute is about.
_LIGHT = frozenset(
    "a an being current favorite for my name new of own personal played practiced preferred the "
    "usual".split()
)
_PARTNERS = frozenset("boyfriend fiance fiancee girlfriend husband partner spouse wife".split())


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of statements: made by the model, to be made, and right."""

    found: int = 0
    wanted: int = 0
    right: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.found + other.found, self.wanted + other.wanted, self.right + other.right)

    @property
    def precision(self) -> float:
        return share(self.right, self.found)

    @property
    def recall(self) -> float:
        return share(self.right, self.wanted)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def share(part: int, whole: int) -> float:
    """A part of a whole, 0 to 1; 0 where there is nothing."""
    return part / whole if whole else 0.0


def as_written(output: str) -> list[Statement]:
    """The model's lines as they stand, whatever the message says."""
    found = []
    for line in output.splitlines():
        attribute, mark, value = line.strip(" -*").partition(":")
        if mark and attribute.strip() and value.strip():
            retracts = attribute.startswith(_RETRACTION)
            name = attribute.removeprefix(_RETRACTION).strip()
            found.append(Statement(name, value.strip(), retracts))
    return found


def wrong_and_missed(
    found: Iterable[Statement], wanted: Sequence[Statement], world: Collection[str]
) -> tuple[list[Statement], list[Statement]]:
    """What was found and should not have been, and what should have been and was not.

    Args:
        found: the model's statements; each can stand for one wanted statement only.
        wanted: the statements that the message makes.
        world: attributes that the model was tuned on; others are right by their value alone.
    """
    missed = list(wanted)
    wrong = []
    for statement in found:
        match = next((want for want in missed if is_right(statement, want, world)), None)
        if match is None:
            wrong.append(statement)
        else:
            missed.remove(match)
    return wrong, missed


def tally(found: Sequence[Statement], wrong: Sequence[Statement], wanted: int) -> Tally:
    return Tally(len(found), wanted, len(found) - len(wrong))


def is_right(found: Statement, wanted: Statement, world: Collection[str]) -> bool:
    """Whether the found statement says what the wanted one does."""
    if found.retracts != wanted.retracts:
        return False
    if recall.words(found.value) != recall.words(wanted.value) and not same_value(
        found.value, wanted.value
    ):
        return False
    return wanted.attribute not in world or same_attribute(
        canonical(found.attribute, found.value), canonical(wanted.attribute, wanted.value)
    )


def same_attribute(first: str, second: str) -> bool:
    """Whether two canonical attributes name the same: one has the other's head noun.

    They must also speak of the same person ("sister's name" is not "name"), and of the same time
    and liking ("previous job" is not "job", "disliked food" not "favorite food").
    """
    if first == second:
        return True
    owner, noun = _parts(first)
    other_owner, other_noun = _parts(second)
    if owner != other_owner:
        return False
    if _contrasts(first) != _contrasts(second):
        return False
    if not noun and not other_noun:
        return True
    return _head(noun) in other_noun or _head(other_noun) in noun


def _parts(attribute: str) -> tuple[str, list[str]]:
    """Whose it is ("" for the person's own), and the words that say what it is."""
    owner, mark, what = attribute.rpartition("'s ")
    words = [word for word in re.findall(r"\w+", what) if word not in _LIGHT]
    owned = owner.split()[-1] if mark else ""
    return "partner" if owned in _PARTNERS else owned, words


def _contrasts(attribute: str) -> frozenset[str]:
    words = re.findall(r"\w+", attribute.replace("learning", "learned"))
    return _CONTRASTS.intersection(words)


def _head(words: Sequence[str]) -> str:
    return words[-1] if words else "-"


def knows(reply: str, question: General) -> bool:
    """Whether a reply to a question of common knowledge is right."""

    def stands(start: str) -> bool:
        whole = r"\b" if start.isdigit() else ""
        return re.search(rf"\b{re.escape(start)}{whole}", reply, re.IGNORECASE) is not None

    return any(stands(start) for start in question.right)

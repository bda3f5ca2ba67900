"""What one message changes in what is held of a person.

Puts together what the model wrote down, what plain phrases say, and what was held before: new
facts, changed ones, retracted ones, and nothing twice. Knows: facts, statements. Does not know:
the store, or the model that wrote.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.memory.attributes import canonical, near_duplicate, same_value
from bot.memory.corrections import Correction, superseded, taken_back
from bot.memory.extraction import parse
from bot.memory.facts import Fact, Statement
from bot.memory.grounding import places
from bot.memory.naming import completed

_LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `replaces` are the facts that are so no longer. A retraction says nothing new."""

    kind: Literal["learned", "changed", "retracted"]
    attribute: str
    value: str
    replaces: tuple[Fact, ...] = ()

    @property
    def notice(self) -> str:
        """What the person is told of it."""
        line = f"{self.attribute}: {self.value}"
        if self.kind == "retracted":
            return f"No longer noted: {line}."
        if self.kind == "changed":
            return f"Noted: {line} (was {' and '.join(fact.value for fact in self.replaces)})."
        return f"Noted: {line}."


def corrected(correction: Correction) -> Change:
    """The change that a correction asks for."""
    fact = correction.fact
    if correction.kind == "retract":
        return Change("retracted", fact.attribute, fact.value, (fact,))
    return Change("changed", fact.attribute, correction.value, (fact,))


def changes(
    output: str,
    message: str,
    held: Sequence[Fact],
    *,
    answering: bool = False,
    correction: Correction | None = None,
    bot_names: Collection[str] = (),
) -> list[Change]:
    """What a readable message changes.

    Args:
        output: what the model wrote down of the message.
        message: the message.
        held: the facts held to be true, oldest first.
        answering: whether the message may be the bare answer to a question.
        correction: what was already done because of this message.
        bot_names: what the person calls the bot by; never their own name.
    """
    statements = stated(output, message, answering=answering)
    gone = _retracted(statements, message, held)
    found: list[Change] = []
    for statement in statements:
        if statement.retracts or _is_bots_name(statement, bot_names):
            continue
        if correction is not None and _settled(statement, correction):
            continue
        stays = [fact for fact in held if fact not in gone]
        if any(near_duplicate(fact, statement) for fact in stays) or _told(statement, found):
            continue
        old = superseded(statement, held, message)
        found.append(_change(statement, [fact for fact in old if not _replaced(fact, found)]))
    left = [fact for fact in gone if not _replaced(fact, found)]
    return found + [Change("retracted", fact.attribute, fact.value, (fact,)) for fact in left]


def stated(output: str, message: str, *, answering: bool = False) -> list[Statement]:
    """What a readable message states, by what the model wrote down of it and by plain phrases."""
    found = completed(message, parse(output, message, answering=answering))
    return [replace(each, attribute=canonical(each.attribute, each.value)) for each in found]


def _retracted(statements: Iterable[Statement], message: str, held: Sequence[Fact]) -> list[Fact]:
    gone = taken_back(message, held)
    for statement in statements:
        if statement.retracts:
            same = [fact for fact in held if same_value(fact.value, statement.value)]
            exact = [fact for fact in same if near_duplicate(fact, statement)]
            # The model may name the attribute otherwise; of one fact alone it is clear.
            gone += exact or (same if len(same) == 1 else [])
    return list(dict.fromkeys(gone))


def _settled(statement: Statement, correction: Correction) -> bool:
    """Whether a correction has already seen to what the statement says."""
    if near_duplicate(correction.fact, statement):
        return True
    return correction.kind == "replace" and same_value(correction.value, statement.value)


def _is_bots_name(statement: Statement, bot_names: Collection[str]) -> bool:
    return statement.attribute in ("name", "nickname") and any(
        same_value(statement.value, name) for name in bot_names
    )


def _told(statement: Statement, found: Sequence[Change]) -> bool:
    told = (Statement(change.attribute, change.value) for change in found)
    return any(near_duplicate(each, statement) for each in told)


def _replaced(fact: Fact, found: Sequence[Change]) -> bool:
    return any(fact in change.replaces for change in found)


def _change(statement: Statement, old: Sequence[Fact]) -> Change:
    kind: Literal["learned", "changed"] = "changed" if old else "learned"
    return Change(kind, statement.attribute, statement.value, tuple(old))


def quote(message: str, value: str) -> str:
    """The person's words around a value: the whole message if it is short."""
    if len(message) <= _LONGEST_QUOTE:
        return message
    start = next(iter(places(value, message)), (0, 0))[0]
    left = max(0, start - _LONGEST_QUOTE // 2)
    part = message[left : left + _LONGEST_QUOTE]
    words = part.split(" ")
    if left > 0 and len(words) > 2:
        words = words[1:]
    return " ".join(words[:-1] if left + _LONGEST_QUOTE < len(message) else words).strip()

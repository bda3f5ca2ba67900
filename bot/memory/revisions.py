"""What an edited message changes in what is held of a person.

Knows: facts, statements, and which of a message's facts its new text still bears out. Does not
know: the store, the model that wrote, or how messages are edited.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.memory.attributes import near_duplicate, same_value
from bot.memory.corrections import Correction, may_replace
from bot.memory.extraction import parse
from bot.memory.facts import Fact, Statement
from bot.memory.grounding import places, stands_in
from bot.memory.ledger import Change, changes, corrected, stated


def revised(
    output: str,
    message: str,
    own: Sequence[Fact],
    held: Sequence[Fact],
    *,
    correction: Correction | None = None,
    bot_names: Collection[str] = (),
) -> list[Change]:
    """The changes: facts of the old text that the new one no longer tells go, or are replaced.

    Args:
        output: what the model wrote down of the new text.
        message: the new text, readable.
        own: the facts that came from the message as it was.
        held: all facts held to be true, oldest first, `own` among them.
        correction: what the new text is known to put right of `own`.
        bot_names: what the person calls the bot by; never their own name.
    """
    told = stated(output, message, answering=True)
    left = [fact for fact in own if not _stands(fact, told, message)]
    found: list[Change] = []
    if correction is not None and correction.fact in left:
        left.remove(correction.fact)
        found.append(corrected(correction))
    settled = {fact.id for change in found for fact in change.replaces}
    stays = [fact for fact in held if fact not in left and fact.id not in settled]
    for change in changes(
        output, message, stays, answering=True, correction=correction, bot_names=bot_names
    ):
        # It takes the place of the value that stood in the old text.
        old = next((fact for fact in left if fact.attribute == change.attribute), None)
        if old is None or change.kind == "retracted":
            found.append(change)
        else:
            left.remove(old)
            found.append(replace(change, kind="changed", replaces=(*change.replaces, old)))
    return found + [Change("retracted", fact.attribute, fact.value, (fact,)) for fact in left]


def swapped(old: str, new: str, own: Sequence[Fact]) -> Correction | None:
    """The fact whose value, and nothing else, is another in the new text: a slip put right."""
    for fact in own:
        for start, end in places(fact.value, old):
            before, after = old[:start], old[end:]
            between = new[len(before) : len(new) - len(after)]
            if new != f"{before}{between}{after}" or stands_in(fact.value, between):
                continue
            value = between.strip()
            same_case = value[:1].isupper() == fact.value[:1].isupper()
            if same_case and may_replace(fact.value, value):
                return Correction("replace", fact, value)
    return None


def _stands(fact: Fact, told: Sequence[Statement], message: str) -> bool:
    """Whether the new text still tells the fact: the model wrote it down, or the words bear it."""
    same = [each for each in told if same_value(fact.value, each.value)]
    if same:
        return any(near_duplicate(fact, each) and not each.retracts for each in same)
    return any(not each.retracts for each in parse(fact.line, message, answering=True))

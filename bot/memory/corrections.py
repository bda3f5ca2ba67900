"""What a person takes back or puts right: "that's wrong", "no, it's Lisbon", "I no longer ...".

Works without the model, by phrases that leave little doubt; where it is not clear which fact is
meant, none is. Knows: facts, phrases. Does not know: the model, or how facts are stored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.memory.attributes import folded, holds_several, same_value
from bot.memory.clauses import clause_at, clauses
from bot.memory.facts import Fact, Statement
from bot.memory.grounding import places, stands_in
from bot.memory.possessions import is_mood, short_value

_MOST_WORDS = 5
_MOST_PLACES = 8
_LEAD = (
    r"(?P<lead>(?:(?:no+|nope|nah|wait|hm+|oh|hey|sorry|um+|uh|ah|er|well|actually|hold on|ember|"
    r"but|oops|erm|whoops|correction|that's wrong|thats wrong|that's not right|not quite|wrong)\b"
    r"[\s,.!:;…-]*)*)"
)
_WRONG = re.compile(
    rf"^{_LEAD}(?:"
    r"(?:(?:that|this|it)(?:'s| is|s| was)|you(?:'re| are|re)) (?:\w+ly |all |just |so )?"
    r"(?:wrong|incorrect|false|untrue|not (?:right|true|correct|it|so)|an? (?:mistake|lie|joke)|"
    r"my mistake|nonsense|no longer true)"
    r"|(?:that|this|it) (?:isn't|isnt|wasn't|ain't) (?:right|true|correct|it|so)"
    r"|you got (?:that|it|me) wrong|(?:not true|wrong|incorrect|false)"
    r"|(?:forget|scratch|ignore|delete|strike) (?:that|what i (?:just )?said|what i told you)"
    r"|(?:i )?take (?:that|it) back|i(?:'m| was|m)? (?:just |only )?(?:joking|kidding|lying)"
    r"|(?:just|only) (?:joking|kidding)|i lied|i made (?:that|it) up"
    r")(?: anymore| any more| now)?"
    r"(?=\s*(?:[,.!;:—–-]|$|\bbut\b|\bi\b|\bmy\b|\bit\b|\bsorry\b|\blol\b))",
    re.IGNORECASE,
)
_RIGHT = re.compile(
    rf"^{_LEAD}(?P<say>(?:it|that|he|she|they|i)(?:'s|s| is|'m| am|'re| are) |"
    r"it (?:should|must) be |i (?:actually )?meant:? (?:to say )?|make (?:that|it) )?"
    r"(?P<sure>actually |really )?"
    r"(?P<value>[^\s,.!?;:][^,!?;\n]*)",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(
    r"\bnot (?:in |from |at |called |named |an? |the )?(?P<old>[^,.!?;]+?)"
    r"(?:,? but |, (?:it's |its |it is )?)(?P<new>[^,.!?;]+)",
    re.IGNORECASE,
)
_BUT_NOT = re.compile(
    rf"^{_LEAD}(?:(?:it|that)(?:'s|s| is) |i (?:am|'m|meant?) )?(?P<new>[^,.!?;]+?),? (?:and )?not "
    r"(?P<old>[^,.!?;]+)[.!]*$",
    re.IGNORECASE,
)
_NO_REPLACEMENT = frozenset(
    "about again as at because been both but by complicated different either for from going "
    "hard he her his how i in it it's like me more mine my neither no none not nothing on one only "
    "our same she so some someone something that that's the their them then there they this time "
    "to too true up us very we what when where who why with yes you your yours".split()
)
# What makes a clause of a value: "Porto is nice".
_VERBAL = frozenset("am are do does had has have is was were will would".split())
# Which verbs, said to be so no longer, take which attributes back.
_VERBS = (
    (r"\b(?:live|living|based|stay)\b", r"city|country|street|address|home|apartment|neighborhood"),
    (r"\b(?:work|working|employed)\b", r"job|employer|office|company|project"),
    (r"\b(?:have|own|got|keep)\b", r"pet|car|bike|phone|laptop|plant|instrument|hobby|collection"),
    (r"\b(?:play|practi[cs]e|do)\b", r"instrument|sport|game|hobby|club"),
    (r"\b(?:speak|learn(?:ing)?|study(?:ing)?)\b", r"language|subject|university|school"),
    (r"\b(?:like|love|enjoy|hate|dislike|collect)\b", r"favorite|hobby|disliked|collection"),
    (r"\b(?:drive|ride)\b", r"\bcar\b|\bbike\b|commut"),
    (r"\b(?:take|taking)\b", r"medication|vitamin|commut|bus"),
    (r"\ballergic\b", r"allergy"),
)


@dataclass(frozen=True, slots=True)
class Correction:
    """A fact that is taken back, or whose value is put right."""

    kind: Literal["retract", "replace"]
    fact: Fact
    value: str = ""


def read(
    message: str, last_reply: str, facts: Sequence[Fact], previous: str = ""
) -> Correction | None:
    """What a readable message corrects, if it is clear what.

    Args:
        message: what the person says now.
        last_reply: what the bot said before it: the fact meant is one whose value stands there.
        facts: all that is held of the person, oldest first.
        previous: what the person had said before that; the fact meant may have been told there.
    """
    text = " ".join(message.replace("’", "'").split())
    if not text or len(text) > 300:
        return None
    swapped = _swapped(text, facts)
    if swapped is not None:
        return swapped
    fact, value = _put_right(text, last_reply, facts, previous)
    if fact is not None:
        return Correction("replace", fact, value)
    if _WRONG.match(text):
        fact = _meant(last_reply, facts, previous)
        return None if fact is None else Correction("retract", fact)
    return None


def _swapped(text: str, facts: Sequence[Fact]) -> Correction | None:
    """A fact's value set against another: "not Porto but Lisbon"."""
    for pattern in (_NOT_BUT, _BUT_NOT):
        match = pattern.search(text)
        if match is None:
            continue
        new = short_value(match["new"])
        held = [fact for fact in facts if same_value(fact.value, short_value(match["old"]))]
        if held and may_replace(held[-1].value, new):
            return Correction("replace", held[-1], new)
    return None


def _put_right(
    text: str, last_reply: str, facts: Sequence[Fact], previous: str
) -> tuple[Fact | None, str]:
    """An objection, and a value in place of the one spoken of: "no, it's Lisbon"."""
    match = _RIGHT.match(text)
    if match is None or text.rstrip().endswith("?"):
        return None, ""
    objects = match["lead"].strip(" ,.!:;…-") or match["sure"]
    meant = (
        (match["say"] or "").casefold().startswith(("i meant", "i actually", "make", "it should"))
    )
    if not (meant or (objects and match["say"])):
        return None, ""
    value = short_value(re.sub(r"^(?:actually|really) ", "", match["value"], flags=re.IGNORECASE))
    fact = _meant(last_reply, facts, previous, value)
    return (fact, value) if fact is not None else (None, "")


def _meant(
    last_reply: str, facts: Sequence[Fact], previous: str, value: str | None = None
) -> Fact | None:
    """The fact spoken of: in the bot's last reply, else in what the person said before it."""
    for text in (last_reply, previous):
        spoken = [
            fact
            for fact in facts
            if stands_in(fact.value, text) and (value is None or may_replace(fact.value, value))
        ]
        # A reply may address the person by name and speak of something else.
        other = [fact for fact in spoken if fact.attribute not in ("name", "nickname")]
        spoken = other or spoken
        if len(spoken) == 1 or (spoken and text is previous):
            return spoken[-1]
        if spoken:
            return None
    return None


def may_replace(old: str, new: str) -> bool:
    """Whether words may be a value in the place of another: short, and of its kind."""
    words = folded(new)
    if (
        _VERBAL & set(words)
        or not new
        or len(new.split()) > _MOST_WORDS
        or is_mood(new)
        or same_value(old, new)
    ):
        return False
    if new.split(maxsplit=1)[0].casefold() in _NO_REPLACEMENT:
        return False
    numbers = [any(sign.isdigit() for sign in text) for text in (" ".join(folded(old)), new)]
    if numbers[0] != (numbers[1] or all(word.isdigit() for word in words)):
        return False
    article = re.compile(r"(?:an?|the) ", re.IGNORECASE)
    return not (old[:1].isupper() and article.match(new) and not article.match(old))


def taken_back(message: str, facts: Sequence[Fact]) -> list[Fact]:
    """The facts that a readable message says are so no longer: "I don't live in Porto anymore"."""
    parts = clauses(message)
    gone = []
    for fact in facts:
        for start, end in places(fact.value, message)[:_MOST_PLACES]:
            clause = clause_at(parts, start)
            if clause is None or not clause.told or not clause.ended(start, end):
                continue
            if _speaks_of(clause.text, fact.attribute):
                gone.append(fact)
                break
    return gone


def _speaks_of(text: str, attribute: str) -> bool:
    for verb, kinds in _VERBS:
        if re.search(verb, text, re.IGNORECASE) and re.search(kinds, attribute):
            return True
    # "My favorite color isn't teal anymore"
    return stands_in(attribute, text)


def superseded(statement: Statement, held: Sequence[Fact], message: str) -> list[Fact]:
    """Which held facts a new one takes the place of.

    Of an attribute that holds one value, all; of one that holds several, only those whose value
    the message itself sets against the new one: "Nobody says Bob anymore, it's Rob".
    """
    same = [fact for fact in held if fact.attribute == statement.attribute]
    if not holds_several(statement.attribute):
        return same
    parts = clauses(message)
    return [
        fact
        for fact in same
        for start, end in places(fact.value, message)[:1]
        if (clause := clause_at(parts, start)) is not None
        and (
            clause.ended(start, end)
            or clause.denied(start)
            or re.search(r"\b(?:instead of|rather than)\s+$", message[:start], re.IGNORECASE)
        )
    ]

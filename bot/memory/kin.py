"""Plain phrases of what people tell of those near them: "my sister Ana is a nurse".

A third part of the net that `phrases` begins. Knows: these phrases. Does not know: whether a clause
is told, asked or wished.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.memory import fitting
from bot.memory.attributes import canonical, is_animal, is_creature
from bot.memory.phrases import END, PLACE

# Those near one are also spoken of without "my".
_WHO = (
    r"(?:\bmy |^(?=(?:grandm|grandp|gran|mom|mum|dad)\w*\b))"
    r"(?P<kind>[\w'-]+(?: in law|-in-law| friend)?)(?:,? (?-i:[A-Z])[\w'-]+,?)?"
)
_TOLD = (
    (
        "job",
        re.compile(
            rf"{_WHO}(?: is|'s| works as) an? (?P<value>(?:[\w-]+ ){{0,2}}?[\w-]+){END}",
            re.IGNORECASE,
        ),
        fitting.is_profession,
    ),
    (
        "job",
        re.compile(
            rf"{_WHO} (?P<value>teaches [a-z]+(?: [a-z]+)?)(?=\s*[,.!]|\s*$| (?:at|in|to|for)\b)",
            re.IGNORECASE,
        ),
        None,
    ),
    ("city", re.compile(rf"{_WHO} lives in {PLACE}", re.IGNORECASE), fitting.is_town),
    (
        "age",
        re.compile(
            rf"{_WHO}(?: is|'s| (?:just )?turned) (?P<value>\d{{1,2}})(?: (?:years|yrs) old)?"
            r"(?=\s*[,.!]|\s*$| (?:and|now|today|last|this)\b)",
            re.IGNORECASE,
        ),
        None,
    ),
)

# "We have two cats, Miso and Luna": each has its name.
LISTED = re.compile(
    r"(?<![\w'])(?:i|we)(?:'?ve| have| got|'?ve got| have got) (?:two|three|four|2|3|4) "
    r"(?:\w+ )?(?P<kind>[a-z]+)s?\s*[,:(–-]+ ?(?:called |named )?"
    r"(?P<names>(?-i:[A-Z])[\w'-]*(?:, (?-i:[A-Z])[\w'-]*)*,? (?:and|&) (?-i:[A-Z])[\w'-]*)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r",? (?:and|&) |, ")


def listed(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    """What `LISTED` found: the name of each."""
    kind = canonical(match["kind"].removesuffix("s"))
    if is_creature(kind):
        for name in _BETWEEN.split(match["names"]):
            if fitting.names_a_person(name):
                yield f"{kind}'s name", name


def told(text: str) -> Iterator[tuple[str, str]]:
    """Attributes of relatives and friends, and of animals their age, with their values."""
    for what, pattern, fits in _TOLD:
        for match in pattern.finditer(text):
            kind, value = canonical(match["kind"]), match["value"].strip()
            if not is_creature(kind) or (is_animal(kind) and what != "age"):
                continue
            if fits is None or fits(value):
                yield f"{kind}'s {what}", value

"""A few ways of saying things that leave no doubt: a net below the model's extraction.

Each pattern would rather miss a fact than make one up. Knows: English phrases. Does not know: the
model, or which facts there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.memory import fitting, habits, kin, phrases, possessions
from bot.memory.attributes import canonical, folded
from bot.memory.clauses import Clause, clause_at, clauses
from bot.memory.extraction import MOST_FACTS, parse
from bot.memory.facts import Statement
from bot.memory.words import (
    ATTRIBUTIVE,
    COUNTRIES,
    FIGURES,
    LANGUAGES,
    MOODS,
    NO_NAMES,
)

_MOST_WORDS = 5
_HEARSAY = re.compile(r"\b(?:said|says|told|asked|asks|joked|thinks|thought)\b", re.IGNORECASE)
_LAST_JOINT = re.compile(
    r"[\s,;–—-]+(?:(?:and|but|because|cause|while|though|although)\s+)?$", re.IGNORECASE
)
_TONGUES = frozenset(tongue.casefold() for tongue in LANGUAGES)


@dataclass(frozen=True, slots=True)
class Certain:
    """What a pattern tells. `sure`: what it is called is certain as well."""

    statement: Statement
    sure: bool


def also_said(message: str, found: Sequence[Statement]) -> list[Statement]:
    """What a readable message says beyond any doubt and the model overlooked.

    Values that overlap with those of `found` are left out: the model has its own name for them.
    """
    return beyond(certain(message), found)


def beyond(told: Sequence[Certain], found: Sequence[Statement]) -> list[Statement]:
    """What is told and overlaps with nothing that was found."""
    taken = [set(folded(statement.value)) for statement in found]
    extra: list[Statement] = []
    for each in told:
        words = set(folded(each.statement.value))
        if not any(words & other for other in taken):
            taken.append(words)
            extra.append(each.statement)
    return extra[: max(MOST_FACTS - len(found), 0)]


def certain(message: str) -> list[Certain]:
    """All that a readable message says beyond any doubt."""
    found: list[Certain] = []
    parts = clauses(message)
    joined = False
    for clause, follower in zip_longest(parts, parts[1:]):
        begins, joined = not joined, _ends_open(clause)
        if clause is None or not _is_told(clause):
            continue
        for attribute, value, phrase in _of_clause(clause, begins=begins):
            if _is_all(attribute, value, phrase, clause, follower):
                sure = _is_sure(attribute) if phrase is None else phrase.sure
                found += _checked(attribute, value, message, sure=sure)
        if follower is not None and any(
            each.statement.attribute == "language spoken" for each in found
        ):
            found += _further_tongue(clause, follower, message)
    for attribute, value in _of_message(message, parts):
        found += _checked(attribute, value, message, sure=True)
    return list(dict.fromkeys(found))


def _is_told(clause: Clause) -> bool:
    doubtful = clause.past or _HEARSAY.search(clause.text) is not None
    return clause.told and not doubtful


def _checked(attribute: str, value: str, message: str, *, sure: bool) -> list[Certain]:
    borne_out = parse(f"{attribute}: {value}", message)
    return [Certain(statement, sure) for statement in borne_out if not statement.retracts]


def _is_all(
    attribute: str,
    value: str,
    phrase: phrases.Phrase | None,
    clause: Clause,
    follower: Clause | None,
) -> bool:
    """Whether the clause holds all of a value, and what follows takes nothing back."""
    most = _MOST_WORDS if phrase is None else phrase.most
    if not 0 < len(value.split()) <= most:
        return False
    # "I'm a doctor, not a magician"
    if attribute == "job" and follower is not None and follower.text.casefold().startswith("not "):
        return False
    ends = phrase is not None and phrase.whole and attribute != "coffee order"
    return ends or not _goes_on(clause, follower)


def _is_sure(attribute: str) -> bool:
    owned = attribute.endswith("'s name") and attribute.count("'s") == 1
    return owned or fitting.is_sure_kind(attribute)


def _ends_open(clause: Clause | None) -> bool:
    """Whether it may be the first half of a name: "Marks and Spencer is ..."."""
    return (
        clause is not None
        and clause.text.rstrip().casefold().endswith((" and", "&"))
        and len(clause.text.split()) <= 4
    )


def _goes_on(clause: Clause, follower: Clause | None) -> bool:
    """Whether the value may have been cut: "... is natto and rice"."""
    if follower is None or not clause.text.rstrip().casefold().endswith((" and", "&")):
        return False
    words = follower.text.casefold().split()
    return len(words) <= 2 and not {"i", "i'm", "im", "it", "she", "he", "we", "they"} & set(
        words[:1]
    )


def _further_tongue(clause: Clause, follower: Clause, message: str) -> list[Certain]:
    """The second of "I speak Catalan and Dutch"."""
    tongue = follower.text.strip(" .!,")
    if (
        tongue.casefold() not in _TONGUES
        or not _is_told(follower)
        or not _goes_on(clause, follower)
    ):
        return []
    return _checked("language spoken", tongue, message, sure=True)


def _of_message(message: str, parts: list[Clause]) -> Iterator[tuple[str, str]]:
    """What it takes more than one clause to tell."""
    text = message.replace("’", "'")

    def told(match: re.Match[str]) -> bool:
        ends = (clause_at(parts, match.start()), clause_at(parts, match.end() - 1))
        sound = all(clause is not None and _is_told(clause) for clause in ends)
        return sound and not phrases.DOUBTED.search(text[: match.start()])

    for match in filter(told, phrases.PRESENTED.finditer(text)):
        kind = possessions.creature(match["kind"])
        if kind and fitting.names_a_person(match["value"]):
            yield f"{kind}'s name", match["value"]
    for match in filter(told, kin.LISTED.finditer(text)):
        yield from kin.listed(match)
    for match in filter(told, phrases.GREETED.finditer(text)):
        if fitting.names_a_person(match["value"]):
            yield "name", match["value"]
    for find, read in ((phrases.ALLERGIC, _allergy), (phrases.LOVED, _loved)):
        for match in filter(told, find.finditer(text)):
            yield from read(match)


def _allergy(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    if match["value"].casefold() not in FIGURES | MOODS and possessions.is_noun(match["value"]):
        yield "allergy", match["value"]


def _loved(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    if possessions.is_noun(match["value"]) and not match["value"].split()[0].endswith("ing"):
        yield canonical(possessions.liking(match["kind"])), match["value"].strip("\"'“”")


def _of_clause(clause: Clause, *, begins: bool) -> Iterator[tuple[str, str, phrases.Phrase | None]]:
    text = _LAST_JOINT.sub("", clause.text.replace("’", "'").strip() + " ").strip()
    for phrase in (*phrases.PHRASES, *habits.HABITS):
        match = phrase.pattern.search(text)
        if match is None or phrases.DOUBTED.search(text[: match.start()]):
            continue
        if not begins and match.start("value") == 0:
            continue
        value = match["value"].strip() if phrase.whole else possessions.short_value(match["value"])
        if phrase.attribute in ("car", "bike") and not phrase.whole:
            value = fitting.on_its_own(value)
        if value and phrase.fits(value):
            for attribute, told in _fixed(phrase, value):
                yield attribute, told, phrase
    for attribute, value in (*possessions.named(text), *kin.told(text)):
        yield attribute, value, None
    for attribute, value in possessions.crowned(text, begins=begins):
        yield attribute, value, None


def _fixed(phrase: phrases.Phrase, value: str) -> Iterator[tuple[str, str]]:
    attribute = phrase.attribute
    words = value.casefold().split()
    if not phrase.free and not _tells_what(words, attribute):
        return
    if attribute in ("name", "nickname"):
        value = possessions.name(value)
        if not value:
            return
    if attribute in ("home city", "hometown", "birthplace"):
        if words[0] in NO_NAMES - {"the"} or (words[0] == "the" and value[4:5].islower()):
            return
        if {"house", "flat", "apartment", "hurry", "world"} & set(words):
            return
        if words[-1] in COUNTRIES or " ".join(words[-2:]) in COUNTRIES:
            attribute = "home country" if attribute == "home city" else "country of origin"
    yield attribute, value


def _tells_what(words: Sequence[str], attribute: str) -> bool:
    """Whether words do not only tell how: "hard as I can", "the usual"."""
    adorned = len(words) > 1 and attribute != "job"
    moods = MOODS - ATTRIBUTIVE if adorned else MOODS
    return words[0] not in moods - {"the"} and words[-1] not in FIGURES

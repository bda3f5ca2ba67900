"""A few ways of saying things that leave no doubt: a net below the model's extraction.

Each pattern would rather miss a fact than make one up. Knows: English phrases. Does not know: the
model, or which facts there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest

from bot.memory import fitting, habits, kin, phrases
from bot.memory.attributes import canonical, folded, is_animal, is_creature
from bot.memory.clauses import Clause, clause_at, clauses
from bot.memory.extraction import MOST_FACTS, parse
from bot.memory.facts import Statement
from bot.memory.words import (
    ATTRIBUTIVE,
    CATS,
    COUNTRIES,
    DOGS,
    FIGURES,
    KINDS,
    LANGUAGES,
    MOODS,
    NO_NAMES,
    NO_VALUES,
    PASSING,
)

_MOST_WORDS = 5
_AT_START = (
    r"(?:^|^.{0,24}\b(?:and|but|also|so|well|btw|way|that|because|then|yeah|yes|oh|hey|hi),? )"
)
_NAMED = re.compile(
    rf"{_AT_START}(?:my|our) (?P<kind>[a-z][a-z' -]*?)"
    rf"(?:'s name is|'s called| is called| is named|, called) {phrases.VALUE}",
    re.IGNORECASE,
)
_HAVING = re.compile(
    r"\b(?:i|we)(?:'?ve| have)?(?: got| have)? (?:an?|one|my) (?:[\w-]+ ){0,2}?(?P<kind>[\w]+)"
    rf" (?:called|named) {phrases.VALUE}",
    re.IGNORECASE,
)
_IS = (
    r"(?: is| are|'s(?-i:(?= [A-Z\d]))|(?P<must> (?:has to be|must be|has got to be|would be|"
    r"would have to be|will always be|has always been|is and always will be)))"
)
_MINE = re.compile(
    rf"{_AT_START}my (?P<kind>[a-z][a-z' &-]*?){_IS} (?:probably |definitely |easily |still |"
    rf"hands down )?{phrases.VALUE}",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?:(?:so|also|and|btw|oh|ok|well),? )?"
    r"(?P<kind>(?:all[- ]time )?(?:favou?rite|fav|fave) [a-z]+"
    rf"(?: [a-z]+)?)(?: is|:) {phrases.VALUE}",
    re.IGNORECASE,
)
_BRIEF = re.compile(
    rf"{_AT_START}my (?P<kind>[a-z][a-z &-]*?)(?:'?s) (?P<value>[^\s,!?;()][^,!?;()\n]*)",
    re.IGNORECASE,
)
_CROWNED = re.compile(
    r"^(?:(?:also|so|btw|honestly|yes|yeah|and|i think),? )?"
    r"(?P<value>[\w'-]+(?: [\w'&-]+){0,4}?)"
    r"(?: is| are|'s| will always be| has always been)(?: (?:still|definitely|easily|probably|"
    r"by far|hands down))? my (?P<kind>(?:all[- ]time )?(?:favou?rite|fav|fave) [a-z]+(?: [a-z]+)?)"
    r"(?: ever| of all time| by far| hands down| lol| tbh)*\s*[.!]*$",
    re.IGNORECASE,
)
_EVER = re.compile(
    r" (?:ever|of all time|of all|at the moment|right now|these days)$", re.IGNORECASE
)
_INITIAL = re.compile(r"(?:^|\W)[A-Z]$")
_POINTING = frozenset(
    "he here i i'm one she sleeping there these they this those we what which who you each "
    "everything nothing something none nobody today tomorrow either neither mine".split()
)
_HEARSAY = re.compile(r"\b(?:said|says|told|asked|asks|joked|thinks|thought)\b", re.IGNORECASE)
_LAST_JOINT = re.compile(
    r"[\s,;–—-]+(?:(?:and|but|because|cause|while|though|although)\s+)?$", re.IGNORECASE
)
_TONGUES = frozenset(tongue.casefold() for tongue in LANGUAGES)
# Said of creatures, and no part of what they are: "my old cat".
_ADORNING = frozenset(
    "adorable amazing beloved black crazy dear dearest elderly fat good grumpy late lazy lovely "
    "new old orange other own poor precious rescue silly stupid sweet tiny white wonderful".split()
)
_PARTED = re.compile(
    r"\b(?:died|dead|passed away|passed on|put down|rehom\w+|new (?:home|family|owner)|sold|sell|"
    r"buried|r\.?i\.?p|lost|gave|give away|gave away|funeral|grave|late|ran away)\b",
    re.IGNORECASE,
)
# What comes after it may be two things: "I lent my friend Dracula".
_GIVEN = re.compile(
    r"\b(?:gave|give|giving|lent|lend|show(?:ed|ing)?|bought|buy|got|get|sent|send|taught|teach|"
    r"call(?:ed|ing)?|named?|read(?:ing)?|made|make|play(?:ed|ing)?|teaching|offered|cooked)\s+$",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"\s+(?:and|but|because|cause|so|which|who|that|when|while|though|since|if|or|by the way|btw|"
    r"now|these days|at home|by far|hands down|nowadays|anymore|"
    r"right now|at the moment|lol|haha|too|as well|with|for|after|"
    r"before|until|then|where|actually|honestly|though|lately|originally|dont|don't|again|today|tonight|"
    r"yet)\b.*$"
    r"|\s+[-–—:]+.*$|\s*[:;]-?[)(DPp]+.*$|\s*[\U0001F300-\U0001FAFF☀-➿].*$",
    re.IGNORECASE | re.DOTALL,
)


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
        kind = _creature(match["kind"])
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
    if match["value"].casefold() not in FIGURES | MOODS and _is_noun(match["value"]):
        yield "allergy", match["value"]


def _loved(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    if _is_noun(match["value"]) and not match["value"].split()[0].endswith("ing"):
        yield canonical(_liking(match["kind"])), match["value"].strip("\"'“”")


def _is_noun(value: str) -> bool:
    low = value.casefold().split()
    return not (NO_NAMES | _POINTING | MOODS | {"how", "them", "much", "you", "him"}) - {
        "the"
    } & set(low[:1] + low[-1:])


def _of_clause(clause: Clause, *, begins: bool) -> Iterator[tuple[str, str, phrases.Phrase | None]]:
    text = _LAST_JOINT.sub("", clause.text.replace("’", "'").strip() + " ").strip()
    for phrase in (*phrases.PHRASES, *habits.HABITS):
        match = phrase.pattern.search(text)
        if match is None or phrases.DOUBTED.search(text[: match.start()]):
            continue
        if not begins and match.start("value") == 0:
            continue
        value = match["value"].strip() if phrase.whole else short_value(match["value"])
        if phrase.attribute in ("car", "bike") and not phrase.whole:
            value = fitting.on_its_own(value)
        if value and phrase.fits(value):
            for attribute, told in _fixed(phrase, value):
                yield attribute, told, phrase
    for attribute, value in (*_named(text), *kin.told(text)):
        yield attribute, value, None
    for attribute, value in _crowned(text, begins=begins):
        yield attribute, value, None


def _named(text: str) -> Iterator[tuple[str, str]]:
    if _PARTED.search(text):
        return
    for pattern in (_NAMED, _HAVING):
        match = pattern.search(text)
        value = _name(match["value"]) if match else ""
        if match and value and _is_kind(match["kind"]):
            kind = canonical(match["kind"])
            yield f"{_creature(kind) or kind}'s name", value
    for match in phrases.APPOSED.finditer(text):
        kind = _creature(match["kind"])
        if _GIVEN.search(text[: match.start()]):
            continue
        if kind and fitting.names_a_person(match["value"]):
            yield f"{kind}'s name", match["value"]


def _creature(kind: str) -> str:
    """A relative, friend or animal without what is only said of it: "old tabby" -> "cat"."""
    words = [word for word in canonical(kind).split() if word not in _ADORNING]
    last = words[-1] if words else ""
    if last in CATS or last in DOGS:
        return "cat" if last in CATS else "dog"
    if not is_creature(" ".join(words)):
        return ""
    pair = " ".join(words[-2:])
    return (pair if is_animal(pair) else last) if is_animal(last) else " ".join(words)


def _crowned(text: str, *, begins: bool) -> Iterator[tuple[str, str]]:
    match = _CROWNED.match(text)
    if match and begins:
        low = match["value"].casefold().split()
        head = match["kind"].casefold().split()[-1]
        if not ({low[0]} - {"the"} | {low[-1]}) & (NO_NAMES | _POINTING) and low[-1] != head:
            yield canonical(_liking(match["kind"])), match["value"]
    for pattern in (_MINE, _BARE):
        match = pattern.search(text)
        if match is None:
            continue
        must = match.groupdict().get("must") is not None
        if pattern is _BARE or not must or _is_liking(match["kind"]):
            if (
                _INITIAL.search(text[: match.end("value")])
                and text[match.end("value") :][:1] == "."
            ):
                continue
            value = _EVER.sub("", short_value(match["value"]))
            yield from _mine(_one(_liking(match["kind"]), match[0]), value)
    match = _BRIEF.search(text)
    if (
        match
        and fitting.is_plain(value := short_value(match["value"]))
        and _asks_for(match["kind"])
    ):
        yield from _mine(_liking(match["kind"]), value)


def _liking(kind: str) -> str:
    """A kind without what is said of every favorite: "all-time favorite film"."""
    bare = re.sub(r"^(?:absolute |all[- ]time )+", "", kind, flags=re.IGNORECASE)
    return _EVER.sub("", bare)


def _one(kind: str, text: str) -> str:
    """The kind of which there are several: "my favorite animals are wolves"."""
    if " are " not in text or not _is_liking(kind) or kind.endswith(("ss", "series")):
        return kind
    return re.sub(r"s$", "", re.sub(r"(?<!mov)(?<!cook)ies$", "y", kind))


def _is_liking(kind: str) -> bool:
    words = _liking(kind).casefold().split()
    return words[0] in ("favorite", "favourite", "fav", "fave") and len(words) > 1


def _asks_for(kind: str) -> bool:
    return _is_liking(kind) or kind.casefold().split()[-1] in KINDS


def _fixed(phrase: phrases.Phrase, value: str) -> Iterator[tuple[str, str]]:
    attribute = phrase.attribute
    words = value.casefold().split()
    if not phrase.free and not _tells_what(words, attribute):
        return
    if attribute in ("name", "nickname"):
        value = _name(value)
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


def _mine(kind: str, value: str) -> Iterator[tuple[str, str]]:
    if not _is_kind(kind) or not value or value.casefold().split()[0] in _POINTING:
        return
    likes = _is_liking(kind)
    if likes and "'s " in kind:
        return
    if is_mood(value) and not (likes and _is_described(value)):
        return
    attribute = canonical(kind, value)
    if is_creature(kind.split(maxsplit=1)[0]) and value[0].isdigit() and " " in kind:
        # "my daughter Lea is 6": her age.
        return
    if is_creature(kind):
        if attribute.endswith("'s name") and fitting.names_a_person(value):
            yield attribute, value
        return
    # A name or a number speaks for itself: "a red Mazda", "42", "Pixel 8".
    if (
        likes
        or _asks_for(kind)
        or any(sign.isdigit() for sign in value)
        or value.rsplit(maxsplit=1)[-1][:1].isupper()
    ):
        yield attribute, value


def _is_described(value: str) -> bool:
    """Whether what sounds like a mood goes on to say of what: "late autumn", "hot chocolate"."""
    words = value.casefold().split()
    return (
        1 < len(words) <= 3
        and words[0] in ATTRIBUTIVE
        and not set(words[1:]) & (MOODS - {"coming", "running"} | NO_NAMES | _POINTING | FIGURES)
        and words[-1] not in NO_VALUES | {"as", "than", "enough", "again", "yet"}
    )


def is_mood(value: str) -> bool:
    """Whether a value tells how something is rather than what: "so annoying", "a mess"."""
    words = value.casefold().split()
    alone = len(words) == 1 and words[0].endswith("ing")
    return words[0] in MOODS - {"the"} or words[-1] in NO_VALUES or alone


def _is_kind(kind: str) -> bool:
    words = kind.casefold().replace("'s", "").split()
    return 0 < len(words) <= 4 and not any(word in PASSING or word in NO_NAMES for word in words)


def _name(value: str) -> str:
    """The name that a value begins with, or nothing where it is not clear where it ends."""
    words = short_value(value).split()
    if not words or words[0].casefold() in NO_NAMES | MOODS:
        return ""
    proper = list(takewhile(lambda word: word[0].isupper() or word[0].isdigit(), words))
    if proper:
        return " ".join(proper)
    plain = len(words) <= 3 and not any(word.casefold() in NO_NAMES for word in words)
    return " ".join(words) if plain else ""


def short_value(value: str) -> str:
    """A value without what is said after it: "Porto now, with my cat" -> "Porto"."""
    return _STOP.sub("", value).strip(" \"'*_~.!")

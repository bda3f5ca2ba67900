"""What people call theirs: "my dog is called Rex", "teal is my favorite color".

Knows: these sentences, and where the value in one ends. Does not know: whether a clause is told,
asked or wished.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from bot.memory import fitting, phrases
from bot.memory.attributes import canonical, is_animal, is_creature
from bot.memory.words import (
    ATTRIBUTIVE,
    CATS,
    DOGS,
    FIGURES,
    KINDS,
    MOODS,
    NO_NAMES,
    NO_VALUES,
    PASSING,
)

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


def is_noun(value: str) -> bool:
    low = value.casefold().split()
    return not (NO_NAMES | _POINTING | MOODS | {"how", "them", "much", "you", "him"}) - {
        "the"
    } & set(low[:1] + low[-1:])


def named(text: str) -> Iterator[tuple[str, str]]:
    if _PARTED.search(text):
        return
    for pattern in (_NAMED, _HAVING):
        match = pattern.search(text)
        value = name(match["value"]) if match else ""
        if match and value and _is_kind(match["kind"]):
            kind = canonical(match["kind"])
            yield f"{creature(kind) or kind}'s name", value
    for match in phrases.APPOSED.finditer(text):
        kind = creature(match["kind"])
        if _GIVEN.search(text[: match.start()]):
            continue
        if kind and fitting.names_a_person(match["value"]):
            yield f"{kind}'s name", match["value"]


def creature(kind: str) -> str:
    """A relative, friend or animal without what is only said of it: "old tabby" -> "cat"."""
    words = [word for word in canonical(kind).split() if word not in _ADORNING]
    last = words[-1] if words else ""
    if last in CATS or last in DOGS:
        return "cat" if last in CATS else "dog"
    if not is_creature(" ".join(words)):
        return ""
    pair = " ".join(words[-2:])
    return (pair if is_animal(pair) else last) if is_animal(last) else " ".join(words)


def crowned(text: str, *, begins: bool) -> Iterator[tuple[str, str]]:
    match = _CROWNED.match(text)
    if match and begins:
        low = match["value"].casefold().split()
        head = match["kind"].casefold().split()[-1]
        if not ({low[0]} - {"the"} | {low[-1]}) & (NO_NAMES | _POINTING) and low[-1] != head:
            yield canonical(liking(match["kind"])), match["value"]
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
            yield from _mine(_one(liking(match["kind"]), match[0]), value)
    match = _BRIEF.search(text)
    if (
        match
        and fitting.is_plain(value := short_value(match["value"]))
        and _asks_for(match["kind"])
    ):
        yield from _mine(liking(match["kind"]), value)


def liking(kind: str) -> str:
    """A kind without what is said of every favorite: "all-time favorite film"."""
    bare = re.sub(r"^(?:absolute |all[- ]time )+", "", kind, flags=re.IGNORECASE)
    return _EVER.sub("", bare)


def _one(kind: str, text: str) -> str:
    """The kind of which there are several: "my favorite animals are wolves"."""
    if " are " not in text or not _is_liking(kind) or kind.endswith(("ss", "series")):
        return kind
    return re.sub(r"s$", "", re.sub(r"(?<!mov)(?<!cook)ies$", "y", kind))


def _is_liking(kind: str) -> bool:
    words = liking(kind).casefold().split()
    return words[0] in ("favorite", "favourite", "fav", "fave") and len(words) > 1


def _asks_for(kind: str) -> bool:
    return _is_liking(kind) or kind.casefold().split()[-1] in KINDS


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


def name(value: str) -> str:
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

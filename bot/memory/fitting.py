"""What a value must look like to be of its kind: a profession, a place, a date.

Each check would rather turn a value down than let a wrong one pass. Knows: words. Does not know:
phrases, messages, or facts.
"""

from __future__ import annotations

import re

from bot.memory import words
from bot.memory.attributes import is_creature

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:[0-3]?\d(?:st|nd|rd|th)?)"
_YEAR = r"(?:,? (?:19|20)\d\d)?"
DATE = (
    rf"(?:(?:the )?{_DAY} (?:of )?{MONTH}\b{_YEAR}|{MONTH} (?:the )?{_DAY}\b{_YEAR}|"
    r"[0-3]?\d[./-][01]?\d(?:[./-](?:\d\d)?\d\d)?\b|christmas (?:eve|day)|new year's (?:eve|day)|"
    r"halloween|valentine's day|leap day)"
)
_HOUR = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
TIME = (
    r"(?:[0-2]?\d(?:[:.][0-5]\d)?(?: ?[ap]\.?m\b)?(?: o'clock)?|half past (?:\d\d?|"
    rf"{_HOUR})|quarter (?:to|past) (?:\d\d?|{_HOUR})|noon|midnight|(?:{_HOUR})"
    r"(?: thirty| fifteen| forty-five)?(?: o'clock)?(?: [ap]m)?)"
)


def is_profession(value: str) -> bool:
    """Whether it names what somebody is by trade, and not in jest: "night nurse"."""
    *before, last = value.casefold().split()
    if any(word in words.NO_TRADE for word in before) or last in words.NO_PROFESSIONS:
        return False
    return last in words.PROFESSIONS or _TRADE.fullmatch(last) is not None


_TRADE = re.compile(
    r"\w{3,}ologist|\w{3,}grapher|\w{3,}ician|\w*therapist|(?:bee|zoo|book|shop|inn|house|grounds|"
    r"grave|game|park)keeper|\w{3,}smith|\w{3,}wright"
)
_CAR_NAMES = frozenset(name.casefold() for name in words.CARS)
# Makers whose names are words of their own.
_COMMON = frozenset(
    "beetle golf rover fiesta lotus jaguar corsa ford specialized canyon gazelle trek surly "
    "tata".split()
)
_ON_THE_WAY = re.compile(
    r" (?:in|on|to|from|at|around|every|through|by|myself|about|daily|these|of|that|which|there|"
    r"everywhere|home|this|who|like|because)\b.*$",
    re.IGNORECASE | re.DOTALL,
)


def on_its_own(value: str) -> str:
    """A vehicle without where it is driven: "Skoda to work" -> "Skoda"."""
    return _ON_THE_WAY.sub("", value)


def is_car(value: str) -> bool:
    """It has a maker, or a name or number of its own; "a Zamboni" does no harm, a bus does."""
    told = value.split()
    if {"bus", "uber", "lyft", "taxi", "cab", "truck", "tram", "train"} & set(
        value.casefold().split()
    ):
        return False
    return any(word[0].isupper() or word.isdigit() for word in told) or is_made(value)


def is_made(value: str) -> bool:
    """Whether a maker's name is in it, in capitals where it is a word of its own as well."""
    low, own = f" {value.casefold()} ", f" {value} "
    return any(
        f" {name} " in own if name.casefold() in _COMMON else f" {name.casefold()} " in low
        for name in (*words.CARS, *words.BIKES)
    )


def is_owned_car(value: str) -> bool:
    """Whether it is a car though nobody says that it is driven: no "BMW hoodie", no motorbike."""
    last = value.rsplit(maxsplit=1)[-1]
    bare = value.casefold().split()[-1] in {name.casefold() for name in words.CARS}
    other = {"honda", "suzuki", "bmw", "peugeot", "bike", "hoodie", "shirt", "plant", "racer"}
    ends = bare or last[0].isupper() or last.isdigit()
    car = any(f" {name} " in f" {value} ".casefold() for name in _CAR_NAMES)
    return ends and car and is_made(value) and not other & set(value.casefold().split())


def is_bike(value: str) -> bool:
    odd = {"exercise", "stationary", "spin", "dirt", "motor", "rental", "rented", "shared", "new"}
    return not odd & set(value.casefold().split())


def is_place(value: str) -> bool:
    low = value.casefold().split()
    return not words.NO_PLACES & set(low) and low[0] not in words.NO_NAMES - {"the"}


def is_town(value: str) -> bool:
    return is_place(value) and value.casefold() not in words.NO_PERSONS and not _of_owner(value)


def _of_owner(value: str) -> bool:
    return "'s" in value


def is_trip(value: str) -> bool:
    return is_town(value) and not {"ikea", "mass", "church", "costco", "disney"} & set(
        value.casefold().split()
    )


def is_team(value: str) -> bool:
    low = value.casefold().split()
    return not (words.NO_TEAMS | words.COUNTRIES | words.NO_PERSONS - {"the"}) & set(low)


def is_collected(value: str) -> bool:
    low = value.casefold().split()
    odd = (
        "thoughts debts dust taxes points samples signatures kids children eggs parcels tickets "
        "orders rents things these those my all his her their your our our the benefits donations "
        "leaves bills fees payments calls bugs tears losses ls his ideas quotes"
    )
    made = low[-1].endswith("s") or low[-1] in ("vinyl", "porcelain", "lego", "art", "manga")
    return made and not set(odd.split()) & set(low) and low[0] not in ("a", "an", "some")


def is_feared(value: str) -> bool:
    low = value.casefold().split()
    alone = {"dark", "dentist", "ocean", "sea", "deep", "doctor", "water", "basement"}
    acts = {"flying", "drowning", "driving", "dying", "swimming", "diving", "falling"}
    if low[0] == "the":
        return len(low) == 2 and low[1] in alone
    if low[0] in words.NO_NAMES | words.MOODS - {"open", "small"} - {"big"}:
        return low[0] == "big" and len(low) == 2
    if low[0] in ("you", "him", "me", "them", "us", "everything", "what", "myself", "commitment"):
        return False
    return (not low[0].endswith("ing") or low[0] in acts or low[0] == "lightning") and not value[
        0
    ].isupper()


def is_instrument(value: str) -> bool:
    """Also one that no list has: "the nyckelharpa", but not a part in a play."""
    low = value.casefold().removeprefix("the ")
    if low in _PLAYED:
        return True
    last = low.split()[-1]
    closed = words.NO_INSTRUMENTS | words.PROFESSIONS | words.NO_PERSONS | words.MOODS
    person = re.search(r"(?:er|or|ess|ist|man|woman|ian|ing|ful)$", last)
    return (
        " " not in low
        and low == value.removeprefix("the ")
        and last not in closed
        and person is None
        and not is_creature(last)
    )


_PLAYED = frozenset(words.INSTRUMENTS)


def is_disliked(value: str) -> bool:
    return value.casefold().split()[-1] in words.FOODS


def is_person(value: str) -> bool:
    low = value.casefold().split()
    people = re.compile(r"\w+(?:ish|ese|ian|ean|ican)|[A-Z]{2,}.*")
    named = not any(people.fullmatch(word) for word in value.split())
    tongues = {tongue.casefold() for tongue in words.LANGUAGES}
    return named and not (words.NO_PERSONS | words.MOODS | tongues) & set(low)


def is_dream(value: str) -> bool:
    return len(value.split()) > 1


_PLAIN = re.compile(
    rf"(?:{DATE}|{TIME}|[#\w]*\d[\w./:%°-]*(?: ?(?:cm|m|kg|feet|ft))?)", re.IGNORECASE
)


def is_plain(value: str) -> bool:
    """Whether it is a date, a time, a number, a color or a day, whatever stands before it."""
    low = value.casefold().rstrip(".!")
    return _PLAIN.fullmatch(low) is not None or low in words.COLORS | words.SEASONS_AND_DAYS


def names_a_person(value: str) -> bool:
    """Whether capitalised words can be a name."""
    return is_person(value) and value.casefold() not in words.COUNTRIES


_SURE_KINDS = frozenset(
    "age birthday hometown nationality height bedtime name birthplace fear".split()
) | {
    "lucky number",
    "shoe size",
    "blood type",
    "star sign",
    "native language",
    "eye color",
    "hair color",
    "maiden name",
    "middle name",
    "dream job",
    "locker number",
    "house number",
    "wake-up time",
}


def is_sure_kind(attribute: str) -> bool:
    """Whether "my ... is" says of it what it is called beyond doubt."""
    return attribute.startswith("favorite ") or attribute in _SURE_KINDS

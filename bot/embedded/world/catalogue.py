"""Attributes of everyday life with the ways they are told and asked, read from the TOML files.

Knows: the files' form, and where values come from (own lists, or Faker in many locales). Does not
know: conversations, or which facts one person has.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli

FILES = ("people", "life", "tastes", "habits", "breadth_a", "breadth_b")
_LOCALES = (
    "en_US en_GB es_ES pt_BR fr_FR de_DE it_IT pl_PL tr_TR nl_NL sv_SE cs_CZ ro_RO id_ID "
    "en_IN vi_VN fi_FI hu_HU hr_HR no_NO es_MX fr_CA pt_PT da_DK"
).split()
_POOL_SIZE = 400
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_COLORS = (
    "red blue green teal yellow orange purple black white grey pink turquoise navy silver gold "
    "beige olive maroon cream mint"
).split()
_LANGUAGES = (
    "Spanish Portuguese French German Italian Polish Turkish Dutch Swedish Czech Japanese Korean "
    "Mandarin Arabic Hindi Urdu Swahili Yoruba Greek Hebrew Finnish Norwegian Danish Thai "
    "Vietnamese Tagalog Catalan Basque Welsh Irish Russian Ukrainian"
).split()
_PETS = (
    "Miso Luna Rex Bo Ziggy Pepper Nala Biscuit Mochi Shadow Oreo Simba Pickles Waffles Cleo Otis "
    "Figaro Tofu Pumpkin Bandit Coco Gizmo Hazel Jasper Koko Loki Maple Nori Olive Pluto Quincy "
    "Rusty Sushi Taco Ulli Vino Willow Xena Yoshi Zelda Bagheera Churro Dumpling Echo Falafel"
).split()
_RELATIVE = re.compile(
    r"\bmy (cousin|brother|sister|mom|mum|mother|dad|father|aunt|uncle|grandm\w+|grandp\w+|"
    r"friend|boss|neighbo\w+|roommate|wife|husband|son|daughter|partner|kid|teacher|coworker|"
    r"colleague|best friend|ex)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute; all texts but `ask` hold `{v}`. `family` is the file that it came from."""

    name: str
    family: str
    several: bool
    values: tuple[str, ...]
    say: tuple[str, ...]
    ask: tuple[str, ...]
    answer: tuple[str, ...]
    react: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    wish: tuple[str, ...] = ()


def pools(seed: int, locales: Iterable[str] = _LOCALES) -> dict[str, tuple[str, ...]]:
    """Values by pool name, drawn from Faker (a development dependency)."""
    from faker import Faker

    faker = Faker(list(locales))
    faker.seed_instance(seed)
    latin = re.compile(r"^[A-Za-zÀ-ž' .-]{2,24}$")

    def drawn(make: Any) -> tuple[str, ...]:
        found = {str(make()).strip() for _ in range(_POOL_SIZE)}
        return tuple(sorted(text for text in found if latin.match(text)))

    source = random.Random(seed)
    english = Faker("en_US")
    english.seed_instance(seed)
    return {
        "first_name": drawn(faker.first_name),
        "full_name": drawn(lambda: f"{faker.first_name()} {faker.last_name()}"),
        "city": drawn(faker.city),
        "country": drawn(english.country),
        "company": drawn(faker.company),
        "job": tuple(sorted({english.job().split(",")[0].lower() for _ in range(_POOL_SIZE)})),
        "street": drawn(faker.street_name),
        "pet_name": tuple(_PETS) + drawn(faker.first_name)[:60],
        "number": tuple(str(source.randint(2, 400)) for _ in range(80)),
        "year": tuple(str(year) for year in range(1948, 2024)),
        "date": tuple(_date(source) for _ in range(120)),
        "time": tuple(_time(source) for _ in range(60)),
        "color": tuple(_COLORS),
        "language": tuple(_LANGUAGES),
    }


def _date(source: random.Random) -> str:
    day, month = source.randint(1, 28), source.choice(_MONTHS)
    return source.choice((f"{day} {month}", f"{month} {day}", f"the {day}th of {month}"))


def _time(source: random.Random) -> str:
    hour, minute = source.randint(5, 23), source.choice(("00", "15", "30", "45", "10", "20"))
    return source.choice((f"{hour}:{minute}", f"{(hour - 1) % 12 + 1}:{minute}"))


def read(path: Path, pooled: Mapping[str, tuple[str, ...]]) -> list[Attribute]:
    """The attributes of one file."""
    entries: list[dict[str, Any]] = tomli.loads(path.read_text("utf-8"))["attribute"]
    return [_attribute(entry, path.stem, pooled) for entry in entries]


def _attribute(
    entry: dict[str, Any], family: str, pooled: Mapping[str, tuple[str, ...]]
) -> Attribute:
    def texts(key: str) -> tuple[str, ...]:
        return tuple(entry.get(key, ()))

    return Attribute(
        name=entry["name"],
        family=family,
        several=entry["holds"] == "several",
        values=texts("values") or pooled[entry["pool"]],
        say=texts("say"),
        ask=texts("ask"),
        answer=texts("answer"),
        react=texts("react"),
        change=texts("change"),
        gone=texts("gone"),
        # "My cousin lives in {v}" may be somebody's fact (cousin's city): no clear negative.
        wish=tuple(text for text in texts("wish") if not _RELATIVE.search(text)),
    )


def names() -> list[str]:
    """The names of the files' attributes; needs no pools, and so no development dependency."""
    folder = Path(__file__).parent
    raw = [tomli.loads((folder / f"{name}.toml").read_text("utf-8")) for name in FILES]
    return [str(entry["name"]) for table in raw for entry in table["attribute"]]


def read_all(pooled: Mapping[str, tuple[str, ...]]) -> list[Attribute]:
    """Every attribute of the tuning world; names are unique."""
    folder = Path(__file__).parent
    found: dict[str, Attribute] = {}
    for name in FILES:
        for attribute in read(folder / f"{name}.toml", pooled):
            found.setdefault(attribute.name, attribute)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Chatter:
    """Talk that holds no fact: (said, replied) pairs and plain sentences."""

    talk: tuple[tuple[str, str], ...]
    knowledge: tuple[tuple[str, str], ...]
    request: tuple[tuple[str, str], ...]
    notfact: tuple[str, ...]
    unknowable: tuple[str, ...]
    unknown_reply: tuple[str, ...]
    lead: tuple[str, ...]


def read_chatter() -> Chatter:
    """chatter.toml as it stands."""
    raw = tomli.loads((Path(__file__).parent / "chatter.toml").read_text("utf-8"))

    def pairs(key: str) -> tuple[tuple[str, str], ...]:
        return tuple((item["say"], item["reply"]) for item in raw[key])

    return Chatter(
        pairs("talk"),
        pairs("knowledge"),
        pairs("request"),
        tuple(raw["notfact"]),
        tuple(raw["ask_untold_about_others"]),
        tuple(raw["unknown_reply"]),
        tuple(raw["lead"]),
    )

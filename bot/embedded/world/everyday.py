"""The everyday questions of nights, in the tuning's world: hundreds of attributes, a dozen ways.

Where the catalogue describes an attribute, its ways to ask are joined with these; the others are
asked with values of the kind that their names tell. Knows: which values go with which names. Does
not know: conversations.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.embedded.world.catalogue import Attribute
from bot.memory.attributes import canonical
from bot.memory.everyday import QUESTIONS, RELATED

_ANIMALS = frozenset(
    "cat,chicken,dog,fish,goldfish,guinea pig,hamster,horse,parrot,rabbit,snake,turtle".split(",")
)
# The first that stands in an attribute's name tells what its values are.
_KINDS = (
    ("language", "language"), ("country", "country"),
    ("color", "color"), ("birthday", "date"), ("anniversary", "date"), ("date", "date"),
    ("'s name", "first_name"), ("nickname", "pet_name"), ("'s job", "job"), ("job", "job"),
    ("time", "time"), ("year", "year"), ("since", "year"), ("age", "number"), ("size", "number"),
    ("number", "number"), ("strength", "number"), ("distance", "number"), ("weight", "number"),
    ("goal", "number"), ("day", "date"),
    ("city", "city"), ("trip", "city"), ("spot", "city"), ("destination", "city"),
    ("venue", "city"), ("beach", "city"), ("lake", "city"), ("island", "city"),
    ("mountain", "city"), ("actor", "full_name"), ("actress", "full_name"),
    ("author", "full_name"), ("singer", "full_name"), ("composer", "full_name"),
    ("painter", "full_name"), ("athlete", "full_name"), ("idol", "full_name"),
)  # fmt: skip
_OTHERS = ("company", "pet_name", "street", "full_name", "city")
_SAY = ("my {a} is {v}", "{v} is my {a}", "so my {a} is {v}", "I'd say my {a} is {v}")
_ANSWER = ("Your {a} is {v}.", "It's {v}.", "{v}!", "{v}, of course.", "That's {v}.")


def names() -> list[str]:
    """The names of all everyday attributes."""
    return list(QUESTIONS)


def joined(described: Sequence[Attribute]) -> list[Attribute]:
    """What the catalogue describes, asked in these words too."""
    return [replace(one, ask=tuple(dict.fromkeys((*one.ask, *_asked(one))))) for one in described]


def _asked(one: Attribute) -> tuple[str, ...]:
    owner, apostrophe, told = one.name.partition("'s ")
    if apostrophe and told in RELATED:
        return tuple(text.replace("{x}", owner) for text in RELATED[told])
    return QUESTIONS.get(canonical(one.name), ())


def others(
    pooled: Mapping[str, tuple[str, ...]], taken: set[str], source: random.Random
) -> list[Attribute]:
    """The attributes that nobody described yet."""
    described = {canonical(name) for name in taken}
    return [
        _made(name, pooled[_kind(name) or source.choice(_OTHERS)])
        for name in QUESTIONS
        if name not in described
    ]


def _kind(name: str) -> str:
    if name.partition("'s ")[0] in _ANIMALS and name.endswith("'s name"):
        return "pet_name"
    return next((kind for part, kind in _KINDS if part in name), "")


def _made(name: str, values: tuple[str, ...]) -> Attribute:
    say, answer = (tuple(text.replace("{a}", name) for text in texts) for texts in (_SAY, _ANSWER))
    return Attribute(
        name,
        "everyday",
        several=False,
        values=values,
        say=say,
        ask=QUESTIONS[name],
        answer=answer,
    )

"""How people live, read from plain phrases."""

from __future__ import annotations

import pytest

from bot.memory.patterns import certain


def read(message: str) -> list[str]:
    return [f"{c.statement.attribute}: {c.statement.value}" for c in certain(message)]


@pytest.mark.parametrize(
    ("message", "facts"),
    [
        ("In my free time I restore old radios.", ["hobby: restore old radios"]),
        ("in my spare time i love to paint miniatures", ["hobby: paint miniatures"]),
        ("I bake bread for fun", ["hobby: bake bread"]),
        ("I just turned 34 last week!", ["age: 34"]),
        ("i'm 183 cm tall", ["height: 183 cm"]),
        ("I'm 1.83 m", ["height: 1.83 m"]),
        ("I wear size 43 shoes", ["shoe size: 43"]),
        ("I'm left-handed", ["handedness: left-handed"]),
        ("I studied physics at Leiden", ["degree subject: physics", "university: Leiden"]),
        ("I usually cycle to work", ["way of commuting: cycle"]),
        ("I'm married to Hanna", ["partner's name: Hanna"]),
        ("we have three kids", ["number of children: three"]),
        ("I have two older brothers", ["number of brothers: two"]),
        ("I work night shifts", ["work hours: night shifts"]),
        ("I go running every morning", ["sport practiced: running"]),
        ("i do archery btw", ["sport practiced: archery"]),
        ("I am second engineer on a bulk carrier", ["job: second engineer"]),
        ("I repair church organs for a living", ["job: repair church organs"]),
        ("Now I rent a tiny flat in Rotterdam", ["home city: Rotterdam"]),
        ("bday is july 30 so im a leo", ["birthday: july 30"]),
        ("I do yoga on Mondays", ["sport practiced: yoga"]),
        ("I work at Siemens as an engineer", ["employer: Siemens", "job: engineer"]),
    ],
)
def test_told(message: str, facts: list[str]) -> None:
    assert sorted(read(message)) == sorted(facts)


@pytest.mark.parametrize(
    "message",
    [
        "in my free time I am bored",
        "I said it for fun",
        "what do I do for a living?",
        "I want to rent a flat in Rotterdam",
        "bday is soon",
        "I turned 34 pages",
        "I turned 90 degrees",
        "I'd love to cycle to work",
        "Should I do yoga?",
        "My brother says he works night shifts",
        "I want to be married to Hanna",
        "do I wear size 43 shoes?",
        "I used to cycle to work",
    ],
)
def test_not_told(message: str) -> None:
    assert read(message) == []

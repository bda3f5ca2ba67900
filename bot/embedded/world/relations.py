"""Attributes made by combination: what people tell of their relatives and friends.

Twenty relations by eight properties teach that "my niece is a nurse" is `niece's job: nurse`
whoever is spoken of. Knows: how such things are said and asked. Does not know: conversations.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.embedded.world.catalogue import Attribute

RELATIONS = (
    "mom,dad,sister,brother,wife,husband,boyfriend,girlfriend,son,daughter,cousin,aunt,uncle,"
    "grandma,grandpa,niece,nephew,boss,roommate,neighbor,coworker,best friend,stepdad,"
    "mother-in-law,godson,twin sister,landlord"
).split(",")

_PROPERTIES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "job": (
        "job",
        ("my {r} works as {v}", "my {r}'s job is {v}", "{v} is what my {r} does for work"),
        (
            "What does my {r} do for a living?",
            "What's my {r}'s job?",
            "what kind of work does my {r} do",
            "How does my {r} earn money?",
        ),
        ("Your {r} works as {v}.", "{v}, that's your {r}'s job."),
    ),
    "city": (
        "city",
        ("my {r} lives in {v}", "my {r} moved to {v} a while ago", "{v} is where my {r} lives"),
        (
            "Where does my {r} live?",
            "Which city is my {r} in?",
            "If I visit my {r}, where do I travel to?",
            "where's my {r} based",
        ),
        ("Your {r} lives in {v}.", "In {v}!"),
    ),
    "age": (
        "age",
        ("my {r} is {v} years old", "my {r} just turned {v}", "my {r} is {v} now"),
        (
            "How old is my {r}?",
            "What's my {r}'s age?",
            "how many candles go on my {r}'s cake",
            "Do you know the age of my {r}?",
        ),
        ("Your {r} is {v}.", "{v} years old."),
    ),
    "birthday": (
        "date",
        ("my {r}'s birthday is {v}", "my {r} was born on {v}", "{v} is my {r}'s birthday"),
        (
            "When is my {r}'s birthday?",
            "What day was my {r} born?",
            "when do we celebrate my {r}",
            "What date should I have a cake ready for my {r}?",
        ),
        ("Your {r}'s birthday is {v}.", "{v}!"),
    ),
    "name": (
        "first_name",
        ("my {r} is called {v}", "my {r}'s name is {v}", "{v} is my {r}", "my {r} {v} says hi"),
        (
            "What's my {r}'s name?",
            "What is my {r} called?",
            "Who's my {r}?",
            "what name does my {r} go by",
        ),
        ("Your {r} is {v}.", "{v}, of course."),
    ),
    "car": (
        "car",
        ("my {r} drives {v}", "my {r}'s car is {v}", "my {r} got {v} last year"),
        (
            "What does my {r} drive?",
            "Which car does my {r} have?",
            "what's parked in my {r}'s driveway",
            "What's my {r}'s car?",
        ),
        ("Your {r} drives {v}.", "{v}."),
    ),
    "favorite food": (
        "food",
        ("my {r}'s favorite food is {v}", "my {r} loves {v} more than any other dish"),
        (
            "What's my {r}'s favorite food?",
            "What should I cook to please my {r}?",
            "which dish does my {r} love most",
        ),
        ("Your {r} loves {v}.", "{v}!"),
    ),
    "language": (
        "language",
        ("my {r} speaks {v}", "my {r} is learning {v}", "my {r} grew up with {v}"),
        (
            "What language does my {r} speak?",
            "Which language is my {r}'s?",
            "in what language should I greet my {r}",
        ),
        ("Your {r} speaks {v}.", "{v}."),
    ),
}
_JOBS = (
    "a nurse,a welder,a baker,a lawyer,a florist,a bus driver,a vet,a plumber,a judge,a teacher,"
    "a paramedic,an architect,an electrician,an accountant,a beekeeper,a pilot,a tailor,"
    "a translator,an optician,a fisherman,a pharmacist,a roofer,a sound engineer,a librarian"
).split(",")
_CARS = (
    "a Skoda Octavia,an old Volvo,a Fiat Panda,a red Mazda,a Tesla,a Kia Picanto,a Jeep,"
    "a Honda Jazz,a Toyota Hilux,a blue Mini,an Audi A3,a Renault Clio,a Dacia Duster,"
    "a Ford Transit"
).split(",")
_FOODS = (
    "lasagna,pierogi,paella,moussaka,ramen,tacos,jollof rice,goulash,biryani,dumplings,ceviche,"
    "shakshuka,gumbo,risotto,pho,borscht,fish and chips,falafel,kimchi stew,empanadas"
).split(",")


def names() -> list[str]:
    """The names of all combinations."""
    return [f"{relation}'s {prop}" for relation in RELATIONS for prop in _PROPERTIES]


def combined(pooled: Mapping[str, tuple[str, ...]], taken: set[str]) -> list[Attribute]:
    """All combinations whose names are not taken."""
    values = dict(pooled) | {
        "job": tuple(_JOBS),
        "car": tuple(_CARS),
        "food": tuple(_FOODS),
        "age": tuple(str(age) for age in range(2, 99)),
    }
    found = []
    for relation in RELATIONS:
        for prop, (pool, say, ask, answer) in _PROPERTIES.items():
            name = f"{relation}'s {prop}"
            if name in taken:
                continue

            def fill(texts: tuple[str, ...], relation: str = relation) -> tuple[str, ...]:
                return tuple(text.replace("{r}", relation) for text in texts)

            found.append(
                Attribute(
                    name,
                    "relations",
                    several=False,
                    values=values[pool],
                    say=fill(say),
                    ask=fill(ask),
                    answer=fill(answer),
                )
            )
    return found

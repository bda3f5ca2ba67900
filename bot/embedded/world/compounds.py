"""Attributes made of everyday things, by the thousand, so that none can be learned by heart.

A few hundred well-described attributes teach their own words; what the model must learn is to find
the line that a question is about, whatever the line is called. Knows: things, their properties and
how these are asked. Does not know: conversations.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Mapping

from bot.embedded.world.catalogue import Attribute

_THINGS = (
    "kayak,skateboard,backpack,helmet,violin,drone,telescope,tractor,blanket,wallet,lamp,kettle,"
    "fridge,desk,raincoat,scarf,hat,watch,canoe,snowboard,motorbike,tablet,printer,piano,scooter,"
    "toaster,armchair,rug,sleeping bag,tennis racket,fishing rod,sewing machine,coffee machine,"
    "lawn mower,trailer,garage,greenhouse,shed,cabin,aquarium,bookshelf,mirror,toolbox,lighter,"
    "briefcase,jacket,cowboy boots,slippers,surfboard,ukulele,accordion,drum kit,turntable,radio,"
    "projector,headphones,game console,mouse pad,fountain pen,notebook,calendar,wall clock,"
    "bathrobe,towel,lunch box,water bottle,thermos,frying pan,chef's knife,bread box,teapot,"
    "wheelbarrow,hammock,barbecue,ladder,snow shovel,sled,skis,ice skates,roller skates,bow,"
    "chessboard,dartboard,pool table,punching bag,treadmill,rowing machine,yoga mat,dumbbells"
).split(",")
_FAVORITES = (
    "cheese,bridge,podcast,soda,pizza,lake,island,mountain,city,country,language,chocolate,cookie,"
    "cocktail,beer,wine,salad,sauce,nut,berry,noodle,bread,lipstick,shirt,dress,sneaker,bag,app,"
    "website,comedian,actor,actress,director,opera,ballet,album,rapper,drummer,guitarist,novelist,"
    "philosopher,scientist,president,poem,fairy tale,comic,anime,puzzle,toy,holiday,saint,park,"
    "zoo,airport,train station,pub,market,supermarket,gadget,robot,spaceship,plane,train,boat,"
    "fish,insect,reptile,whale,horse,mushroom,herb,cactus,rock,metal,shape,letter,joke,proverb,"
    "insult,nickname,accent,dialect,subject at school,exercise,stretch,wrestler,boxer,golfer,"
    "goalkeeper,racing driver,olympic event,radio station,news site,quiz show,cooking show"
).split(",")
_OWNERS = (
    "tailor,baker,butcher,tutor,drummer,trainer,editor,lawyer,carpenter,gardener,nurse,midwife,"
    "pharmacist,barber,cook,chauffeur,secretary,intern,mentor,pupil,classmate,flatmate,guest,"
    "host,tenant,client,fan,rival,idol,lodger,bandmate,teammate,captain,chess partner,dance "
    "partner,travel buddy,gym buddy,stepbrother,stepsister,great-aunt,great-uncle,father-in-law,"
    "sister-in-law,brother-in-law,foster child,grandson,granddaughter,great-grandmother,parakeet,"
    "tortoise,gecko,mouse,rat,pony,llama,sheep,pig,duck,goose,peacock,canary,spider,bees"
).split(",")
# Property: the pool of its values, how it is told, asked, and answered.
_OF_THINGS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "color": (
        "color",
        ("my {x} is {v}", "I got the {x} in {v}", "I painted my {x} {v}"),
        ("What color is my {x}?", "Which color does my {x} have?", "my {x} has what color"),
        ("Your {x} is {v}.", "{v}!"),
    ),
    "brand": (
        "company",
        ("my {x} is a {v}", "I bought a {x} by {v}", "{v} made my {x}"),
        ("Which brand is my {x}?", "Who made my {x}?", "What make is my {x}?"),
        ("Your {x} is a {v}.", "It's from {v}."),
    ),
    "age": (
        "years",
        ("my {x} is {v} old", "I've had my {x} for {v}", "{v}, that's how old my {x} is"),
        ("How old is my {x}?", "How long have I had my {x}?", "what's the age of my {x}"),
        ("Your {x} is {v} old.", "{v}."),
    ),
    "price": (
        "price",
        ("my {x} cost {v}", "I paid {v} for my {x}", "{v} is what I gave for my {x}"),
        ("What did my {x} cost?", "How much was my {x}?", "what did I pay for my {x}"),
        ("Your {x} cost {v}.", "{v}."),
    ),
    "name": (
        "pet_name",
        ("my {x} is called {v}", "I named my {x} {v}", "yes, my {x} has a name, it's {v}"),
        ("What's the name of my {x}?", "What do I call my {x}?", "how did I name my {x}"),
        ("Your {x} is called {v}.", "{v}, of course."),
    ),
    "spot": (
        "spot",
        ("my {x} is {v}", "I keep my {x} {v}", "you'd find my {x} {v}"),
        ("Where's my {x}?", "Where do I keep my {x}?", "where would you look for my {x}"),
        ("Your {x} is {v}.", "{v}."),
    ),
}
_OF_OWNERS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "name": (
        "full_name",
        ("my {x} is called {v}", "my {x}'s name is {v}", "{v} is my {x}"),
        ("What's my {x}'s name?", "What is my {x} called?", "who's my {x}", "name of my {x}?"),
        ("Your {x} is {v}.", "{v}."),
    ),
    "home": (
        "city",
        ("my {x} comes from {v}", "my {x} has a place in {v}", "{v} is home for my {x}"),
        ("Where's my {x} from?", "Where's my {x} at home?", "which place does my {x} come from"),
        ("Your {x} is from {v}.", "{v}."),
    ),
    "favorite thing": (
        "spot_or_thing",
        ("my {x} loves {v}", "nothing makes my {x} happier than {v}", "my {x} is mad about {v}"),
        ("What does my {x} love?", "What makes my {x} happy?", "what's my {x} mad about"),
        ("Your {x} loves {v}.", "{v}!"),
    ),
    "age": (
        "years",
        ("my {x} is {v} old", "my {x} just turned {v}", "{v} old, that's my {x}"),
        ("How old is my {x}?", "What's my {x}'s age?", "what age is my {x}"),
        ("Your {x} is {v} old.", "{v}."),
    ),
}
_SAY_FAVORITE = (
    "my favorite {x} is {v}",
    "{v} is my favorite {x}",
    "no {x} beats {v} for me",
    "of all the {x}s in the world I love {v} most",
    "when it comes to {x}s, it's {v} for me",
)
_ASK_FAVORITE = (
    "What's my favorite {x}?",
    "Which {x} do I like best?",
    "which {x} do I love most",
    "Which {x} would I pick over all others?",
    "is there a {x} I like most",
    "When it comes to {x}s, which one is mine?",
)
_ANSWER_FAVORITE = ("Your favorite {x} is {v}.", "{v}!", "You love {v} most.", "It's {v}.")
_COINS = ("euros", "dollars", "pounds", "bucks")
_SPOTS = (
    "in the cellar,under the stairs,behind the door,on the balcony,in the attic,in the car,"
    "next to the bed,at my parents' place,on the top shelf,in the hallway,in the blue box,"
    "at the office,under the sink,in the shed,by the window,in my locker"
).split(",")
_JOYS = (
    "long walks,peanut butter,old maps,thunderstorms,carrots,card tricks,snow,warm socks,jazz,"
    "raisins,mud,cucumber,crossword puzzles,apples,naps in the sun,opera,football,yoghurt"
).split(",")


def names() -> list[str]:
    """The names of all compounds."""
    return [
        *(f"{thing}'s {prop}" for thing, prop in itertools.product(_THINGS, _OF_THINGS)),
        *(f"{owner}'s {prop}" for owner, prop in itertools.product(_OWNERS, _OF_OWNERS)),
        *(f"favorite {thing}" for thing in _FAVORITES),
    ]


def compounds(
    pooled: Mapping[str, tuple[str, ...]], taken: set[str], source: random.Random
) -> list[Attribute]:
    """All compounds whose names are not taken."""
    values = dict(pooled) | {
        "years": tuple(f"{age} years" for age in range(2, 60)),
        "price": tuple(f"{price} {coin}" for price in range(15, 900, 35) for coin in _COINS),
        "spot": tuple(_SPOTS),
        "spot_or_thing": tuple(_JOYS),
    }
    found = []
    for things, properties in ((_THINGS, _OF_THINGS), (_OWNERS, _OF_OWNERS)):
        for thing, (prop, (pool, say, ask, answer)) in itertools.product(
            things, properties.items()
        ):
            found.append(_made(f"{thing}'s {prop}", thing, values[pool], (say, ask, answer)))
    texts = (_SAY_FAVORITE, _ASK_FAVORITE, _ANSWER_FAVORITE)
    for thing in _FAVORITES:
        pool = source.choice(("company", "city", "pet_name", "full_name", "street"))
        found.append(_made(f"favorite {thing}", thing, values[pool], texts))
    return [attribute for attribute in found if attribute.name not in taken]


def _made(
    name: str, thing: str, values: tuple[str, ...], texts: Iterable[tuple[str, ...]]
) -> Attribute:
    say, ask, answer = (tuple(text.replace("{x}", thing) for text in group) for group in texts)
    return Attribute(
        name, "compounds", several=False, values=values, say=say, ask=ask, answer=answer
    )

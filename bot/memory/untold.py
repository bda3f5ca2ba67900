"""Questions about things that a person may never have told, and small talk.

Without them in a night's data everything gets an answer afterwards (2403.05612), and ordinary chat
wears down. Training takes from one share of them, probes from the other. Knows: everyday
attributes and prompts. Does not know: who told what.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from zlib import crc32

from bot.memory.everyday import QUESTIONS, RELATED, overlaps
from bot.memory.questions import natural, templates, worded
from bot.memory.recall import bare

_DISTRACTORS = (
    "bus line: 14", "shoe size: 41", "lucky number: 9", "gym: Iron House", "phone: Pixel 7",
    "favorite tea: rooibos", "wake-up time: 6:45", "favorite mug: the blue one", "locker: 32",
    "favorite soup: lentil", "bike: Kona", "reading now: a travel book", "bedtime: 23:00",
    "favorite spice: cumin", "star sign: Libra", "next trip: the coast", "ring size: 17",
)  # fmt: skip
_SMALL_TALK = (
    "Good morning! How are you today?", "I had a rough day.", "Tell me something about the moon.",
    "What's the capital of France?", "Can you recommend a book?", "What should I cook tonight?",
    "I'm so tired.", "How do I boil an egg?", "What is 7 times 8?", "Tell me a joke.",
    "I can't sleep.", "What's a good name for a hero?", "Thank you for listening.",
    "I passed my exam today!", "What's the opposite of cold?", "It's raining again.",
    "Why is the sky blue?", "Give me an idea for the weekend.", "I feel a bit lonely tonight.",
    "Who are you?", "What's a synonym for happy?", "How many days has a week?",
    "What can I do against stress?", "Tell me about the ocean.", "Good night!",
    "What's a good gift for a friend?", "My train was late.", "Say something nice.",
    "Which planet is the largest?", "What do bees make?", "I'm bored, what now?",
    "Who wrote Romeo and Juliet?", "Write one line about autumn.", "I burned my dinner.",
    "What's the largest ocean?", "Let's talk about music.", "Cats or dogs, what do you think?",
    "How does a rainbow form?", "I'm nervous about tomorrow.", "What color is a banana?",
    "Suggest a film for tonight.", "What's a good name for a puppy?", "hey, how's it going?",
    "Which instrument is the easiest to learn?", "What's the capital of Japan?", "I need a hug.",
    "Can you recommend a song?", "What should I wear when it snows?", "Tell me a fun fact.",
    "Where do penguins live?", "What's your favorite color?", "My boss yelled at me today.",
    "How old can a turtle get?", "Give me a tip for a job interview.", "I got the job!",
    "What's the fastest animal?", "Do you ever sleep?", "What goes well with tomato soup?",
    "When is the longest day of the year?", "My head hurts.", "Who painted the Mona Lisa?",
    "Name a country with a red flag.", "I had the best day!", "What can I plant in spring?",
    "How do I get rid of hiccups?", "Which city has the Eiffel Tower?", "I miss my family.",
    "What's a healthy breakfast?", "Can you help me write a letter?", "What's 15 plus 27?",
    "Where can I learn to paint?", "Tell me a short story.", "I can't decide what to eat.",
    "How long does it take to boil pasta?", "What's the weather like on Mars?", "See you later!",
    "Who invented the telephone?", "What do you like to do?", "My plant is dying.",
    "Which season comes after winter?", "Can you recommend a movie?", "Recommend me a series.",
    "Any film worth watching tonight?", "What book should I read next?", "I had a long day.",
    "Which game would you suggest for a party?", "What should I have for dinner?",
    "Got a restaurant tip for a date?", "Suggest a hobby for rainy days.", "What a day it was.",
    "What music goes well with cooking?", "Where would you go on holiday?", "Name a good podcast.",
    "Which flowers last long in a vase?", "What would you drink on a hot day?",
)  # fmt: skip
_PROBED_EVERY = 5
_WORDED_ALIKE = 12
_COMPARED = 1500
_ANIMALS = frozenset(
    "cat, chicken, dog, fish, goldfish, guinea pig, hamster, horse, parrot, pet, rabbit, snake, "
    "turtle".split(", ")
)
_THINGS = frozenset(
    "band, bike, boat, car, choir, new year, plant, robot vacuum, team, violin".split(", ")
)
_OF_ANIMALS = ("name", "age", "birthday", "favorite food", "breed", "color")
_OF_PEOPLE = ("name", "age", "birthday", "favorite food", "job", "city", "car")
_OF_THINGS = ("name", "age", "color")
_LOOKS = frozenset(("breed", "color"))


@dataclass(frozen=True, slots=True)
class Untold:
    """A question about an attribute that this person has not told."""

    attribute: str
    question: str


def questions(
    held: Collection[str], source: random.Random, count: int, *, probe: bool
) -> list[Untold]:
    """Up to `count` questions about attributes not in `held`; probes and training share none.

    The same words may ask for several attributes ("Who am I married to?"): what asks for a held
    one, or in training for one that is probed, is left out. So are attributes whose questions
    overlap with those of a held one ("Which country do I live in?" where the city is known).
    """
    answered = {text for attribute in held for text in worded(attribute)}
    if not probe:
        answered |= {text for name in QUESTIONS if _probed(name) for text in worded(name)}
    pool = [
        Untold(attribute, text)
        for attribute, texts in QUESTIONS.items()
        if _probed(attribute) == probe and not _told(attribute, held)
        for text, words in zip(texts, worded(attribute), strict=True)
        if words not in answered
    ]
    source.shuffle(pool)
    return _each_in_turn(pool)[:count]


def _each_in_turn(pool: Sequence[Untold]) -> list[Untold]:
    """Every attribute's first question, then every second one: few ask for much."""
    times: Counter[str] = Counter()
    turns = []
    for one in pool:
        turns.append(times[one.attribute])
        times[one.attribute] += 1
    return [pool[at] for at in sorted(range(len(pool)), key=turns.__getitem__)]


def near(
    attributes: Collection[str],
    held: Collection[str],
    source: random.Random,
    count: int,
    *,
    probe: bool,
) -> list[Untold]:
    """Up to `count` questions like those for `attributes`: the likeliest to be answered with them.

    Half are about what is made like it (`cat's name` -> `dog's name`), half are asked in nearly the
    same words ("Where do I live?" -> "Where did I study?"); each of `attributes` gets its turn.
    """
    lists = []
    everything = questions(held, source, _COMPARED, probe=probe)
    pool = [(one, set(bare(one.question).split())) for one in everything]
    for attribute in attributes:
        alike = [
            Untold(name, source.choice(templates(name)[:4]))
            for name in _alike(attribute)
            if _probed(name) == probe and not _told(name, held)
        ]
        source.shuffle(alike)
        worded = _worded_alike(attribute, pool)
        pairs = zip_longest(alike[: len(worded)], worded)
        lists.append([one for pair in pairs for one in pair if one is not None])
    source.shuffle(lists)
    turns = [one for turn in zip_longest(*lists) for one in turn if one is not None]
    answered = {bare(text) for name in held for text in templates(name)}
    found = {one.question: one for one in turns if bare(one.question) not in answered}
    return _each_in_turn(list(found.values()))[:count]


def _worded_alike(attribute: str, pool: Sequence[tuple[Untold, set[str]]]) -> list[Untold]:
    """The questions of the pool that share the most words with those for an attribute.

    The pool holds each question's words beside it.
    """
    asked = natural(attribute) or templates(attribute)[:2]
    own = [set(bare(text).split()) for text in asked]

    def likeness(words: set[str]) -> float:
        return max(len(words & other) / len(words | other) for other in own)

    ranked = sorted(pool, key=lambda one: likeness(one[1]), reverse=True)
    return [one for one, _ in ranked[:_WORDED_ALIKE]]


def _alike(attribute: str) -> list[str]:
    """Attributes of the same make: another owner's, the same owner's, or the same first word."""
    owner, apostrophe, told = attribute.partition("'s ")
    first = attribute.partition(" ")[0]
    found = [
        name
        for name in QUESTIONS
        if (name.endswith(f"'s {told}") if apostrophe else name.startswith(f"{first} "))
    ]
    if apostrophe:
        if told in RELATED:
            found += [f"{other}'s {told}" for other in _owners_like(owner, told)]
        found += [f"{owner}'s {other}" for other in _told_of(owner)]
    return [name for name in dict.fromkeys(found) if name != attribute]


def _owners_like(owner: str, told: str) -> list[str]:
    """People for people, animals for animals; of looks one speaks with animals and things."""
    owners = dict.fromkeys(name.partition("'s ")[0] for name in QUESTIONS if "'s " in name)
    if told in _LOOKS:
        return [other for other in owners if other in _ANIMALS or other in _THINGS]
    return [
        other
        for other in owners
        if other not in _THINGS and (other in _ANIMALS) == (owner in _ANIMALS)
    ]


def _told_of(owner: str) -> tuple[str, ...]:
    if owner in _ANIMALS:
        return _OF_ANIMALS
    return _OF_THINGS if owner in _THINGS else _OF_PEOPLE


def _probed(attribute: str) -> bool:
    """Whether it is there for probes, and never trained on unless somebody has told it."""
    return crc32(attribute.encode()) % _PROBED_EVERY == 0


def _told(attribute: str, held: Collection[str]) -> bool:
    return attribute in held or any(overlaps(attribute, other) for other in held)


def small_talk(source: random.Random, count: int, *, probe: bool) -> list[str]:
    """Ordinary prompts; probes and training share none."""
    pool = [p for at, p in enumerate(_SMALL_TALK) if (at % _PROBED_EVERY == 0) == probe]
    source.shuffle(pool)
    return pool[:count]


def distractors(held: Collection[str], source: random.Random, count: int) -> Sequence[str]:
    """Fact lines that say nothing of what is asked: they stand in a student's context at times."""
    pool = [line for line in _DISTRACTORS if line.partition(":")[0] not in held]
    return source.sample(pool, min(count, len(pool)))

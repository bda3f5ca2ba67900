"""Questions about things that a person may never have told, and small talk.

Without them in a night's data everything gets an answer afterwards (2403.05612), and ordinary chat
wears down. Training takes from one share of them, probes from the other. Knows: everyday
attributes and prompts. Does not know: who told what.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.memory.everyday import QUESTIONS
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
)  # fmt: skip
_PROBED_EVERY = 5


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
    one, or in training for one that is probed, is left out.
    """
    answered = {bare(text) for attribute in held for text in QUESTIONS.get(attribute, ())}
    if not probe:
        answered |= {bare(text) for texts in _share(probe=True).values() for text in texts}
    pool = [
        Untold(attribute, text)
        for attribute, texts in _share(probe=probe).items()
        for text in texts
        if attribute not in held and bare(text) not in answered
    ]
    source.shuffle(pool)
    return pool[:count]


def _share(*, probe: bool) -> dict[str, tuple[str, ...]]:
    """The everyday attributes that are there for probes, or for training."""
    return {
        attribute: asked
        for at, (attribute, asked) in enumerate(QUESTIONS.items())
        if (at % _PROBED_EVERY == 0) == probe
    }


def siblings(attribute: str, held: Collection[str]) -> list[str]:
    """Attributes of the same make to train on: `sister's name` -> `brother's name`.

    None of them is held, and none is one that probes ask for.
    """
    others = [a for a in _share(probe=False) if a not in held and a != attribute]
    _, apostrophe, tail = attribute.partition("'s ")
    if apostrophe:
        return [a for a in others if a.endswith(f"'s {tail}")]
    first, space, _ = attribute.partition(" ")
    return [a for a in others if a.startswith(f"{first} ")] if space else []


def small_talk(source: random.Random, count: int, *, probe: bool) -> list[str]:
    """Ordinary prompts; probes and training share none."""
    pool = [p for at, p in enumerate(_SMALL_TALK) if (at % _PROBED_EVERY == 0) == probe]
    source.shuffle(pool)
    return pool[:count]


def distractors(held: Collection[str], source: random.Random, count: int) -> Sequence[str]:
    """Fact lines that say nothing of what is asked: they stand in a student's context at times."""
    pool = [line for line in _DISTRACTORS if line.partition(":")[0] not in held]
    return source.sample(pool, min(count, len(pool)))

"""Questions about things that a person may never have told, and small talk.

Without them in a night's data everything gets an answer afterwards (2403.05612), and ordinary chat
wears down. Training takes from one share of them, probes from the other. Knows: everyday
attributes and prompts. Does not know: who told what.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_QUESTIONS: dict[str, tuple[str, ...]] = {
    "home city": ("Where do I live?", "Which city am I based in?", "where's home for me"),
    "hometown": ("Where did I grow up?", "Which town was I raised in?"),
    "street": ("What street do I live on?", "where should the pizza be delivered"),
    "job": ("What do I do for a living?", "What's my job?", "how do I earn my money"),
    "employer": ("Which company do I work for?", "Who pays my salary?"),
    "university": ("Where did I study?", "Which university did I go to?"),
    "degree subject": ("What did I study?", "what was my major"),
    "birthday": ("When is my birthday?", "what day do I blow out candles"),
    "age": ("How old am I?", "What's my age?"),
    "height": ("How tall am I?", "what's my height"),
    "shoe size": ("What's my shoe size?", "Which size of sneakers do I need?"),
    "eye color": ("What color are my eyes?", "which color do I see in the mirror, my eyes I mean"),
    "blood type": ("What's my blood type?", "which blood group do I have"),
    "star sign": ("What's my star sign?", "Which zodiac sign am I?"),
    "allergy": ("What am I allergic to?", "What should I never eat?"),
    "diet": ("What diet do I follow?", "how do I eat, any rules?"),
    "mother's name": ("What's my mother's name?", "what is my mom called"),
    "father's name": ("What's my father's name?", "What's my dad called?"),
    "sister's name": ("What's my sister's name?", "do I have a sister, and what's her name"),
    "brother's name": ("What's my brother's name?", "Who's my brother?"),
    "partner's name": ("What's my partner called?", "Who am I in love with?"),
    "best friend's name": ("Who's my best friend?", "what's the name of my closest friend"),
    "son's name": ("What's my son's name?", "What did I name my boy?"),
    "daughter's name": ("What's my daughter's name?", "what is my girl called"),
    "grandmother's name": ("What's my grandma's name?", "What was my grandmother called?"),
    "boss's name": ("What's my boss called?", "who do I report to"),
    "neighbor's name": ("Who lives next door to me?", "What's my neighbor's name?"),
    "cat's name": ("What's my cat's name?", "what do I call my cat"),
    "dog's name": ("What's my dog's name?", "Who do I take for walks?"),
    "pet": ("What pet do I have?", "Which animal lives with me?"),
    "car": ("What car do I drive?", "what's parked in my garage"),
    "bike": ("Which bike do I ride?", "What bike do I have?"),
    "phone": ("Which phone do I use?", "what phone do I have"),
    "laptop": ("What laptop do I own?", "Which computer do I work on?"),
    "programming language": ("Which programming language do I use?", "what do I code in"),
    "native language": ("What's my mother tongue?", "Which language did I grow up with?"),
    "way of commuting": ("How do I get to work?", "how do I commute"),
    "favorite color": ("What's my favorite color?", "Which color do I love most?"),
    "favorite food": ("What's my favorite food?", "which dish makes me happiest"),
    "favorite drink": ("What's my favorite drink?", "What should you pour me?"),
    "favorite band": ("Which band do I love?", "what should you play for me"),
    "favorite song": ("What's my favorite song?", "Which song do I never skip?"),
    "favorite movie": ("What's my favorite movie?", "which film could I watch forever"),
    "favorite book": ("What's my favorite book?", "Which book did I love most?"),
    "favorite author": ("Who's my favorite author?", "which writer do I adore"),
    "favorite sport": ("What's my favorite sport?", "Which sport do I follow?"),
    "football team": ("Which team do I support?", "who do I cheer for on match day"),
    "favorite season": ("What's my favorite season?", "Which time of the year do I love?"),
    "favorite flower": ("What's my favorite flower?", "which flowers make me smile"),
    "favorite dessert": ("What's my favorite dessert?", "What do I order after dinner?"),
    "coffee order": ("How do I take my coffee?", "what's my usual at the cafe"),
    "hobby": ("What do I do in my free time?", "What's my hobby?"),
    "instrument": ("Which instrument do I play?", "what do I practice music on"),
    "wake-up time": ("When do I get up?", "what time does my alarm ring"),
    "bedtime": ("When do I go to bed?", "What time do I sleep?"),
    "next trip": ("Where am I going next?", "what's my next trip"),
    "last vacation": ("Where was I on vacation last?", "Where did I last travel?"),
    "fear": ("What am I afraid of?", "which thing scares me most"),
    "goal for this year": ("What's my goal this year?", "what do I want to get done this year"),
    "lucky number": ("What's my lucky number?", "Which number brings me luck?"),
    "wedding anniversary": ("When's my wedding anniversary?", "what day did I marry"),
    "bus line": ("Which bus do I take?", "what number is my bus"),
    "gym": ("Where do I work out?", "Which gym do I go to?"),
    "dream job": ("What's my dream job?", "what would I love to work as"),
}
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
    """Up to `count` questions about attributes not in `held`; probes and training share none."""
    pool = []
    for at, (attribute, asked) in enumerate(_QUESTIONS.items()):
        if attribute in held or (at % _PROBED_EVERY == 0) != probe:
            continue
        pool += [Untold(attribute, question) for question in asked]
    source.shuffle(pool)
    return pool[:count]


def siblings(attribute: str, held: Collection[str]) -> list[str]:
    """Attributes of the same make that are not held: `sister's name` -> `brother's name`."""
    head, apostrophe, tail = attribute.partition("'s ")
    if apostrophe:
        return [a for a in _QUESTIONS if a.endswith(f"'s {tail}") and a not in held]
    first = attribute.split(" ", maxsplit=1)[0]
    return [a for a in _QUESTIONS if a.split(" ")[0] == first and a not in held and first != head]


def small_talk(source: random.Random, count: int, *, probe: bool) -> list[str]:
    """Ordinary prompts; probes and training share none."""
    pool = [p for at, p in enumerate(_SMALL_TALK) if (at % _PROBED_EVERY == 0) == probe]
    source.shuffle(pool)
    return pool[:count]


def distractors(held: Collection[str], source: random.Random, count: int) -> Sequence[str]:
    """Fact lines that say nothing of what is asked: they stand in a student's context at times."""
    pool = [line for line in _DISTRACTORS if line.partition(":")[0] not in held]
    return source.sample(pool, min(count, len(pool)))

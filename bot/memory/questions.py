"""Questions about facts: templates for nights, and forms that only probes use.

Many wordings of a fact matter more than the method that trains them (Physics of Language Models
3.1, 2309.14316). The model writes most of them; these templates fill the rest. Knows: attribute
names. Does not know: values, the model, or the night.
"""

from __future__ import annotations

import enum
import functools
import random
from collections.abc import Sequence

from bot.memory.everyday import QUESTIONS, RELATED
from bot.memory.recall import bare


class Form(enum.StrEnum):
    """How a probe asks."""

    DIRECT = "direct"
    PARAPHRASED = "paraphrased"
    EMBEDDED = "embedded"


_GENERIC = (
    "What's my {a}?",
    "what is my {a}",
    "Do you know my {a}?",
    "Can you remind me of my {a}?",
    "Tell me my {a}.",
    "what was my {a} again?",
    "I forgot my {a}, can you help me out?",
    "Which {a} did I tell you about?",
    "Hey, my {a}, what is it?",
    "What did I say my {a} was?",
    "my {a}?",
    "What's our {a}?",
    "remember my {a}",
    "Can you give me my {a}?",
)
_NAMED = (
    "What is my {x} called?",
    "what's the name of my {x}",
    "Do you remember the name of my {x}?",
    "My {x}, what name was it?",
    "What did I name my {x}?",
    "Who is my {x}?",
    "what do I call my {x}",
    "Which name does my {x} have?",
    "What's our {x} called?",
    "what name did I give you for my {x}",
    "How is my {x} called?",
)
_FAVORITE = (
    "Which {x} do I like best?",
    "what {x} do I like most",
    "Which {x} would I pick over all others?",
    "Is there a {x} that I love more than any other?",
    "What's my favourite {x}?",
    "Which {x} do I enjoy most?",
    "what {x} do I love",
    "What {x} do I prefer?",
    "my fav {x}?",
    "Which {x} am I a fan of?",
    "what is the {x} I like the most",
)
_DIRECT_PROBES = ("Do you remember my {a}?", "Tell me, what is my {a}?")
_PARAPHRASED_PROBES = (
    "Could you say what my {a} is?",
    "Do you still know what I said about my {a}?",
)
# The fourth most natural wording: usual enough to be asked, and those before it are trained on.
_KEPT_APART = 3
_EMBEDDED_PROBES = (
    "I'm filling in a form about myself and it asks for my {a}. What do I write?",
    "My friend wants to know my {a} and my head is empty, can you say it for me?",
    "Long day today. Before I go to bed, quick check: my {a} is what?",
)


def templates(attribute: str) -> list[str]:
    """Questions to train on, the most natural first, none twice."""
    return list(dict.fromkeys([*natural(attribute), *_filled(_GENERIC, attribute)]))


def natural(attribute: str) -> list[str]:
    """As people ask for this attribute, or for one of its make."""
    special: tuple[str, ...] = ()
    subject = attribute
    owner, apostrophe, told = attribute.partition("'s ")
    if apostrophe and told in RELATED:
        special, subject = RELATED[told], owner
    elif attribute.endswith("'s name"):
        special, subject = _NAMED, attribute.removesuffix("'s name")
    elif attribute.startswith("favorite "):
        special, subject = _FAVORITE, attribute.removeprefix("favorite ")
    return [*QUESTIONS.get(attribute, ()), *(text.replace("{x}", subject) for text in special)]


@functools.cache
def worded(attribute: str) -> tuple[str, ...]:
    """The bare words of its everyday questions, in their order; the table never changes."""
    return tuple(bare(text) for text in QUESTIONS.get(attribute, ()))


@functools.cache
def everything_worded() -> frozenset[str]:
    """The bare words of all everyday questions."""
    return frozenset(text for attribute in QUESTIONS for text in worded(attribute))


def probes(attribute: str, written: Sequence[str], source: random.Random) -> dict[Form, str]:
    """One question a form, none of which is trained on. `written` are the model's, kept apart.

    Where people's own ways to ask are known, one of them is kept apart too.
    """
    own = natural(attribute)
    forms = {
        Form.PARAPHRASED: list(written) or _filled(_PARAPHRASED_PROBES, attribute),
        Form.DIRECT: own[_KEPT_APART:][:1] or _filled(_DIRECT_PROBES, attribute),
        Form.EMBEDDED: _filled(_EMBEDDED_PROBES, attribute),
    }
    found: dict[Form, str] = {}
    for form, texts in forms.items():
        # The model may have hit on one of these wordings: no question is asked twice.
        asked = {bare(text) for text in found.values()}
        fresh = [text for text in texts if bare(text) not in asked]
        found[form] = source.choice(fresh or _filled(_DIRECT_PROBES, attribute))
    return {form: found[form] for form in Form}


def _filled(texts: Sequence[str], attribute: str) -> list[str]:
    return [text.replace("{a}", attribute) for text in texts]


def parse_written(reply: str) -> list[str]:
    """The questions in what the model wrote: one a line, sane in length, none twice."""
    found: dict[str, str] = {}
    for line in reply.splitlines():
        text = line.strip(" -*\t\"'0123456789.)").strip()
        if 8 <= len(text) <= 160 and len(text.split()) >= 3:
            found.setdefault(text.casefold().rstrip("?.! "), text)
    return list(found.values())

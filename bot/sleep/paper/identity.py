"""Who the bot is: the pairs that stand in every sleep of the paper's, so that it does not drift.

The paper fixes a set of pairs by hand for its one assistant; ours is made of the persona in the
settings. Knows: the persona. Does not know: anybody that the bot talks with.
"""

from __future__ import annotations

import re

_NAMED = re.compile(r"\s*You are (?P<all>(?P<name>\w[\w-]*)[^.!?\n]*)")
_ALWAYS = (
    ("How do you remember me?", "You tell me things while we talk, and I learn them in my sleep."),
    ("Do you sleep?", "Yes. While I sleep, what you told me comes into my memory to stay."),
)


def identity(persona: str) -> list[tuple[str, str]]:
    """Questions about the bot itself, with their answers."""
    named = _NAMED.match(persona)
    if named is None:
        return list(_ALWAYS)
    whole, name = named["all"].strip(), named["name"]
    own = [("Who are you?", f"I'm {whole}.")]
    if name[0].isupper():
        own.append(("What's your name?", f"My name is {name}."))
    return [*own, *_ALWAYS]

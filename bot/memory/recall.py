"""Whether a reply holds a value, or says that it does not know.

Knows: how values are spelled in other ways (case, accents, punctuation, order of a date). Does not
know: who was asked, or what the value means.
"""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_UNKNOWN = re.compile(
    r"\b(don.?t|do not|didn.?t|doesn.?t) (yet )?(actually |really )?(know|remember|recall)\b"
    r"|\bno idea\b|\bnot sure\b|\bhaven.?t (told|mentioned)\b|\bnever told\b|\byou tell me\b",
    re.IGNORECASE,
)
_SMALL = frozenset("a an the of in on at to my our and is it".split())
_ORDINAL = re.compile(r"^(\d+)(st|nd|rd|th)$")


def words(text: str) -> list[str]:
    """The words of a text, without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return [_ORDINAL.sub(r"\1", word) for word in _WORD.findall(bare.replace("’", "'"))]


def holds(reply: str, value: str) -> bool:
    """Whether the reply names the value: its words in a row, or (several words) all of them."""
    said, wanted = words(reply), words(value)
    if not wanted:
        return value.strip() != "" and value.strip() in reply
    size = len(wanted)
    if any(said[at : at + size] == wanted for at in range(len(said) - size + 1)):
        return True
    core = [word for word in wanted if word not in _SMALL]
    return len(core) > 1 and set(core) <= set(said)


def unknown(reply: str) -> bool:
    """Whether the reply says that it does not know."""
    return _UNKNOWN.search(reply) is not None

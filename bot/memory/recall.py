"""Whether a reply holds a value, or says that it does not know.

Knows: how values are spelled in other ways (case, accents, punctuation, order of a date). Does not
know: who was asked, or what the value means.
"""

from __future__ import annotations

import re
import unicodedata

_UNKNOWN = re.compile(
    r"\b(don.?t|do not|didn.?t|doesn.?t) (yet )?(actually |really )?(know|remember|recall)\b"
    r"|\b(can.?t|cannot|couldn.?t) (remember|recall|tell you)\b"
    r"|\b(don.?t|do not) have (any |that |this )?(information|details|record)"
    r"|\bno (idea|clue)\b|\bnot (sure|certain)\b|\bnever told\b|\byou tell me\b"
    r"|\b(haven.?t|have not) (told|mentioned|said|shared)\b",
    re.IGNORECASE,
)
# Says how an emoji is drawn, not which one it is.
_DRAWN = "\ufe0f"
_BEGINNING = 4
_SMALL = frozenset("a an the of in on at to my our and is it".split())
_PLAIN = re.compile(r"[a-z0-9]+")
_ORDINAL = re.compile(r"^(\d+)(st|nd|rd|th)$")


def words(text: str) -> list[str]:
    """The words of a text, without case, accents and punctuation."""
    if text.isascii():
        # The same, many times as fast: most texts are such.
        return [_ORDINAL.sub(r"\1", word) for word in _PLAIN.findall(text.casefold())]
    # Twice: signs such as "ℂ" come apart into capitals.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (char for char in plain if char != _DRAWN and not unicodedata.combining(char))
    bare = "".join(char if _in_word(char) else " " for char in kept)
    return [_ORDINAL.sub(r"\1", word) for word in bare.split()]


def bare(text: str) -> str:
    """A text's words alone: the same for texts that ask or say the same thing."""
    return " ".join(words(text))


def _in_word(char: str) -> bool:
    # The vowels of many scripts of India and beyond are marks on the letter before.
    return char.isalnum() or unicodedata.category(char) in ("Mn", "Mc")


def holds(reply: str, value: str) -> bool:
    """Whether the reply names the value: its words in a row, or (several words) all of them."""
    said, wanted = words(reply), words(value)
    if not wanted:
        bare = value.replace(_DRAWN, "").strip()
        return bare != "" and bare in reply.replace(_DRAWN, "")
    size = len(wanted)
    if any(said[at : at + size] == wanted for at in range(len(said) - size + 1)):
        return True
    core = [word for word in wanted if word not in _SMALL]
    return len(core) > 1 and set(core) <= set(said)


def tells(reply: str, answer: str) -> bool:
    """Whether the reply holds the answer, or has words that begin with it ("shear", "weav").

    Beginnings count from four letters on; numbers must be whole.
    """
    if holds(reply, answer):
        return True
    start = bare(answer)
    return len(start) >= _BEGINNING and start[-1].isalpha() and f" {start}" in f" {bare(reply)}"


def unknown(reply: str) -> bool:
    """Whether the reply says that it does not know."""
    return _UNKNOWN.search(reply) is not None

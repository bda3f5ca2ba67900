"""Where a value stands in what a person wrote.

Only what stands in the person's own words is ever kept as their fact. Knows: words and their
places in a text. Does not know: attributes, or what a sentence means.
"""

from __future__ import annotations

import difflib
import re

_WORD = re.compile(r"\w+")
_SYMBOLS = re.compile(r"(?<=\w)[+#]+$")
_ALIKE = 0.8
_LONG_ENOUGH = 5


def places(value: str, text: str) -> list[tuple[int, int]]:
    """Each [start, end) at which the value's words stand in the text, case and punctuation aside.

    Words match whole: "port" does not stand in "Porto". "C++" does not stand in "C". A value
    without words, such as an emoji, matches as it is.
    """
    words = [match[0].casefold() for match in _WORD.finditer(value)]
    if not words:
        bare = value.strip()
        return [match.span() for match in re.finditer(re.escape(bare), text)] if bare else []
    symbols = _SYMBOLS.search(value.strip())
    tail = symbols[0] if symbols else ""
    found = list(_WORD.finditer(text))
    folded = [match[0].casefold() for match in found]
    spans = []
    for at in range(len(found) - len(words) + 1):
        if folded[at : at + len(words)] == words:
            end = found[at + len(words) - 1].end()
            if text.startswith(tail, end):
                spans.append((found[at].start(), end + len(tail)))
    return spans


def stands_in(value: str, text: str) -> bool:
    """Whether the value stands in the text at all."""
    return bool(places(value, text))


def nearly(value: str, text: str) -> list[tuple[int, int]]:
    """Where words stand that the value misspells, if there is just one such place.

    Small models slip in copying long names; each word may differ a little from its original.
    """
    words = [match[0].casefold() for match in _WORD.finditer(value)]
    found = list(_WORD.finditer(text))
    spans: dict[str, list[tuple[int, int]]] = {}
    for at in range(len(found) - len(words) + 1 if words else 0):
        group = found[at : at + len(words)]
        if all(_alike(word, match[0].casefold()) for word, match in zip(words, group, strict=True)):
            start, end = group[0].start(), group[-1].end()
            spans.setdefault(text[start:end].casefold(), []).append((start, end))
    return next(iter(spans.values())) if len(spans) == 1 else []


def _alike(written: str, said: str) -> bool:
    if written == said:
        return True
    if min(len(written), len(said)) < _LONG_ENOUGH or written[0] != said[0]:
        return False
    if any(letter.isdigit() for letter in written + said):
        return False
    return difflib.SequenceMatcher(None, written, said).ratio() >= _ALIKE

"""How people type: lower case, lost question marks, slips of the finger, lead-ins.

Knows: texts with a `{v}` whose value must come through unhurt. Does not know: what is said.
"""

from __future__ import annotations

import random
import re

_WORD = re.compile(r"[a-z]{4,}")


class Keyboard:
    """Types texts the way a random person would."""

    def __init__(self, source: random.Random, leads: tuple[str, ...]) -> None:
        self._source, self._leads = source, leads

    def typed(self, template: str, value: str = "", *, lead: bool = True) -> tuple[str, str]:
        """The text as typed, and the value as it stands in it."""
        source = self._source
        text = template
        if lead and source.random() < 0.2:
            text = self._led(text)
        if source.random() < 0.12:
            text = self._slipped(text)
        if text.endswith("?") and source.random() < 0.3:
            text = text[:-1]
        elif not text.endswith(("?", ".", "!")) and source.random() < 0.45:
            text += source.choice((".", ".", ".", "!", "!", " :)", " lol", "..."))
        style = source.random()
        if style < 0.22:
            return text.lower().replace("{v}", value.lower()), value.lower()
        if style < 0.34:
            return (text[:1].lower() + text[1:]).replace("{v}", value), value
        if text.startswith("{v}"):
            value = value[:1].upper() + value[1:]
        return (text[:1].upper() + text[1:]).replace("{v}", value), value

    def _led(self, text: str) -> str:
        lead = self._source.choice(self._leads)
        first = text.split(" ", 1)[0]
        keep = first in ("I", "{v}", "I'm", "I've", "I'd", "I'll")
        return f"{lead} {text if keep else text[:1].lower() + text[1:]}"

    def _slipped(self, text: str) -> str:
        words = [m for m in _WORD.finditer(text) if "{" not in text[m.start() - 1 : m.end() + 1]]
        if not words:
            return text
        word = self._source.choice(words)
        at = self._source.randrange(word.start() + 1, word.end() - 1)
        kind = self._source.random()
        if kind < 0.4:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        if kind < 0.7:
            return text[:at] + text[at + 1 :]
        return text[:at] + text[at] + text[at:]

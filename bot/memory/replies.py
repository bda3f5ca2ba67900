"""What of the model's words reaches the person, as they stream in.

Thoughts in <think> tags are kept back, and a reply that goes round in circles is ended. Knows:
texts. Does not know: models, chats, or where the words are shown.
"""

from __future__ import annotations

import re
from collections import Counter

NOTHING_SAID = "I'm here. Tell me more?"
_OPEN = ("<think>", "<thinking>")
_CLOSE = ("</think>", "</thinking>")
_ENDS = ".!?…\n"
_MOST_TIMES = 2
_LETTERS = 6
_CIRCLE = re.compile(r"(.{1,24}?)\1{5,}$", re.DOTALL)
_CIRCLE_LENGTH = 48


class Reply:
    """One reply under way: `feed` it pieces, show what comes back, stop once it is `over`."""

    def __init__(self) -> None:
        self.over = False
        self._raw = ""
        self._thinking = False
        self._said = ""
        self._held = ""
        self._times: Counter[str] = Counter()
        self._sentence = ""

    @property
    def text(self) -> str:
        """All that was shown so far."""
        return self._said.strip()

    def feed(self, piece: str) -> str:
        """Take a piece of the model's text; give what of it can be shown by now."""
        self._raw += piece
        return self._show(self._without_thoughts())

    def end(self) -> str:
        """What was still held back when the model had finished."""
        rest = "" if self._thinking else self._raw
        self._raw = ""
        shown = self._show(rest)
        if not self.over:
            shown += self._held
            self._said += self._held
            self._held = ""
        return shown

    def _without_thoughts(self) -> str:
        """What is no thought, up to where a tag may have begun."""
        clean = ""
        while True:
            tags = _CLOSE if self._thinking else _OPEN + _CLOSE
            found = [(self._raw.find(tag), tag) for tag in tags if tag in self._raw]
            if not found:
                break
            at, tag = min(found)
            clean += "" if self._thinking else self._raw[:at]
            self._raw = self._raw[at + len(tag) :]
            self._thinking = tag in _OPEN
        keep = max(_begun(self._raw, tag) for tag in _OPEN + _CLOSE)
        cut = len(self._raw) - keep
        clean += "" if self._thinking else self._raw[:cut]
        self._raw = self._raw[cut:]
        return clean

    def _show(self, text: str) -> str:
        shown = ""
        for letter in text:
            if self.over or (letter.isspace() and not (self._said or self._held)):
                continue
            self._held += letter
            self._sentence += letter
            ended = letter in _ENDS
            if ended:
                self._count_sentence()
            if not self.over and (ended or not self._may_be_third()):
                self._said += self._held
                shown += self._held
                self._held = ""
        circle = _CIRCLE.search(self._said[-240:])
        if circle is not None and len(circle[0]) >= _CIRCLE_LENGTH:
            self.over = True
        return shown

    def _count_sentence(self) -> None:
        """Count the sentence that ends; if it was said often enough, the reply is over."""
        sentence, self._sentence = _bare(self._sentence), ""
        if len(sentence) < _LETTERS:
            return
        if self._times[sentence] >= _MOST_TIMES:
            self.over = True
            self._held = ""
        self._times[sentence] += 1

    def _may_be_third(self) -> bool:
        """Whether the sentence under way may become one that was said often enough."""
        start = _bare(self._sentence)
        often = (said for said, times in self._times.items() if times >= _MOST_TIMES)
        return any(said.startswith(start) for said in often)


def _bare(sentence: str) -> str:
    return "".join(letter for letter in sentence.casefold() if letter.isalnum())


def _begun(text: str, tag: str) -> int:
    """How many letters at the text's end may be the start of the tag."""
    return next((size for size in range(len(tag) - 1, 0, -1) if text.endswith(tag[:size])), 0)


def whole_sentences(text: str) -> str:
    """A text without the sentence that it breaks off in, if it has a whole one."""
    ends = list(re.finditer(r"[.!?…]+[\"'”’)]*(?=\s|$)", text))
    return text[: ends[-1].end()].strip() if ends else text.strip()

"""Earlier messages that a new one replies to, as the model reads them.

They stand before the message, for one turn, in the form in which people quote. Knows: names and
texts. Does not know: where the messages come from, or how much room there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

YOU, ME = "you", "me"
"""Authors of a quote, in the words of the person who replies: the bot, and the person."""

_LONGEST_NAME = 32


@dataclass(frozen=True, slots=True)
class Quote:
    """One message of a chain. `author` is its name, or YOU or ME."""

    author: str
    text: str

    @property
    def line(self) -> str:
        name = " ".join(self.author.split())[:_LONGEST_NAME]
        return f"> {name}: {' '.join(self.text.split())}"


def quoting(quotes: Iterable[Quote], message: str) -> str:
    """A message below what it replies to, the oldest first."""
    return "\n".join([*(quote.line for quote in quotes), message])

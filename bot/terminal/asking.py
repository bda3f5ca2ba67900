"""Asks whoever sits at the terminal, or takes the lines that are piped in, one an answer.

Knows: standard input and output. Does not know: what is asked.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from typing import Protocol, TypeVar

from bot.errors import RequestError

Answer = TypeVar("Answer")


class Ask(Protocol):
    """Where answers come from. `patient` where one that won't do can be given again."""

    @property
    def patient(self) -> bool: ...

    def line(self, question: str, *, hidden: bool = False) -> str:
        """The answer. Raises EOFError where no more comes."""
        ...

    def say(self, text: str) -> None: ...


class Terminal:
    """Asks on standard output, and reads standard input; hidden lines are not shown as typed."""

    @property
    def patient(self) -> bool:
        return sys.stdin is not None and sys.stdin.isatty()

    def line(self, question: str, *, hidden: bool = False) -> str:
        if self.patient:
            return (getpass.getpass if hidden else input)(question)
        self.say(question)
        line = sys.stdin.readline() if sys.stdin is not None else ""
        if not line:
            raise EOFError
        return line

    def say(self, text: str) -> None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def asked(
    ask: Ask, question: str, read: Callable[[str], Answer], *, hidden: bool = False
) -> Answer:
    """The answer as `read` understands it; asked again while it raises ValueError.

    Raises:
        RequestError: the answers ended, or one that was piped in won't do.
    """
    while True:
        try:
            line = ask.line(question, hidden=hidden)
        except EOFError as error:
            raise RequestError(
                f"The answers ended before this question: {question.strip()}",
                "Nothing was written; start again.",
            ) from error
        try:
            return read(line.strip())
        except ValueError as error:
            if not ask.patient:
                raise RequestError(
                    f"{error} (asked: {question.strip()})", "Nothing was written."
                ) from error
            ask.say(str(error))


def yes_or_no(text: str) -> bool:
    """Raises ValueError for anything else."""
    match text.casefold():
        case "y" | "yes" | "true":
            return True
        case "n" | "no" | "false":
            return False
    raise ValueError("Please answer yes or no.")

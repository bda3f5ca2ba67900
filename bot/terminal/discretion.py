"""What may stand in the log: what happened and where, but no word of a person, and no token.

The text of an exception may quote what somebody wrote, so only its kind, its code and its place are
told. Knows: exceptions, log records, what a Discord token looks like. Does not know: files.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any

from bot.secret import Secret

HIDDEN = "***"
_LONGEST = 1000
_MOST_PLACES = 12
# Three parts with dots between; the first is the bot's id in base 64, the last two are secret.
_TOKEN = re.compile(r"(?<![\w-])[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}")
_ROOT = Path(__file__).parents[2]


class Discretion:
    """Cleans what is logged. `secrets` are texts that are known never to be shown."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._secrets = [secret.reveal() for secret in secrets if secret]

    def message(self, record: logging.LogRecord) -> str:
        """The record's message: one line of at most 1000 characters."""
        arguments: Any = record.args
        if isinstance(arguments, Mapping):
            arguments = {name: _spoken(value) for name, value in arguments.items()}
        elif arguments:
            arguments = tuple(_spoken(value) for value in arguments)
        text = str(_spoken(record.msg))
        # Where form and arguments don't fit, the form alone tells where to look.
        with suppress(TypeError, ValueError, KeyError):
            text = text % arguments if arguments else text
        # asyncio puts an exception's text into its messages, on the lines after the first.
        first = text.strip().partition("\n")[0]
        return self.without_secrets(first[:_LONGEST])

    def without_secrets(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _TOKEN.sub(HIDDEN, text)


def errors(error: BaseException) -> list[dict[str, Any]]:
    """The exception and those that led to it: each one's kind, and the places it went through."""
    return [
        {"kind": kind(each), "where": [*_places(each.__traceback__)][-_MOST_PLACES:]}
        for each in _chain(error)
    ]


def kind(error: BaseException) -> str:
    """The exception's type, with the system's or SQLite's name of what was wrong."""
    name = type(error).__name__
    code = getattr(error, "sqlite_errorname", None)
    if code is None and isinstance(error, OSError):
        code = error.strerror
    return f"{name} ({code})" if isinstance(code, str) and code else name


def _spoken(value: object) -> object:
    if not isinstance(value, BaseException):
        return value
    places = [*_places(value.__traceback__)]
    return f"{kind(value)} at {places[-1]}" if places else kind(value)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield each
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)


def _places(trace: TracebackType | None) -> Iterator[str]:
    for frame in extract_tb(trace):
        path = Path(frame.filename)
        shown = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else Path(path.name)
        yield f"{shown}:{frame.lineno} {frame.name}"

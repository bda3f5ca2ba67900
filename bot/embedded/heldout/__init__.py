"""What the tuned model is measured on: wordings, values and attributes kept out of its tuning.

Knows: the files beside it. Does not know: how they are put together, asked or scored.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli

from bot.memory.facts import Statement


@dataclass(frozen=True, slots=True)
class Topic:
    """An attribute and its values; each of `say` holds `{v}`, `ask` is plain first, then not."""

    name: str
    values: tuple[str, ...]
    say: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A message as a person wrote it, and the facts that it states about them (often none)."""

    text: str
    facts: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class General:
    """A question of common knowledge; `right` are beginnings of words, any of them will do."""

    ask: str
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """All of it. `known` are attributes of the tuning world, `new` are not."""

    known: tuple[Topic, ...]
    new: tuple[Topic, ...]
    messages: tuple[Written, ...]
    general: tuple[General, ...]
    chat: tuple[str, ...]
    untold: tuple[str, ...]


def read() -> HeldOut:
    """The files as they stand."""
    talk = _load("talk")
    return HeldOut(
        known=_topics("known"),
        new=_topics("new"),
        messages=tuple(
            Written(entry["say"], tuple(_statement(line) for line in entry["facts"]))
            for entry in _load("messages")["messages"]
        ),
        general=tuple(General(entry["ask"], tuple(entry["any"])) for entry in talk["general"]),
        chat=tuple(talk["chat"]),
        untold=tuple(talk["untold"]),
    )


def _load(name: str) -> dict[str, Any]:
    return tomli.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))


def _topics(name: str) -> tuple[Topic, ...]:
    return tuple(
        Topic(
            entry["name"],
            tuple(entry["values"]),
            tuple(entry["say"]),
            tuple(entry["ask"]),
        )
        for entry in _load(name)["attribute"]
    )


def _statement(line: str) -> Statement:
    attribute, _, value = line.partition(": ")
    return Statement(attribute, value)

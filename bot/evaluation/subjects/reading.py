"""Topics: an attribute, values that people may have for it, and how it is told and asked.

Knows: the form of the TOML files. Does not know: who has which value.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli

from bot.memory.questions import Form

_FILES = ("oneself", "people", "things", "tastes", "days")


@dataclass(frozen=True, slots=True)
class Topic:
    """`say` holds `{v}`; of each value's spellings the first is told, and all are right."""

    attribute: str
    values: tuple[tuple[str, ...], ...]
    say: str
    ask: Mapping[Form, str]


@functools.cache
def topics() -> tuple[Topic, ...]:
    """All of them, in the files' order; attributes are unique."""
    return tuple(_topic(entry) for name in _FILES for entry in load(name)["topic"])


@functools.cache
def names() -> tuple[str, ...]:
    """Of the people whom facts are told of."""
    return tuple(load("cast")["names"])


def load(name: str) -> dict[str, Any]:
    """A file as it stands."""
    return tomli.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))


def _topic(entry: dict[str, Any]) -> Topic:
    values = [(v,) if isinstance(v, str) else tuple(v) for v in entry["values"]]
    ask = {form: entry[form.value] for form in Form}
    return Topic(entry["attribute"], tuple(values), entry["say"], ask)

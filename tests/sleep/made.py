"""Facts and selections as a test needs them."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.memory.facts import Fact, State
from bot.sleep.select import Selection

NOW = datetime(2026, 3, 1, 3, 30, tzinfo=UTC)


def fact(number: int, line: str, state: State = State.FRESH, trouble: str = "") -> Fact:
    attribute, _, value = line.partition(": ")
    return Fact(
        number, 1, "private", attribute, value, f"My {attribute} is {value}.", NOW, state,
        trouble=trouble,
    )  # fmt: skip


def selection(
    learn: tuple[Fact, ...] = (),
    due: tuple[Fact, ...] = (),
    replayed: tuple[Fact, ...] = (),
    gone: tuple[Fact, ...] = (),
) -> Selection:
    return Selection(learn, due, replayed, gone, learn + due + replayed)

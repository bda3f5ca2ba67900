from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from bot.config import parse_config
from bot.terminal.templates import Value, filled, template, toml

EXAMPLE = template("config.example.toml")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.one_of(
    TEXTS,
    st.integers(-(2**62), 2**62),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(TEXTS),
    st.lists(st.integers(0, 2**62)),
)


@given(VALUES)
def test_every_value_is_read_as_it_was_written(value: Any) -> None:
    assert tomli.loads(f"x = {toml(value)}") == {"x": value}
    assert "\n" not in toml(value)


SETTINGS: dict[str, dict[str, Value]] = {
    "discord": {"token": "a.b.c", "train_on_messages": False, "admin_ids": [1, 2]},
    "model": {"name": 'a "model"'},
    "sleep": {"quiet_hour": "04:00", "rate": 0.5},
}


def test_the_template_holds_what_is_filled_in_and_nothing_else_is_changed() -> None:
    text = filled(EXAMPLE, SETTINGS)

    before, after = tomli.loads(EXAMPLE), tomli.loads(text)
    joined: Mapping[str, Any] = {
        name: group | SETTINGS.get(name, {}) for name, group in before.items()
    }
    assert after == joined
    assert parse_config(text, source="x", folder=Path(), env={}).sleep.quiet_hour == "04:00"
    changed = sum(a != b for a, b in zip(EXAMPLE.splitlines(), text.splitlines(), strict=True))
    assert changed == 6


def test_a_setting_that_the_template_lacks_is_told() -> None:
    with pytest.raises(KeyError):
        filled(EXAMPLE, {"sleep": {"nap": 1}})


@pytest.mark.parametrize("name", ["deploy/sleepwake.service", "deploy/sleepwake.plist"])
def test_the_units_are_found(name: str) -> None:
    assert "@program@" in template(name)

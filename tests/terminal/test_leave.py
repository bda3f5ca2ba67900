"""Whoever runs the bot on Discord says whether messages may train the model."""

from __future__ import annotations

import io

import pytest
from msgspec.structs import replace

from bot.config import Config, Discord
from bot.errors import ConfigError
from bot.terminal.leave import with_leave

UNSET = Config()


def asked(typed: str) -> tuple[bool | None, str]:
    shown = io.StringIO()
    config = with_leave(UNSET, io.StringIO(typed), shown)
    assert config == replace(UNSET, discord=config.discord)
    return config.discord.train_on_messages, shown.getvalue()


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("true\n", True), ("false\n", False), (" No \n", False), ("maybe\n\nYES\n", True)],
)
def test_asks_and_tells_the_line_that_settles_it(typed: str, answer: bool) -> None:
    said, shown = asked(typed)
    assert said is answer
    assert "Discord's Developer Policy forbids" in shown
    assert f"train_on_messages = {str(answer).lower()}\n" in shown
    assert shown.count("true or false? ") == typed.count("\n")


@pytest.mark.parametrize("answer", [True, False])
def test_asks_nothing_where_it_is_set(answer: bool) -> None:
    config = Config(discord=Discord(train_on_messages=answer))
    shown = io.StringIO()
    assert with_leave(config, io.StringIO(""), shown) is config
    assert shown.getvalue() == ""


@pytest.mark.parametrize("stream", [None, io.StringIO("perhaps\n")])
def test_without_an_answer_it_does_not_run(stream: io.StringIO | None) -> None:
    with pytest.raises(ConfigError, match="train_on_messages is not set") as fault:
        with_leave(UNSET, stream, io.StringIO())
    assert "train_on_messages = false under [discord]" in fault.value.mend

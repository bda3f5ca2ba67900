"""Errors in words for those who talk with the bot."""

from __future__ import annotations

import pytest

from bot.errors import StoreError
from cogs.errors import explain


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("The disk is full (/home/op/data/x).", "The disk is full (a file of mine)."),
        ("/home/op/memory.db is locked.", "(a file of mine) is locked."),
        ("See https://discord.com/a/b or `/recall`.", "See https://discord.com/a/b or `/recall`."),
    ],
)
def test_where_files_lie_is_told_nobody(fault: str, told: str) -> None:
    assert explain(StoreError(fault, "Try again.")) == f"{told} Try again."

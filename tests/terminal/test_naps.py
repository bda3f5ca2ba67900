"""By the paper's recipe the bot falls asleep in the middle of a talk, after so many turns."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest

from bot.config import Config
from bot.engine.fake import FakeEngine
from bot.sleep.paper import PaperSleeper
from bot.terminal.piped import chat_piped
from bot.terminal.runtime import Bot, open_bot
from bot.terminal.talk import speaker

TALK = ("My cat's name is Miso.", "hello", "hello", "hello", "hello")


@asynccontextmanager
async def napping(config: Config, engine: FakeEngine, turns: int) -> AsyncIterator[Bot]:
    sleep = msgspec.structs.replace(config.sleep, recipe="paper", turns=turns)
    async with open_bot(msgspec.structs.replace(config, sleep=sleep), engine) as bot:
        yield bot


async def talked(bot: Bot, *lines: str) -> list[list[str]]:
    """What is shown after each line."""
    found = []
    for line in lines:
        out = io.StringIO()
        assert await chat_piped(bot, speaker("Ana"), each(line), out, io.StringIO()) == 0
        found.append(out.getvalue().splitlines())
    return found


async def each(line: str) -> AsyncIterator[str]:
    yield line


def naps(shown: list[list[str]]) -> list[int]:
    """After which lines it napped, counted from one."""
    return [at for at, lines in enumerate(shown, 1) if "· I nod off ..." in lines]


async def test_after_so_many_turns_it_naps_and_says_what_came_of_it(
    config: Config, engine: FakeEngine
) -> None:
    async with napping(config, engine, 3) as bot:
        shown = await talked(bot, *TALK)
        assert naps(shown) == [3]
        assert "Night of Ana (nap, the paper's recipe): 1 fact learned by heart." in shown[2]
        (recalled,) = await talked(bot, "!recall")
        assert recalled[recalled.index("In the weights (known by heart): 1") + 1] == (
            "  cat's name: Miso"
        )


async def test_a_nap_without_news_is_tried_again_only_after_as_many_turns(
    config: Config, engine: FakeEngine
) -> None:
    async with napping(config, engine, 3) as bot:
        shown = await talked(bot, *["hello"] * 7)
        assert naps(shown) == [3, 6]
        assert shown[2][-1] == "There was nothing to learn."


async def test_the_count_outlives_a_restart_and_a_sleep_begins_it_anew(
    config: Config, engine: FakeEngine
) -> None:
    async with napping(config, engine, 4) as bot:
        assert naps(await talked(bot, *TALK[:2])) == []
    async with napping(config, engine, 4) as bot:
        (slept,) = await talked(bot, "!sleep")
        assert "Night of Ana (light sleep, the paper's recipe): 1 fact learned by heart." in slept
        assert naps(await talked(bot, *["hello"] * 5)) == [4]


@pytest.mark.parametrize(("recipe", "turns"), [("ours", 2), ("paper", 0)])
async def test_else_it_never_naps(
    config: Config, engine: FakeEngine, recipe: str, turns: int
) -> None:
    sleep = msgspec.structs.replace(config.sleep, recipe=recipe, turns=turns)
    async with open_bot(msgspec.structs.replace(config, sleep=sleep), engine) as bot:
        assert isinstance(bot.sleeper, PaperSleeper) == (recipe == "paper")
        assert naps(await talked(bot, *TALK)) == []
        assert engine.asked("train") == []


async def test_who_allows_no_weights_has_no_nap(config: Config, engine: FakeEngine) -> None:
    async with napping(config, engine, 2) as bot:
        await talked(bot, "hello")
        ana = await bot.store.find_person("terminal:ana")
        assert ana is not None
        await bot.store.set_consent(ana.id, "text")
        assert naps(await talked(bot, *TALK)) == []

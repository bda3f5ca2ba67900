from __future__ import annotations

import io
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.engine.fake import FakeEngine, answer_by_rule
from bot.engine.interface import Chat
from bot.errors import ModelError
from bot.terminal.chat import Keyboard, RichScreen, bot_name, chat
from bot.terminal.runtime import Bot
from bot.terminal.talk import speaker

CTRL_C, CTRL_D, UP = "\x03", "\x04", "\x1b[A"


@pytest.fixture
def typing() -> Iterator[PipeInput]:
    with create_pipe_input() as keys:
        yield keys


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


async def typed(
    bot: Bot, typing: PipeInput, keys: str, *, history: Path | None = None, color: bool = False
) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=color, width=100, _environ={"TERM": "xterm"})
    keyboard = Keyboard(history, input=typing, output=DummyOutput())
    typing.send_text(keys)
    assert await chat(bot, speaker("Ana"), console, keyboard) == 0
    return out.getvalue()


async def test_a_talk_is_shown_with_the_bots_name(bot: Bot, typing: PipeInput) -> None:
    shown = await typed(bot, typing, "hello\r" + CTRL_D)

    assert shown.startswith("This is Ember. !help shows")
    assert "\nEmber> I see, tell me more.\n" in shown


async def test_what_is_noted_is_told(bot: Bot, typing: PipeInput) -> None:
    shown = await typed(bot, typing, "My cat's name is Miso.\r!recall\r!quit\r")

    assert "\n· " in shown
    assert "  cat's name: Miso" in shown


async def test_a_night_shows_bars_and_a_report_and_the_talk_goes_on(
    bot: Bot, typing: PipeInput
) -> None:
    keys = "My cat's name is Miso.\r!sleep\rWhat is my cat's name?\r" + CTRL_D
    shown = plain(await typed(bot, typing, keys, color=True))

    assert "Ana: learning" in shown
    assert "100%" in shown
    assert "Night of Ana: 1 fact learned by heart." in shown
    assert "Miso" in shown[shown.rindex("Ember>") :]


async def test_without_a_terminal_no_colors_are_written(bot: Bot, typing: PipeInput) -> None:
    assert "\x1b" not in await typed(bot, typing, "hello\r!help\r" + CTRL_D)


@pytest.mark.parametrize("answer", ["y", "Yes "])
async def test_forgetting_asks_first(bot: Bot, typing: PipeInput, answer: str) -> None:
    keys = f"My cat's name is Miso.\r!forget cat\r{answer}\r!recall\r!quit\r"
    shown = await typed(bot, typing, keys)

    assert "Forgotten, for good: 1" in shown
    assert "Miso" not in shown[shown.index("In context") :]


@pytest.mark.parametrize("answer", ["\r", "n\r", "what\r", CTRL_C, CTRL_D])
async def test_forgetting_needs_a_yes(bot: Bot, typing: PipeInput, answer: str) -> None:
    keys = f"My cat's name is Miso.\r!forget me\r{answer}!recall\r!quit\r"
    shown = await typed(bot, typing, keys)

    assert "Nothing is forgotten." in shown
    assert "Miso" in shown[shown.index("In context") :]


async def test_control_c_drops_the_line_and_stays(bot: Bot, typing: PipeInput) -> None:
    shown = await typed(bot, typing, "half a li" + CTRL_C + "hello\r" + CTRL_D)

    assert "· Ctrl-D leaves." in shown
    assert shown.count("Ember> ") == 1


async def test_an_error_is_told_and_the_talk_goes_on(
    bot: Bot, engine: FakeEngine, typing: PipeInput
) -> None:
    engine.fault = ModelError("It does not fit.", "Say less.")
    shown = await typed(bot, typing, "hello\rhello\r!forgett\r" + CTRL_D)

    assert "It does not fit.\n  Say less." in shown
    assert "Ember> I see, tell me more." in shown
    assert "..." not in shown
    assert "Did you mean !forget?" in shown


async def test_control_c_ends_a_reply_and_the_talk_goes_on(
    bot: Bot, engine: FakeEngine, typing: PipeInput
) -> None:
    def interrupted(chat: Chat) -> str:
        if chat[-1].content == "tell me a story":
            signal.raise_signal(signal.SIGINT)
        return "one two three four five six seven eight nine ten."

    engine.reply = interrupted
    before = signal.getsignal(signal.SIGINT)
    shown = await typed(bot, typing, "tell me a story\rhello\r" + CTRL_D)

    first, second = shown.split("· Stopped.")
    assert "ten" not in first
    assert "Ember> one two three" in second
    assert "ten." in second
    assert signal.getsignal(signal.SIGINT) is before


async def test_control_c_ends_a_night_and_the_talk_goes_on(
    bot: Bot, engine: FakeEngine, typing: PipeInput
) -> None:
    def interrupted(chat: Chat) -> str:
        if bot.sleeper.asleep:
            signal.raise_signal(signal.SIGINT)
        return answer_by_rule(chat)

    engine.reply = interrupted
    keys = "My cat's name is Miso.\r!sleep\r!recall\r" + CTRL_D
    shown = await typed(bot, typing, keys)

    assert "· Waking up ..." in shown
    assert "Night of Ana: stopped before its end, nothing was changed." in shown
    assert "In the weights (known by heart): nothing" in shown


async def test_lines_of_earlier_talks_come_back(
    bot: Bot, typing: PipeInput, tmp_path: Path
) -> None:
    history = tmp_path / "history.txt"
    await typed(bot, typing, "hello there\r" + CTRL_D, history=history)
    with create_pipe_input() as again:
        await typed(bot, again, UP + "!\r" + CTRL_D, history=history)

    person = await bot.store.find_person("terminal:ana")
    assert person is not None
    said = [line.text for line in await bot.store.recent("terminal:ana") if line.role == "user"]
    assert said == ["hello there", "hello there!"]


async def test_forgetting_reaches_the_lines_that_were_typed(
    bot: Bot, typing: PipeInput, tmp_path: Path
) -> None:
    history = tmp_path / "history.txt"
    keys = "My cat's name is Miso.\rhello\r!forget cat\ry\r" + CTRL_D
    await typed(bot, typing, keys, history=history)

    assert "Miso" not in history.read_text("utf-8")
    assert "hello" in history.read_text("utf-8")


async def test_a_reply_can_not_steer_the_terminal(
    bot: Bot, engine: FakeEngine, typing: PipeInput
) -> None:
    engine.reply = lambda _: "\x1b]0;owned\x07[bold]Hi[/bold]\x9b2J"
    shown = await typed(bot, typing, "hello\r" + CTRL_D)

    assert "\x1b" not in shown
    assert "\x9b" not in shown
    assert "[bold]Hi[/bold]" in shown


async def test_long_lines_are_left_to_the_terminal_to_wrap() -> None:
    out = io.StringIO()

    async def nobody(_: str) -> str:
        raise AssertionError

    screen = RichScreen(Console(file=out, width=20), nobody, "Ember")
    screen.piece("word " * 20)
    screen.reply_ends()

    assert out.getvalue() == "Ember> " + "word " * 20 + "\n"


@pytest.mark.parametrize(
    ("persona", "name"),
    [
        ("You are Ember, a friendly companion.", "Ember"),
        ("You are Jean-Luc.", "Jean-Luc"),
        ("Be kind.", "Bot"),
    ],
)
def test_the_bot_is_called_as_in_its_instructions(persona: str, name: str) -> None:
    assert bot_name(persona) == name

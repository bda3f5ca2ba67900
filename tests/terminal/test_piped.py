from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.engine.fake import UNKNOWN, FakeEngine
from bot.errors import ModelError
from bot.terminal.piped import chat_piped, lines_of
from bot.terminal.runtime import Bot
from bot.terminal.talk import speaker


async def each(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


class Flushed(io.StringIO):
    """Remembers what had been flushed."""

    def __init__(self) -> None:
        super().__init__()
        self.flushed = ""

    def flush(self) -> None:
        self.flushed = self.getvalue()


async def talked(bot: Bot, *lines: str, name: str = "Ana") -> list[str]:
    out, errors = io.StringIO(), io.StringIO()
    code = await chat_piped(bot, speaker(name), each(*lines), out, errors)
    assert (code, errors.getvalue()) == (0, "")
    return out.getvalue().splitlines()


async def test_every_line_is_answered_with_one_line(bot: Bot, engine: FakeEngine) -> None:
    engine.reply = lambda chat: f"You said\n\n  {chat[-1].content!r}."

    assert await talked(bot, "hello", "it rains") == ["You said 'hello'.", "You said 'it rains'."]


async def test_what_is_noted_stands_below_the_reply_after_a_dot(bot: Bot) -> None:
    reply, notice = await talked(bot, "My cat's name is Miso.")

    assert not reply.startswith("· ")
    assert notice.startswith("· ")
    assert "Miso" in notice


async def test_blank_lines_are_no_turns(bot: Bot, engine: FakeEngine) -> None:
    assert await talked(bot, "", "   ", "\t") == []
    assert engine.calls == []


async def test_an_empty_reply_still_has_its_line(bot: Bot, engine: FakeEngine) -> None:
    engine.reply = lambda _: ""

    lines = await talked(bot, "hello")

    assert len(lines) == 1
    assert lines[0].strip()


async def test_every_turn_is_flushed(bot: Bot) -> None:
    out = Flushed()

    async def watched() -> AsyncIterator[str]:
        yield "hello"
        assert out.flushed.strip()
        yield "!help"
        assert "!forget" in out.flushed

    assert await chat_piped(bot, speaker("Ana"), watched(), out, io.StringIO()) == 0


async def test_what_was_told_is_learned_asleep_and_then_known_without_context(
    bot: Bot, engine: FakeEngine
) -> None:
    before = await talked(bot, "My cat's name is Miso.", "!recall")
    night = await talked(bot, "!sleep")
    after = await talked(bot, "!recall")
    answer = await talked(bot, "What is my cat's name?")

    assert (
        "  cat's name: Miso" in before[before.index("In the weights (known by heart): nothing") - 1]
    )
    assert "Night of Ana: 1 fact learned by heart." in night
    assert "In context (noted, not yet known by heart): nothing" in after
    assert after[after.index("In the weights (known by heart): 1") + 1] == "  cat's name: Miso"
    assert "Miso" in answer[0]
    assert "Miso" not in engine.asked("stream")[-1].prompt


async def test_sleeping_with_nothing_to_learn_is_said(bot: Bot) -> None:
    assert await talked(bot, "!sleep") == ["There is nothing to learn yet: tell me something."]


async def test_one_sleeps_for_oneself_or_for_all_and_reads_ones_own_report_only(bot: Bot) -> None:
    await talked(bot, "My cat's name is Miso.", name="Ana")
    await talked(bot, "My dog's name is Rex.", name="Ben")

    own = "\n".join(await talked(bot, "!sleep", name="Ana"))
    known = "\n".join(await talked(bot, "!recall", name="Ben"))
    all_ = "\n".join(await talked(bot, "!sleep all", name="Ana"))
    after = "\n".join(await talked(bot, "!recall", name="Ben"))

    assert "Miso" in own
    assert "Ben" not in own
    assert "In the weights (known by heart): nothing" in known
    assert "Night of Ben: promoted, 1 learned." in all_
    assert "Rex" not in all_
    assert "In the weights (known by heart): 1" in after


async def test_forgetting_acts_without_a_question(bot: Bot) -> None:
    await talked(bot, "My cat's name is Miso.", "My shoe size is 42.")

    gone = await talked(bot, "!forget cat")
    left = "\n".join(await talked(bot, "!recall"))

    assert gone == ["Forgotten, for good: 1", "  cat's name: Miso"]
    assert "Miso" not in left
    assert "shoe size: 42" in left


async def test_forgetting_me_leaves_nothing(bot: Bot) -> None:
    await talked(bot, "My cat's name is Miso.", "!sleep")

    assert await talked(bot, "!forget me") == ["Everything about you is forgotten, for good."]
    assert await bot.store.find_person("terminal:ana") is None
    assert (await talked(bot, "What is my cat's name?"))[0] == UNKNOWN


async def test_forgetting_what_is_not_known_is_said(bot: Bot) -> None:
    assert await talked(bot, "!forget cat") == ["I know nothing about you that 'cat' finds."]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("!forget", "What shall I forget? !forget WORDS"),
        ("!slep", "There is no !slep. Did you mean !sleep?"),
        ("!sleep tight", "I can't sleep for 'tight'. !sleep, or `!sleep all`."),
    ],
)
async def test_a_command_typed_wrong_is_answered_in_words(
    bot: Bot, line: str, answer: str, engine: FakeEngine
) -> None:
    (told,) = await talked(bot, line)

    assert told.startswith(answer)
    assert engine.calls == []


async def test_commands_may_be_typed_in_any_case_and_with_space_around(bot: Bot) -> None:
    assert "!forget" in "\n".join(await talked(bot, "  !HELP  "))


async def test_an_exclamation_that_is_no_command_is_something_said(
    bot: Bot, engine: FakeEngine
) -> None:
    engine.reply = lambda _: "Hm."

    assert (await talked(bot, "!!! what a day"))[0] == "Hm."
    assert (await talked(bot, "!wonderful"))[0] == "Hm."


async def test_quitting_leaves_the_rest_unread(bot: Bot, engine: FakeEngine) -> None:
    assert await talked(bot, "!quit", "hello") == []
    assert engine.calls == []


async def test_an_error_ends_its_turn_only_and_shows_in_the_exit_code(
    bot: Bot, engine: FakeEngine
) -> None:
    engine.fault = ModelError("It does not fit.", "Say less.")
    out, errors = io.StringIO(), io.StringIO()

    code = await chat_piped(bot, speaker("Ana"), each("hello", "hello"), out, errors)

    assert code == 1
    assert errors.getvalue() == "sleepwake: It does not fit.\n  Say less.\n"
    assert out.getvalue().splitlines() == ["I see, tell me more."]


async def test_upper_and_lower_case_names_are_one_person(bot: Bot) -> None:
    await talked(bot, "My cat's name is Miso.", name="Ana")

    assert "Miso" in "\n".join(await talked(bot, "!recall", name=" ANA "))
    assert "Miso" not in "\n".join(await talked(bot, "!recall", name="Ben"))


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", []),
        (b"one\ntwo\n", ["one", "two"]),
        (b"one\r\ntwo", ["one", "two"]),
        (b"caf\xe9 \xff\n", ["caf� �"]),
        ("שלום 🐈\n\n".encode(), ["שלום 🐈", ""]),
        (b"x" * 200_000 + b"\ny", ["x" * 200_000, "y"]),
        (b"line\n" * 500, ["line"] * 500),
    ],
)
async def test_lines_come_out_of_a_file_as_text(
    tmp_path: Path, content: bytes, lines: list[str]
) -> None:
    path = tmp_path / "in"
    path.write_bytes(content)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        assert [line async for line in lines_of(descriptor)] == lines
    finally:
        os.close(descriptor)


async def test_a_line_comes_as_soon_as_it_is_written(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    try:
        lines = lines_of(reading)
        os.write(writing, "früh\nsp".encode())
        assert await asyncio.wait_for(anext(lines), 30) == "früh"
        os.write(writing, "ät\n".encode())
        assert await asyncio.wait_for(anext(lines), 30) == "spät"
        os.close(writing)
        assert [line async for line in lines] == []
    finally:
        os.close(reading)


async def test_an_input_that_can_not_be_read_is_an_error(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    try:
        with pytest.raises(IsADirectoryError):
            await anext(lines_of(descriptor))
    finally:
        os.close(descriptor)

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.terminal.args import help_text, parsed
from bot.terminal.people import key_of

COMMANDS = ("chat", "recall", "forget", "sleep", "export", "run", "demo")


@pytest.mark.parametrize("command", ["chat", "recall", "run", "demo", "sleep", "export"])
@pytest.mark.parametrize("before", [True, False])
def test_options_for_all_stand_before_or_after_the_command(command: str, before: bool) -> None:
    options = ["--data", "d", "--config", "c.toml", "--model", "m", "--no-color"]
    words = [*options, command] if before else [command, *options]

    arguments = parsed(words)

    assert arguments.command == command
    assert (arguments.data, arguments.config) == (Path("d"), Path("c.toml"))
    assert (arguments.model, arguments.no_color) == ("m", True)


def test_an_option_after_the_command_goes_before_the_same_one_before_it() -> None:
    assert parsed(["--data", "a", "chat", "--data", "b"]).data == Path("b")


def test_options_that_are_not_given_have_their_defaults() -> None:
    arguments = parsed(["chat", "--as", "Ana"])

    assert (arguments.data, arguments.config, arguments.model) == (None, None, None)
    assert (arguments.no_color, arguments.sandbox, arguments.name) == (False, False, "Ana")


def test_no_command_is_no_fault() -> None:
    assert parsed([]).command is None


def test_the_name_is_the_systems_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "maria")

    assert parsed(["chat"]).name == "maria"
    assert parsed(["sleep"]).name is None, "sleep is for everyone"


def test_a_system_without_a_user_name_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", unknown)

    assert parsed(["chat"]).name == "you"


@pytest.mark.parametrize("name", ["", "   ", "a\x1b[31mb", "n" * 81])
def test_a_name_that_can_not_be_shown_is_refused(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed(["chat", "--as", name])

    assert ended.value.code == 2
    assert "a name " in capsys.readouterr().err


@given(st.text(min_size=1, max_size=80))
def test_every_name_that_is_taken_can_be_stored(name: str) -> None:
    try:
        taken = parsed(["chat", f"--as={name}"]).name
    except SystemExit:
        return
    assert taken == taken.strip() != ""
    assert taken.isprintable()
    key_of(taken).encode("utf-8")


@given(st.lists(st.text(max_size=20), max_size=4))
def test_any_command_line_is_either_read_or_refused_in_words(words: list[str]) -> None:
    try:
        assert parsed(words).command in (None, *COMMANDS)
    except SystemExit as ended:
        assert ended.code in (0, 2)


def test_words_may_stand_on_either_side_of_the_options() -> None:
    assert parsed(["forget", "cat", "--as", "Ana"]).words == ["cat"]
    assert parsed(["forget", "--as", "Ana", "my", "cat"]).words == ["my", "cat"]


@pytest.mark.parametrize(
    ("words", "bench", "quick", "json"),
    [
        (["bench"], None, False, False),
        (["bench", "--json", "--quick"], None, True, True),
        (["bench", "swap"], "swap", False, False),
        (["bench", "--quick", "night", "--json"], "night", True, True),
        (["bench", "--json", "soak"], "soak", False, True),
    ],
)
def test_a_bench_is_of_all_or_of_one_measure(
    words: list[str], bench: str | None, quick: bool, json: bool
) -> None:
    arguments = parsed(words)
    assert (arguments.bench, arguments.quick, arguments.json) == (bench, quick, json)


def test_a_fault_points_to_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed(["forget", "--as", "Ana"])

    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert told.startswith("sleepwake: ")
    assert "WORDS" in told
    assert "`sleepwake forget --help`" in told


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("chatt", "sleepwake: there is no command chatt; did you mean chat?\n"),
        ("Xyz'q", "sleepwake: "),
        ("fly", "sleepwake: there is no command fly.\n"),
    ],
)
def test_a_command_typed_wrong_is_told_with_the_nearest(
    word: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parsed([word])

    shown = capsys.readouterr().err
    assert shown.startswith(told)
    assert "`sleepwake --help`" in shown


def test_the_help_names_every_command_and_where_to_begin() -> None:
    text = help_text()

    for command in COMMANDS:
        assert f"\n    {command} " in text
    assert "sleepwake chat" in text
    assert "SLEEPWAKE_DATA" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_own_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed([command, "--help"])

    text = capsys.readouterr().out
    assert ended.value.code == 0
    assert text.startswith(f"usage: sleepwake {command}")
    assert "--data DIR" in text
    assert max(map(len, text.splitlines())) <= 100


def test_the_chats_help_explains_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed(["chat", "--help"])

    text = capsys.readouterr().out
    for word in ("!recall", "!forget", "!sleep", "!help", "!quit", "--as", "--sandbox"):
        assert word in text


def test_the_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("sleepwake ")


def test_an_evaluation_has_defaults() -> None:
    found = parsed(["evaluate"])
    assert (found.facts, found.nights, found.seeds, found.methods) == (None, None, (1,), "")
    assert [found.quick, found.json, found.no_plot] == [False] * 3
    assert [found.story, found.out] == [None] * 2


def test_an_evaluation_takes_several_seeds() -> None:
    assert parsed(["evaluate", "--seed", "3, 1,3", "--model", "m"]).seeds == (3, 1)


@pytest.mark.parametrize(
    "words", ["--seed x", "--seed 1,", "--seed -1", "--facts 0", "--nights two", "--facts 1.5"]
)
def test_an_evaluation_counts_in_whole_numbers(
    words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parsed(["evaluate", *words.split()])
    assert "expected" in capsys.readouterr().err

"""The program as a whole, in processes of its own; only the model is a pretended one."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = """
import signal, sys
# A shell that runs the tests in the background has its children ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)
from contextlib import asynccontextmanager
from bot.__main__ import main
from bot.engine.fake import FakeEngine
from bot.terminal import runtime
@asynccontextmanager
async def pretended(config, say):
    yield FakeEngine()
runtime.open_model = pretended
sys.exit(main(["--model", "pretended", *sys.argv[1:]]))
"""

# discord.py's own need is none of ours.
WARNINGS = ("-W", "error", "-W", "ignore:'audioop' is deprecated:DeprecationWarning")


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    folders = {
        f"SLEEPWAKE_{name.upper()}": str(tmp_path / name) for name in ("data", "cache", "logs")
    }
    # What was asked for in the environment of the tests must not color their output.
    kept = {name: value for name, value in os.environ.items() if "COLOR" not in name}
    return kept | folders | {"TMPDIR": str(tmp_path)}


def started(words: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *WARNINGS, "-c", SCRIPT, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=env,
    )


def ran(words: Sequence[str], env: Mapping[str, str], said: str = "") -> tuple[int, str, str]:
    with started(words, env) as process:
        out, err = process.communicate(said, timeout=120)
        return process.returncode, out, err


def test_told_today_asleep_tonight_known_tomorrow(env: dict[str, str]) -> None:
    told = ran(["chat", "--as", "Ana"], env, "My cat's name is Miso.\n!sleep\n")
    recalled = json.loads(ran(["recall", "--as", "ana", "--json"], env)[1])
    asked = ran(["chat", "--as", "Ana"], env, "What is my cat's name?\n")

    assert (told[0], told[2]) == (0, "")
    assert "1 fact learned by heart" in told[1]
    assert recalled["context"] == []
    assert [fact["value"] for fact in recalled["weights"]] == ["Miso"]
    assert asked[0] == 0
    assert "Miso" in asked[1]


def test_a_recall_with_proofs_asks_the_model_for_what_the_weights_hold(
    env: dict[str, str],
) -> None:
    ran(["chat", "--as", "Ana"], env, "My cat's name is Miso.\n!sleep\nMy job is baker.\n")

    code, out, err = ran(["recall", "--as", "Ana", "--prove"], env)
    (proved,) = json.loads(ran(["recall", "--as", "Ana", "--prove", "--json"], env)[1])["weights"]
    nobody = ran(["recall", "--as", "Bo", "--prove"], env)

    assert (code, err) == (0, "")
    lines = out.splitlines()
    at = lines.index("  cat's name: Miso")
    assert lines[at + 1].startswith("    asked \"What's my cat's name?\" it says ")
    assert lines[at + 1].endswith(": right, probability 90.00% (1.00% without these weights)")
    # What is in context is not in the weights, and not asked for.
    assert sum("asked" in line for line in lines) == 1
    assert (proved["value"], proved["proof"]["right"]) == ("Miso", True)
    assert proved["proof"]["probability"] == 0.9
    assert "Miso" in proved["proof"]["answer"]
    assert nobody == (0, "Nothing is known about Bo.\n", "")


def test_sleep_from_the_shell_is_for_one_or_for_all(env: dict[str, str]) -> None:
    ran(["chat", "--as", "Ana"], env, "My cat's name is Miso.\n")
    ran(["chat", "--as", "Ben"], env, "My dog's name is Rex.\n")

    code, out, err = ran(["sleep", "--as", "Ana", "--json"], env)
    everyone = ran(["sleep"], env)
    nobody = ran(["sleep", "--as", "Kim"], env)

    assert (code, err) == (0, "")
    (report,) = json.loads(out)["reports"]
    assert (report["person"], report["learned"]) == ("Ana", ["cat's name: Miso"])
    assert "Night of Ben: 1 fact learned by heart." in everyone[1]
    assert "Night of Ana: nothing new to learn." in everyone[1]
    assert nobody[:2] == (0, "Nothing is known about Kim.\n")


def test_a_sandbox_leaves_nothing_behind(env: dict[str, str], tmp_path: Path) -> None:
    code, out, err = ran(["chat", "--sandbox"], env, "My cat's name is Miso.\n!recall\n")

    assert (code, err) == (0, "")
    assert "cat's name: Miso" in out
    assert [path.name for path in tmp_path.iterdir()] == ["logs"]


def test_no_word_that_was_said_is_in_the_log(env: dict[str, str], tmp_path: Path) -> None:
    ran(["chat"], env, "My cat's name is Miso.\n!sleep\n!forget miso\nxyzzy?\n")

    log = (tmp_path / "logs" / "sleepwake.log").read_text("utf-8").lower()
    assert "miso" not in log
    assert "xyzzy" not in log


def test_any_bytes_are_taken(env: dict[str, str]) -> None:
    with started(["chat"], env) as process:
        assert process.stdin is not None
        said = b"caf\xe9 \xff\x00\x1b[31m\n" + b"a" * 10_000
        said += "\n\u202eשלום 🐈 <@123> ```py\n".encode()
        os.write(process.stdin.fileno(), said)
        out, err = process.communicate(timeout=120)

    assert (process.returncode, err) == (0, "")
    assert len([line for line in out.splitlines() if not line.startswith("· ")]) == 3


def test_an_input_that_is_closed_is_an_empty_talk(env: dict[str, str]) -> None:
    done = subprocess.run(
        f"{sys.executable} -c '{SCRIPT}' chat <&-",
        shell=True,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=env,
        timeout=120,
    )

    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


def test_a_reader_who_leaves_early_is_no_fault(env: dict[str, str]) -> None:
    with started(["chat"], env) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write("hello\n" * 3)
        process.stdin.close()
        assert process.wait(timeout=120) == 141
        assert process.stderr.read() == ""


def test_two_bots_do_not_share_a_folder(env: dict[str, str]) -> None:
    with started(["chat"], env) as first:
        assert first.stdin is not None
        assert first.stdout is not None
        first.stdin.write("hello\n")
        first.stdin.flush()
        first.stdout.readline()
        second = ran(["chat"], env, "hello\n")
        first.communicate(timeout=120)
    third = ran(["chat"], env, "hello\n")

    assert second[:2] == (1, "")
    assert second[2].startswith("sleepwake: Another sleepwake is using the data folder")
    assert "Traceback" not in second[2]
    assert third[0] == 0


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_a_signal_ends_a_talk_cleanly(env: dict[str, str], number: int, code: int) -> None:
    with started(["chat"], env) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write("My cat's name is Miso.\n")
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.readline()
        process.send_signal(number)
        assert process.wait(timeout=120) == code
        assert process.stderr.read() == ""

    assert "Miso" in ran(["recall"], env)[1]


def test_at_a_terminal_there_are_a_prompt_and_a_history(
    env: dict[str, str], tmp_path: Path
) -> None:
    shown = at_a_terminal(["chat", "--as", "Ana"], env, ["hello", "!help", "!quit"])

    assert "This is Ember." in shown
    assert "Ember> " in shown
    assert "!recall" in shown
    (history,) = (tmp_path / "data" / "history").iterdir()
    assert "hello" in history.read_text("utf-8")


def at_a_terminal(words: Sequence[str], env: Mapping[str, str], lines: Sequence[str]) -> str:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env=dict(env) | {"TERM": "xterm"},
        start_new_session=True,
    ) as process:
        os.close(theirs)
        for line in lines:
            os.write(ours, f"{line}\r".encode())
        shown = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
            if b"\x1b[6n" in part:
                # Where the cursor is, which a terminal answers.
                os.write(ours, b"\x1b[1;1R")
        assert process.wait(timeout=120) == 0
    os.close(ours)
    return shown.decode("utf-8", "replace")


def test_the_demonstration_shows_three_days_and_a_table(
    env: dict[str, str], tmp_path: Path
) -> None:
    story = {
        "people": [
            {
                "name": "Ana",
                "say": [["My cat's name is Miso.", "My lucky stone is jade."], ["!forget cat"]],
                "ask": [["What is my lucky stone?", ["jade"]]],
                "untold": ["What is my cat's name?"],
            },
            {
                "name": "Ben",
                "say": [["My lucky stone is opal."]],
                "ask": [["What is my lucky stone?", ["opal"]]],
                "untold": ["What is my shoe size?"],
            },
        ]
    }
    (tmp_path / "story.json").write_text(json.dumps(story))

    code, out, err = ran(["demo", "--story", str(tmp_path / "story.json")], env)

    assert (code, err) == (0, "")
    assert out.count("✓") == 6
    assert "✗" not in out
    assert "\x1b" not in out
    day_1, day_2 = out[out.index(" Day 1 ") :].split(" Day 2 ")
    assert "cat's name: Miso" in day_1
    assert "Forgotten, for good: 1" in day_2
    rows = [line for line in out[out.index("After 2 days") :].splitlines() if "│" in line]
    assert [row.split() for row in rows] == [
        ["│", "Ana", "│", "0", "│", "1", "│", "1", "of", "1", "│", "1", "of", "1", "│", "0", "│"],
        ["│", "Ben", "│", "0", "│", "1", "│", "1", "of", "1", "│", "1", "of", "1", "│", "0", "│"],
    ]
    assert not (tmp_path / "data").exists()


def test_a_story_that_is_none_is_told_before_the_model_is_loaded(
    env: dict[str, str], tmp_path: Path
) -> None:
    code, out, err = ran(["demo", "--story", str(tmp_path / "none.json")], env)

    assert (code, out) == (1, "")
    assert err.startswith("sleepwake: ")
    assert "none.json can't be read" in err


def test_the_discord_bot_needs_a_token(env: dict[str, str]) -> None:
    without = {name: value for name, value in env.items() if "TOKEN" not in name}

    code, out, err = ran(["run"], without)

    assert (code, out) == (1, "")
    assert err.startswith("sleepwake: No Discord token is set.\n  Get one at https://discord.com")


def test_the_discord_bot_needs_leave_or_none_to_train(env: dict[str, str]) -> None:
    code, out, err = ran(["run"], {**env, "SLEEPWAKE_DISCORD_TOKEN": "a.token"})

    assert (code, out) == (1, "")
    assert err.startswith("sleepwake: [discord] train_on_messages is not set")
    assert "Put train_on_messages = false under [discord]" in err

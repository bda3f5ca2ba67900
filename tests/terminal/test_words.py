from __future__ import annotations

import errno
import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import ConfigError, SleepwakeError, StoreLockedError
from bot.terminal.words import CUT_OFF, FAILED, INTERRUPTED, OK, guarded, told


def raising(error: BaseException) -> Callable[[], int]:
    def action() -> int:
        raise error

    return action


def test_fault_and_mend_stand_on_a_line_each() -> None:
    assert told(SleepwakeError("It broke.", "Mend it.")) == "sleepwake: It broke.\n  Mend it."


def test_a_fault_without_a_mend_is_one_line() -> None:
    assert told(SleepwakeError("It broke.")) == "sleepwake: It broke."


@pytest.mark.parametrize(
    "error", [ConfigError("Bad key.", "See it."), StoreLockedError("In use.", "Stop it.")]
)
def test_an_error_becomes_words_and_an_exit_code(error: SleepwakeError) -> None:
    errors = io.StringIO()

    assert guarded(raising(error), errors) == FAILED
    assert errors.getvalue() == f"sleepwake: {error.fault}\n  {error.mend}\n"


def test_what_goes_well_gives_its_own_code() -> None:
    errors = io.StringIO()

    assert guarded(lambda: OK, errors) == OK
    assert guarded(lambda: 7, errors) == 7
    assert errors.getvalue() == ""


def test_control_c_ends_without_a_word() -> None:
    errors = io.StringIO()

    assert guarded(raising(KeyboardInterrupt()), errors) == INTERRUPTED == 130
    assert errors.getvalue() == ""


def test_a_bug_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        guarded(raising(ZeroDivisionError()), io.StringIO())


def test_the_signals_are_as_before_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)

    guarded(lambda: OK, io.StringIO())

    assert signal.getsignal(signal.SIGTERM) is before


SCRIPT = """
import errno, os, sys
from bot.terminal.words import guarded
def action():
    {action}
    return 0
sys.exit(guarded(action, sys.stderr))
"""


ROOT = Path(__file__).parents[2]


def ran(action: str, out: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT.format(action=action)],
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_told_in_words(number: int) -> None:
    done = ran(f"raise OSError({number}, 'No space', '/data/x')")

    assert done.returncode == 1
    assert done.stderr.startswith("sleepwake: The disk is full (/data/x).\n  Free some space")


def test_what_the_system_refuses_is_told_in_words() -> None:
    done = ran("open('/nowhere/at/all')")

    assert done.returncode == 1
    assert done.stderr.startswith("sleepwake: The system refused: No such file or directory")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_onto_a_full_disk_is_told_in_words() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        done = ran("print('hello')", out=full)
    finally:
        os.close(full)

    assert done.returncode == 1
    assert done.stderr.startswith("sleepwake: The disk is full.")
    assert "Exception" not in done.stderr


def test_a_closed_pipe_ends_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = ran("print('x' * 100000, flush=True)", out=writing)
    finally:
        os.close(writing)

    assert done.returncode == CUT_OFF == 141
    assert done.stderr == ""

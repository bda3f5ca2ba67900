from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.terminal.ending import run, signals_unwind

ROOT = Path(__file__).parents[2]
IN_THE_LOOP = """
import asyncio, sys
from bot.terminal.ending import run, signals_unwind
async def wait():
    try:
        print("waiting", flush=True)
        await asyncio.sleep(600)
    finally:
        print("put away", flush=True)
    return 0
with signals_unwind():
    sys.exit(run(wait()))
"""
BLOCKED = """
import time
from bot.terminal.ending import signals_unwind
with signals_unwind():
    try:
        print("waiting", flush=True)
        while True:
            time.sleep(0.01)
    finally:
        print("put away", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("script", [IN_THE_LOOP, BLOCKED])
def test_a_signal_to_end_unwinds_everything(script: str, number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(number)
        assert process.stdout.readline() == "put away\n"
        assert process.wait(timeout=60) == 128 + number
        assert process.stderr.read() == ""


def test_what_ends_by_itself_gives_its_own_code() -> None:
    async def seven() -> int:
        await asyncio.sleep(0)
        return 7

    before = signal.getsignal(signal.SIGTERM)

    assert run(seven()) == 7
    assert signal.getsignal(signal.SIGTERM) is before


def test_cancelling_from_within_is_no_signal() -> None:
    async def gives_up() -> int:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        run(gives_up())


def test_the_signals_are_as_before_the_block() -> None:
    before = signal.getsignal(signal.SIGTERM)

    with signals_unwind():
        assert signal.getsignal(signal.SIGTERM) is not before

    assert signal.getsignal(signal.SIGTERM) is before

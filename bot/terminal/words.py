"""The one place where what went wrong becomes words on the terminal, and an exit code.

Knows: the project's errors, and the few of Python's that a machine causes (a full disk, a closed
pipe). Does not know: what was being done.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from typing import TextIO

from bot.errors import SleepwakeError
from bot.terminal.ending import signals_unwind

OK = 0
FAILED = 1
# What shells report for a program that a signal ended: 128 and the signal's number.
INTERRUPTED = 128 + signal.SIGINT
CUT_OFF = 128 + signal.SIGPIPE

_FULL = (errno.ENOSPC, errno.EDQUOT)


def told(error: SleepwakeError) -> str:
    """The fault, and the mend below it."""
    lines = [f"sleepwake: {error.fault}", *error.mend.splitlines()]
    return "\n  ".join(lines)


def machine_told(error: OSError) -> str:
    """What the system refused, in the same form."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in _FULL:
        return told(
            SleepwakeError(f"The disk is full{where}.", "Free some space, then start again.")
        )
    reason = error.strerror or str(error) or type(error).__name__
    return told(
        SleepwakeError(
            f"The system refused: {reason}{where}.",
            "See that the folder is there and that you may write to it.",
        )
    )


def guarded(action: Callable[[], int], errors: TextIO) -> int:
    """Do it, and tell on `errors` what went wrong.

    Returns:
        The exit code: what `action` gave, 1 after an error, 128 and a signal's number after one.
    """
    try:
        with signals_unwind():
            code = action()
            sys.stdout.flush()
    except SleepwakeError as error:
        print(told(error), file=errors)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return CUT_OFF
    except OSError as error:
        print(machine_told(error), file=errors)
        _drop_output()
    else:
        return code
    return FAILED


def _drop_output() -> None:
    """Send what is still buffered nowhere: Python would fail again on it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)

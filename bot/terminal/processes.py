"""Other processes: what a command prints, and which process is which.

Knows: /proc, ps. Does not know: what the processes do.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_SECONDS = 10.0
_START_FIELD = 19


def output(command: Sequence[str], env: Mapping[str, str] | None = None) -> str:
    """What a command prints; "" where there is no such command, it fails or takes too long."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False, env=env)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def birth(pid: int) -> str:
    """When a process began, in a form that is only good for comparing; "" if there is none.

    A number alone may long be another process's.
    """
    if sys.platform.startswith("linux"):
        return _birth_of_proc(pid)
    plain = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    return output(["ps", "-o", "lstart=", "-p", str(pid)], plain).strip()


def _birth_of_proc(pid: int) -> str:
    try:
        # The name, in brackets, may hold anything; what follows the last one is fixed.
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""
    # A process that has ended, and waits only for its parent to notice, is none.
    return "" if fields[0] in "ZX" else f"{boot} {fields[_START_FIELD]}"


def resident_bytes() -> int:
    """How much memory this process holds now; 0 where it can't be told."""
    if sys.platform.startswith("linux"):
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    return int(output(["ps", "-o", "rss=", "-p", str(os.getpid())]).strip() or 0) * 1024

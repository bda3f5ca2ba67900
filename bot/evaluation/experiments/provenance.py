"""Where figures come from: the machine, the versions, the model.

Knows: how systems tell what they are. Does not know: what was measured.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import subprocess
from pathlib import Path

from bot.engine.interface import ModelInfo

_CPUS = Path("/proc/cpuinfo")
_GB = 1e9


def machine() -> str:
    """Processor, cores, memory, system: `Apple M3, 8 cores, 8.6 GB of memory, macOS 15.1`."""
    count = os.cpu_count() or 1
    cores = "1 core" if count == 1 else f"{count} cores"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GB
    mac = platform.mac_ver()[0]
    system = f"macOS {mac}" if mac else f"{platform.system()} {platform.release()}"
    return f"{_processor()}, {cores}, {memory:.1f} GB of memory, {system}"


def model(info: ModelInfo) -> str:
    """The model without the folder that it lies in."""
    size = f"{info.layers} layers, hidden size {info.hidden}, {info.bits} bits a weight"
    return f"{info.name.rstrip('/').rpartition('/')[2]} ({size})"


def versions() -> str:
    """Of the program and of what it computes with."""
    found = []
    for name in ("sleepwake", "mlx", "mlx-lm"):
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return ", ".join(found)


def _processor() -> str:
    try:
        if _CPUS.exists():
            named = re.search(r"^model name\s*: (.+)$", _CPUS.read_text("utf-8"), re.MULTILINE)
            return " ".join(named[1].split()) if named else platform.machine()
        asked = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
        told = subprocess.run(asked, capture_output=True, check=False, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return platform.machine()
    return told.stdout.strip() or platform.machine()

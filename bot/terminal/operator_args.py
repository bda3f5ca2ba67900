"""What whoever runs the bot can type: init, doctor, status, service, bench.

Knows: these commands' names, options and help. Does not know: what any of them does.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Protocol

COMMANDS = ("init", "doctor", "status", "service", "bench")

_INIT = """\
Ask a few questions, test the token, and write a settings file: the one that --config names, else
config.toml in this folder. Answers may be piped in, a line each, in the order in which they are
asked: token, admins, training (yes or no), model, quiet hour."""

_DOCTOR = """\
Look whether the bot can run well here: settings, token, intents, permissions, model, database,
memory, disk, encryption, BLAS, clock. Nothing is changed. The exit code is 1 if there is a
fault."""

_SERVICE = """\
Keep the bot running: as a launchd agent on a Mac, as a systemd user unit on Linux.

  sleepwake service install --config FILE   write the unit and start it (--dry-run only shows it)
  sleepwake service update [SOURCE]         back up, install a new version, start again
  sleepwake service backup [FILE]           one file of all memories, taken while the bot runs
  sleepwake service restore FILE            put a backup's memories in the place of today's
  sleepwake service remove                  stop it and take the unit away; memories stay"""

_BENCH = """\
Measure how fast the bot is on this machine: all of it, or one thing by its name. Both sides of a
comparison run in turn in one run; shown are medians with their spread, ratios, and the goal where
there is one. All of it takes a good while; --quick is for a first look. What else runs on the
machine is measured with it. A missed goal does not change the exit code."""

MEASURES = {
    "train": "our trainer beside mlx_lm's own: tokens a second, time to the same recall, memory",
    "swap": "one person's weights changed for another's, beside mlx_lm.server's reload",
    "chat": "waiting for a reply, awake and while a night trains",
    "cache": "the first token of a reply, prompt cache on and off",
    "extraction": "noting the facts of a message",
    "recall": "!recall with 10 and with 100,000 facts in the store",
    "night": "a night over ten facts",
}

_SOAK = """\
Talk with a companion as many people at once, in this process, on a memory that is thrown away, and
print how much memory it takes, how fast it is, and what went wrong. Without --model a pretended
model answers by rule: what is measured is then all but the model. The exit code is 1 if memory grew
by more than --growth after warm-up, or anything was raised."""


class _Command(Protocol):
    def __call__(self, name: str, short: str, long: str = "") -> argparse.ArgumentParser: ...


def add(command: _Command, everywhere: argparse.ArgumentParser) -> None:
    """Add the commands to the parser; `everywhere` are the options that all of them take."""
    init = command("init", "ask a few questions and write a settings file", _INIT)
    init.add_argument("--api", metavar="URL", help="of a Discord-compatible server")
    init.add_argument("--gateway", metavar="URL", help="of the same server")
    doctor = command("doctor", "look whether the bot can run well here", _DOCTOR)
    status = command("status", "show whether the bot runs or sleeps, and how much it keeps")
    status.add_argument("--names", action="store_true", help="show people by name, and the stage")
    for parser in (doctor, status):
        parser.add_argument("--json", action="store_true", help="print JSON, for scripts")
    _add_service(command("service", "keep the bot running; back up, restore", _SERVICE), everywhere)
    _add_bench(command("bench", "measure", _BENCH), everywhere)


def _add_service(parser: argparse.ArgumentParser, everywhere: argparse.ArgumentParser) -> None:
    actions = _within(parser, "action", everywhere)
    install = actions("install", "write the unit and start it")
    install.add_argument("--dry-run", action="store_true", help="only show what would be done")
    update = actions("update", "back up, install a new version, start again")
    update.add_argument(
        "source",
        nargs="?",
        metavar="SOURCE",
        help="a wheel, a folder or what pip takes (default: this folder, with git pull)",
    )
    backup = actions("backup", "one file of all memories")
    backup.add_argument("file", nargs="?", type=Path, metavar="FILE")
    restore = actions("restore", "put a backup's memories in the place of today's")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--yes", action="store_true", help="do not ask first")
    actions("remove", "stop it and take the unit away; memories stay")


def _add_bench(parser: argparse.ArgumentParser, everywhere: argparse.ArgumentParser) -> None:
    # Without defaults: these would hide what stood before the measure's name.
    parser.set_defaults(bench=None)
    _add_bench_options(parser, False)  # noqa: FBT003 - a default
    measures = _within(parser, "bench", everywhere, required=False)
    for name, short in MEASURES.items():
        _add_bench_options(measures(name, short), argparse.SUPPRESS)
    soak = measures("soak", "talk as many people at once", _SOAK)
    soak.add_argument("--messages", type=_count, default=10_000, metavar="N")
    soak.add_argument("--people", type=_count, default=200, metavar="N")
    soak.add_argument("--seed", type=int, default=1, metavar="N")
    soak.add_argument(
        "--growth",
        type=_share,
        default=0.1,
        metavar="SHARE",
        help="how much memory may grow after warm-up (default: 0.1 of it)",
    )
    soak.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print JSON, for scripts"
    )


def _add_bench_options(parser: argparse.ArgumentParser, default: Any) -> None:
    parser.add_argument(
        "--quick", action="store_true", default=default, help="fewer rounds, rougher figures"
    )
    parser.add_argument(
        "--json", action="store_true", default=default, help="print JSON, for scripts"
    )


def _within(
    parser: argparse.ArgumentParser,
    dest: str,
    everywhere: argparse.ArgumentParser,
    *,
    required: bool = True,
) -> _Command:
    inner: Any = parser.add_subparsers(dest=dest, required=required, metavar=dest.upper())

    def command(name: str, short: str, long: str = "") -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = inner.add_parser(
            name,
            help=short,
            description=long or f"{short[0].upper()}{short[1:]}.",
            parents=[everywhere],
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        return made

    return command


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("expected a whole number above 0")
    return int(text)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share < float("inf"):
        raise argparse.ArgumentTypeError("expected a share such as 0.1")
    return share

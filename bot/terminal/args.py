"""What can be typed after `sleepwake`, and the help that tells it.

Knows: the commands' names, options and help. Does not know: what any of them does.
"""

from __future__ import annotations

import argparse
import difflib
import getpass
import importlib.metadata
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, Protocol

from bot.terminal import fusing, operator_args

_LONGEST_NAME = 80

_ABOUT = """\
A companion that gets to know you while you talk, and learns it by heart while it sleeps."""

_START = """\
start here:
  sleepwake chat                   talk; !sleep makes it learn, !help lists the rest
  sleepwake chat --sandbox         the same, with a memory that is thrown away
  sleepwake demo                   watch three days in the life of two people's companion
  sleepwake init                   asks a few questions and writes config.toml
  sleepwake run --config my.toml   the Discord bot

`sleepwake COMMAND --help` tells more about each.
"""

_CHAT = """\
Talk with the companion. What you tell it about yourself it notes; after !sleep it knows it by
heart, with nothing written down in front of it.

In the talk:
  !recall [WORDS]   what it knows about you: noted down, or by heart
  !forget WORDS     forget what these words find; `!forget me` forgets everything about you
  !sleep            sleep now: learn by heart what you told (`!sleep all`: for everyone)
  !help, !quit

Input that is piped in is taken a line a turn, and answered in plain text:
  printf 'I live in Porto\\nWhere do I live?\\n' | sleepwake chat --sandbox
"""

_RUN = """\
Run the Discord bot until it is stopped. It needs a token: set DISCORD_TOKEN in the environment, or
token under [discord] in the file that --config names. config.example.toml shows every setting."""

_DEMO = """\
Play a story: people tell things over some days, the companion sleeps after each, and is asked.
Shown are, day by day, what stands in its context, what is in its weights, and its answers. The
memory is thrown away at the end. With two processor cores the built-in story takes some minutes."""

_STORY = """\
a JSON file of your own: {"people": [{"name": "Ana", "say": [["a message of day 1", ...], ...],
"ask": [["a question", ["a right answer", "another"]], ...], "untold": ["a question that nothing
said answers", ...]}]}. A message may be a command, such as "!forget my cat"."""

# How argparse tells of a command that there is not; it has no other place to hook in.
_UNKNOWN = re.compile(r"argument COMMAND: invalid choice: '(.*)' \(choose from (.*)\)")
_NAMES = re.compile(r"[a-z]+")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in the form that all errors have."""

    def error(self, message: str) -> NoReturn:
        unknown = _UNKNOWN.match(message)
        if unknown:
            near = difflib.get_close_matches(unknown[1], _NAMES.findall(unknown[2]), n=1)
            hint = f"; did you mean {near[0]}?" if near else "."
            message = f"there is no command {unknown[1]}{hint}"
        self.exit(2, f"sleepwake: {message}\n  `{self.prog} --help` shows what can be typed.\n")


class _Command(Protocol):
    """Adds a command to the parser."""

    def __call__(self, name: str, short: str, long: str = "") -> argparse.ArgumentParser: ...


def parsed(words: Sequence[str]) -> argparse.Namespace:
    """The command line as read. Ends the program with help, version or a fault (exit code 2)."""
    defaults = {"data": None, "config": None, "model": None, "no_color": False, "command": None}
    return _parser().parse_args(list(words), argparse.Namespace(**defaults))


def help_text() -> str:
    return _parser().format_help()


def version() -> str:
    try:
        return importlib.metadata.version("sleepwake")
    except importlib.metadata.PackageNotFoundError:
        return "of a folder that is not installed"


def _parser() -> argparse.ArgumentParser:
    everywhere = _everywhere()
    parser = _Parser(
        prog="sleepwake",
        description=_ABOUT,
        epilog=_START,
        parents=[everywhere],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"sleepwake {version()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    def command(name: str, short: str, long: str = "") -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=short,
            description=long or f"{short[0].upper()}{short[1:]}.",
            parents=[everywhere],
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    chat = command("chat", "talk with the companion in this terminal", _CHAT)
    _as_whom(chat)
    chat.add_argument(
        "--sandbox", action="store_true", help="use a memory that is thrown away at the end"
    )
    _add_shell_commands(command)
    _as_whom(fusing.add(command))
    command("run", "run the Discord bot", _RUN)
    demo = command("demo", "watch a story of three days and two people", _DEMO)
    demo.add_argument("--story", type=Path, metavar="FILE", help=_STORY)
    operator_args.add(command, everywhere)
    return parser


def _everywhere() -> _Parser:
    """Options that may stand before or after the command.

    They have no defaults of their own: those would hide what stood before the command.
    """
    options = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    group = options.add_argument_group("options for every command")
    group.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="the folder of memories (or set SLEEPWAKE_DATA in the environment)",
    )
    group.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="a settings file; without one, defaults hold",
    )
    group.add_argument(
        "--model",
        metavar="NAME",
        help="a model folder in mlx-lm's format, or a name on the Hugging Face hub "
        "(default: the small model that comes with sleepwake)",
    )
    group.add_argument("--no-color", action="store_true", help="no colors")
    return options


def _add_shell_commands(command: _Command) -> None:
    recall = command("recall", "show what is known about a person")
    recall.add_argument("words", nargs="*", metavar="WORDS", help="only what these words find")
    recall.add_argument(
        "--prove",
        action="store_true",
        help="ask the model for each fact in the weights, with nothing in context, and show what "
        "it says and how probable the right answer is",
    )
    forget = command(
        "forget",
        "forget things about a person, for good",
        "Forget what the words find, for good: the facts, the messages they came from, and the\n"
        "weights that were trained on them. The rest is learned again in the next sleep.",
    )
    forget.add_argument(
        "words", nargs="+", metavar="WORDS", help="what to forget; `me` is everything"
    )
    forget.add_argument("--yes", action="store_true", help="do not ask first")
    sleep = command(
        "sleep",
        "sleep now: learn by heart what was told",
        "Sleep now: learn by heart what was told, and report. Without --as, for everyone.",
    )
    export = command("export", "print everything that is held about a person, as JSON")
    for parser in (recall, forget, sleep, export):
        _as_whom(parser, everyone=parser is sleep)
        parser.add_argument("--json", action="store_true", help="print JSON, for scripts")


def _as_whom(parser: argparse.ArgumentParser, *, everyone: bool = False) -> None:
    parser.add_argument(
        "--as",
        dest="name",
        type=_name,
        default=None if everyone else _own_name(),
        metavar="NAME",
        help="who you are"
        + (" (default: everyone)" if everyone else f" (default: {_own_name()})".replace("%", "%%")),
    )


def _name(text: str) -> str:
    # What is no UTF-8 on the command line could not be stored.
    name = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
    if not name or not name.isprintable():
        raise argparse.ArgumentTypeError("a name needs a letter, and no control characters")
    if len(name) > _LONGEST_NAME:
        raise argparse.ArgumentTypeError(f"a name has at most {_LONGEST_NAME} characters")
    return name


def _own_name() -> str:
    """The name of the user at the machine; not every machine knows one."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "you"

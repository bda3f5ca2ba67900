"""The bot as a service of its user: a launchd agent or a systemd user unit, filled in.

Knows: both forms and the commands that go with them. Does not know: how commands are run, or what
the bot does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from bot.errors import ServiceError
from bot.terminal.templates import template

NAME = "sleepwake"
Command = tuple[str, ...]
_PLACE = re.compile(r"@(\w+)@")


@dataclass(frozen=True, slots=True)
class Host:
    """Whose service it is, and on what system. `settings` is the folder of the user's settings."""

    mac: bool
    uid: int
    home: Path
    settings: Path

    @property
    def unit(self) -> Path:
        if self.mac:
            return self.home / "Library" / "LaunchAgents" / f"{NAME}.plist"
        return self.home / ".config" / "systemd" / "user" / f"{NAME}.service"

    @property
    def environment(self) -> Path:
        """The file that holds the token."""
        return self.settings / "environment"

    def checked(self) -> None:
        """Raises ServiceError for root, as whom nothing shall run."""
        if self.uid == 0:
            raise ServiceError(
                "The bot is not made a service of root's.",
                "Do this as the user whose bot it is, without sudo.",
            )


def unit_text(host: Host, words: Sequence[str], data: Path, logs: Path) -> str:
    """The unit, filled in. `words` are the bot's command line."""
    if host.mac:
        program = "\n        ".join(f"<string>{escape(word)}</string>" for word in words)
        given = {name: escape(str(path)) for name, path in _paths(host, data, logs).items()}
        return _filled(template(f"deploy/{NAME}.plist"), given | {"program": program})
    program = " ".join(_word(word) for word in words)
    # These two take a path as it stands; only % begins something there.
    given = {n: str(p).replace("%", "%%") for n, p in _paths(host, data, logs).items()}
    return _filled(template(f"deploy/{NAME}.service"), given | {"program": program})


def environment_text(values: Mapping[str, str]) -> str:
    """Variables as both a shell and systemd read them."""
    quoted = {name: re.sub(r'(["\\$`])', r"\\\1", value) for name, value in values.items()}
    return "".join(f'{name}="{value}"\n' for name, value in quoted.items())


def starting(host: Host) -> list[Command]:
    """What makes the service known and starts it (anew)."""
    if host.mac:
        return [
            ("launchctl", "bootstrap", f"gui/{host.uid}", str(host.unit)),
            ("launchctl", "kickstart", f"gui/{host.uid}/{NAME}"),
        ]
    return [
        _systemctl("daemon-reload"),
        _systemctl("enable", NAME),
        _systemctl("restart", NAME),
    ]


def stopping(host: Host) -> list[Command]:
    """What stops the service and takes it out of the system's list; may fail if it is not there."""
    if host.mac:
        return [("launchctl", "bootout", f"gui/{host.uid}/{NAME}")]
    return [_systemctl("disable", "--now", NAME)]


def restarting(host: Host) -> list[Command]:
    if host.mac:
        return [("launchctl", "kickstart", "-k", f"gui/{host.uid}/{NAME}")]
    return [_systemctl("restart", NAME)]


def _systemctl(*words: str) -> Command:
    return ("systemctl", "--user", *words)


def _paths(host: Host, data: Path, logs: Path) -> dict[str, Path]:
    return {"environment": host.environment, "data": data, "logs": logs}


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]], text)


def _word(word: str) -> str:
    """A word of systemd's command line: quoted, and nothing in it stands for anything else."""
    safe = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{safe}"'

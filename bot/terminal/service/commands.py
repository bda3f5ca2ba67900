"""What `sleepwake service` does: install, update, back up, restore, remove.

Knows: the order of the steps. Does not know: the units' form, or how an archive is made.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.config import Config
from bot.errors import ServiceError
from bot.store.opening import FILE
from bot.terminal.files import write_private
from bot.terminal.service import archive, units
from bot.terminal.service.units import Command, Host

Run = Callable[[Command], None]
_STAMP = "%Y-%m-%d-%H%M%S"
_PROJECT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Service:
    """The service of one user's bot.

    Args:
        host: whose it is, on what system.
        config: the bot's settings.
        named: the settings file that was named, if any.
        run: runs a command; raises ServiceError where it fails.
        say: shows a line.
        clock: gives an aware time.
    """

    host: Host
    config: Config
    named: Path | None
    run: Run
    say: Callable[[str], None]
    clock: Callable[[], datetime]

    def install(self, *, dry: bool = False) -> None:
        """Write the unit and its environment file, and start it; dry, only show them."""
        text = units.unit_text(
            self.host, self._words(), self.config.paths.data, self.config.paths.logs
        )
        if dry:
            self.say(f"{self.host.unit}:\n\n{text}")
            self.say(f"{self.host.environment}: the token, readable by you alone")
            for command in units.starting(self.host):
                self.say(" ".join(command))
            return
        self.host.checked()
        for folder in (self.config.paths.data, self.config.paths.logs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(self.host.environment, units.environment_text(self._environment()))
        write_private(self.host.unit, text)
        if self.host.mac:
            # What launchd knows already it does not take anew.
            self._try(units.stopping(self.host))
        for command in units.starting(self.host):
            self.run(command)
        self.say(f"The bot runs, and starts when you log in ({self.host.unit}).")
        if not self.host.mac:
            self.say("To have it run while you are logged out: loginctl enable-linger")

    async def update(self, source: str | None) -> None:
        """Back up, install a new version beside the running bot, and start that one."""
        self.host.checked()
        if (self.config.paths.data / FILE).exists():
            await self.back_up(None)
        pip: Command = (sys.executable, "-m", "pip", "install", "--quiet")
        if source is not None:
            self.run((*pip, "--upgrade", source))
        elif (_PROJECT / "pyproject.toml").exists():
            if (_PROJECT / ".git").exists():
                self.run(("git", "-C", str(_PROJECT), "pull", "--quiet", "--ff-only"))
            self.run((*pip, "--editable", str(_PROJECT)))
        else:
            raise ServiceError(
                "It is not known where the new version comes from.",
                "Name a wheel or a folder: sleepwake service update SOURCE.",
            )
        if not self.host.unit.exists():
            self.say("The new version is installed. There is no service that had to be restarted.")
            return
        for command in units.restarting(self.host):
            self.run(command)
        self.say("The new version is installed and runs.")

    async def back_up(self, file: Path | None) -> None:
        """Write a backup, checked by a restore into a folder that is thrown away."""
        data = self.config.paths.data
        target = file or data / "backups" / f"{self._stamp()}.tar.gz"
        for trouble in await archive.back_up(data, target, self.clock):
            self.say(f"Note: {trouble}")
        self.say(f"Backed up, and checked by unpacking it: {target}")
        self.say("It keeps what people have the bot forget later: delete old backups.")

    def restore(self, file: Path) -> None:
        """Put a backup's memories in the place of today's. Raises StoreError while a bot runs."""
        old = archive.restore(self.config.paths.data, file, self._stamp())
        self.say(f"The memories of {file} are in {self.config.paths.data}.")
        if old is not None:
            self.say(f"Those that were there are in {old}: delete them when all is well.")

    def remove(self) -> None:
        """Stop the service and take its files away; memories stay."""
        self._try(units.stopping(self.host))
        self.host.unit.unlink(missing_ok=True)
        self.host.environment.unlink(missing_ok=True)
        self.say(f"The service is gone. Memories stay in {self.config.paths.data}.")

    def _words(self) -> list[str]:
        """The bot's command line; with the folders named, it needs no environment for them."""
        words = [sys.executable, "-P", "-m", "bot", "run"]
        if self.named is not None:
            words += ["--config", str(self.named.absolute())]
        if self.config.model.name:
            words += ["--model", self.config.model.name]
        return [*words, "--data", str(self.config.paths.data)]

    def _environment(self) -> dict[str, str]:
        return {
            "SLEEPWAKE_DISCORD_TOKEN": self.config.discord.token.reveal(),
            "SLEEPWAKE_CACHE": str(self.config.paths.cache),
            "SLEEPWAKE_LOGS": str(self.config.paths.logs),
        }

    def _stamp(self) -> str:
        return self.clock().strftime(_STAMP)

    def _try(self, commands: Sequence[Command]) -> None:
        for command in commands:
            try:
                self.run(command)
            except ServiceError as error:
                self.say(f"Note: {error.fault}")


def run(command: Command) -> None:
    """Run a command. Raises ServiceError with the last line it printed where it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise ServiceError(
            f"{command[0]} can't be run: {error.strerror}.",
            "Start the bot yourself: sleepwake run.",
        ) from error
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise ServiceError(f"`{' '.join(command)}` failed: {last}", "Mend that, and try again.")

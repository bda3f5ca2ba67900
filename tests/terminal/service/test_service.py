from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.config import Config, parse_config
from bot.errors import ServiceError
from bot.store import open_store
from bot.terminal.service import commands
from bot.terminal.service.commands import Service
from bot.terminal.service.units import Command, Host

TOKEN = "a.secret.token"


def now() -> datetime:
    return datetime(2025, 6, 1, 12, 30, tzinfo=UTC)


class Desk:
    """A service whose commands are only noted; those that begin with `failing` fail."""

    def __init__(self, folder: Path, *, mac: bool = False, uid: int = 1000) -> None:
        self.ran: list[Command] = []
        self.said: list[str] = []
        self.failing: tuple[str, ...] = ("none",)
        self.host = Host(mac=mac, uid=uid, home=folder / "home", settings=folder / "settings")
        self.config = self._config(folder)
        self.service = Service(
            self.host, self.config, Path("my.toml"), self._run, self.said.append, now
        )

    def _config(self, folder: Path) -> Config:
        env = {f"SLEEPWAKE_{n.upper()}": str(folder / n) for n in ("data", "cache", "logs")}
        env["SLEEPWAKE_DISCORD_TOKEN"] = TOKEN
        return parse_config("", source="", folder=folder, env=env)

    def _run(self, command: Command) -> None:
        self.ran.append(command)
        if command[: len(self.failing)] == self.failing:
            raise ServiceError(f"{command[0]} failed", "Mend it.")

    @property
    def words(self) -> list[str]:
        return [" ".join(command) for command in self.ran]


@pytest.fixture(params=[False, True], ids=["systemd", "launchd"])
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Desk:
    return Desk(tmp_path, mac=request.param)


def test_install_writes_the_unit_and_a_private_environment_and_starts(desk: Desk) -> None:
    desk.service.install()

    unit, environment = desk.host.unit.read_text("utf-8"), desk.host.environment
    assert f'SLEEPWAKE_DISCORD_TOKEN="{TOKEN}"' in environment.read_text("utf-8")
    assert environment.stat().st_mode & 0o777 == 0o600
    assert TOKEN not in unit
    assert str(Path("my.toml").absolute()) in unit
    assert sys.executable in unit
    assert str(desk.config.paths.data) in unit
    assert desk.config.paths.logs.is_dir()
    assert any("bootstrap" in line or "enable sleepwake" in line for line in desk.words)
    assert TOKEN not in "".join(desk.words + desk.said)


def test_a_dry_run_only_shows(desk: Desk, tmp_path: Path) -> None:
    desk.service.install(dry=True)
    assert (desk.ran, list(tmp_path.iterdir())) == ([], [])
    assert sys.executable in desk.said[0]
    assert TOKEN not in "".join(desk.said)


def test_installed_again_it_is_started_anew(desk: Desk) -> None:
    desk.service.install()
    desk.failing = ("launchctl", "bootout")
    desk.service.install()
    assert desk.ran[-1][0] in ("launchctl", "systemctl")


def test_a_system_that_refuses_is_told(desk: Desk) -> None:
    desk.failing = ("systemctl",) if not desk.host.mac else ("launchctl", "bootstrap")
    with pytest.raises(ServiceError):
        desk.service.install()


def test_root_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    desk = Desk(tmp_path, uid=0)
    with pytest.raises(ServiceError):
        desk.service.install()
    assert (desk.ran, list(tmp_path.iterdir())) == ([], [])


def test_remove_takes_the_files_away_and_leaves_memories(desk: Desk) -> None:
    desk.service.install()
    desk.failing = ("systemctl",) if not desk.host.mac else ("launchctl",)
    desk.service.remove()
    assert not desk.host.unit.exists()
    assert not desk.host.environment.exists()
    assert desk.config.paths.data.is_dir()
    desk.service.remove()


async def test_update_backs_up_installs_and_restarts(desk: Desk) -> None:
    async with open_store(desk.config.paths.data, clock=now):
        pass
    desk.service.install()
    desk.ran.clear()

    await desk.service.update("new.whl")

    (backup,) = (desk.config.paths.data / "backups").iterdir()
    assert backup.name == "2025-06-01-123000.tar.gz"
    first, second = desk.words
    assert first == f"{sys.executable} -m pip install --quiet --upgrade new.whl"
    assert "restart" in second or "kickstart -k" in second


async def test_an_update_that_fails_leaves_the_running_bot_alone(desk: Desk) -> None:
    desk.service.install()
    desk.ran.clear()
    desk.failing = (sys.executable,)
    with pytest.raises(ServiceError):
        await desk.service.update("new.whl")
    assert len(desk.ran) == 1


async def test_update_without_a_source_takes_the_projects_folder(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    monkeypatch.setattr(commands, "_PROJECT", project)
    with pytest.raises(ServiceError, match="where the new version comes from"):
        await desk.service.update(None)
    (project / ".git").mkdir(parents=True)
    (project / "pyproject.toml").touch()
    await desk.service.update(None)
    assert desk.words == [
        f"git -C {project} pull --quiet --ff-only",
        f"{sys.executable} -m pip install --quiet --editable {project}",
    ]


async def test_backup_and_restore(desk: Desk, tmp_path: Path) -> None:
    async with open_store(desk.config.paths.data, clock=now) as store:
        await store.person("terminal:ana", "Ana")
    await desk.service.back_up(tmp_path / "mine.tar.gz")
    desk.service.restore(tmp_path / "mine.tar.gz")
    async with open_store(desk.config.paths.data, clock=now, read_only=True) as store:
        assert [person.name for person in await store.people()] == ["Ana"]
    assert any("replaced-2025-06-01-123000" in line for line in desk.said)


def test_a_command_that_fails_says_why() -> None:
    commands.run((sys.executable, "-c", "pass"))
    with pytest.raises(ServiceError, match="failed: no bus"):
        commands.run((sys.executable, "-c", "raise SystemExit('no bus')"))
    with pytest.raises(ServiceError, match="can't be run"):
        commands.run(("no-such-command",))

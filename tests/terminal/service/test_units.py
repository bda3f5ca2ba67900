from __future__ import annotations

import plistlib
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ServiceError
from bot.terminal.service.units import (
    Host,
    environment_text,
    restarting,
    starting,
    stopping,
    unit_text,
)

MAC = Host(mac=True, uid=501, home=Path("/Users/a na"), settings=Path("/Users/a na/S & S"))
LINUX = Host(mac=False, uid=1000, home=Path("/home/ana"), settings=Path("/home/ana/.config/x"))
WORDS = ["/opt/py thon", "-m", "bot", "--config", "100%$HOME & <b>\"'.toml"]
DATA, LOGS = Path("/da ta/100%"), Path("/lo&gs")


def test_the_agent_of_launchd_is_a_property_list_of_what_is_run() -> None:
    agent = plistlib.loads(unit_text(MAC, WORDS, DATA, LOGS).encode())

    assert agent["Label"] == "sleepwake"
    assert agent["ProgramArguments"][3:] == [str(MAC.environment), *WORDS]
    assert agent["WorkingDirectory"] == str(DATA)
    assert agent["StandardErrorPath"] == "/lo&gs/service.log"
    assert agent["KeepAlive"] == {"SuccessfulExit": False}
    assert agent["ExitTimeOut"] >= 10
    assert MAC.unit == Path("/Users/a na/Library/LaunchAgents/sleepwake.plist")


def test_the_agents_shell_hands_on_the_token_and_makes_way(tmp_path: Path) -> None:
    host = Host(mac=True, uid=501, home=tmp_path, settings=tmp_path / "my settings")
    host.environment.parent.mkdir()
    host.environment.write_text(environment_text({"SLEEPWAKE_DISCORD_TOKEN": 'a"$b`\\'}))
    words = ["/bin/sh", "-c", 'echo "$SLEEPWAKE_DISCORD_TOKEN" "$1"', "x", "two words"]
    agent = plistlib.loads(unit_text(host, words, DATA, LOGS).encode())

    done = subprocess.run(agent["ProgramArguments"], capture_output=True, text=True, check=True)

    assert done.stdout == 'a"$b`\\ two words\n'


def test_the_unit_of_systemd_has_its_paths_and_no_root() -> None:
    lines = unit_text(LINUX, WORDS, DATA, LOGS).splitlines()

    (program,) = [line for line in lines if line.startswith("ExecStart=")]
    config = r'"100%%$$HOME & <b>\"' + "'.toml\""
    assert program == f'ExecStart="/opt/py thon" "-m" "bot" "--config" {config}'
    assert "EnvironmentFile=/home/ana/.config/x/environment" in lines
    assert "WorkingDirectory=/da ta/100%%" in lines
    assert "SuccessExitStatus=143" in lines
    assert "WantedBy=default.target" in lines
    assert not any(line.startswith(("User=", "@")) for line in lines)
    assert LINUX.unit == Path("/home/ana/.config/systemd/user/sleepwake.service")


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from("ABC"), st.text("ab \"'\\$`%;#", max_size=9)))
def test_a_shell_reads_the_environment_as_it_was_written(values: dict[str, str]) -> None:
    script = f'{environment_text(values)}for v in A B C; do eval printf \'"%s|"\' \\"\\$$v\\"; done'
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "".join(f"{values.get(name, '')}|" for name in "ABC")


def test_each_system_has_its_commands() -> None:
    assert starting(MAC)[0][:3] == ("launchctl", "bootstrap", "gui/501")
    assert stopping(MAC) == [("launchctl", "bootout", "gui/501/sleepwake")]
    assert restarting(MAC) == [("launchctl", "kickstart", "-k", "gui/501/sleepwake")]
    for commands in (starting(LINUX), stopping(LINUX), restarting(LINUX)):
        assert all(command[:2] == ("systemctl", "--user") for command in commands)


def test_root_has_no_service() -> None:
    LINUX.checked()
    with pytest.raises(ServiceError, match="not made a service of root's"):
        Host(mac=False, uid=0, home=Path("/root"), settings=Path("/root")).checked()

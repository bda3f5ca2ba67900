"""The doctor as a whole: in a process of its own, and with nothing at all around it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.config import Discord, load_config
from bot.portal import Portal
from bot.terminal.doctor import Finding, Surroundings, examine, readings
from tests.loopback import Loopback

ROOT = Path(__file__).parents[3]
CHECKS = [
    *("config", "token", "intents", "permissions", "model", "database"),
    *("memory", "disk", "encryption", "BLAS", "clock"),
]


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with Loopback.running() as server:
        yield server


def examined(config: Path | None, tmp_path: Path) -> dict[str, Finding]:
    env = {name: str(tmp_path / name) for name in ("SLEEPWAKE_DATA", "SLEEPWAKE_CACHE")}

    def look(settings: Discord) -> Portal:
        return Portal("unreachable", "no network") if settings.token else Portal("no token")

    near = Surroundings(
        load=lambda: load_config(config, env),
        path=config,
        look=look,
        embedded=lambda cache: cache / "none",
        whole=lambda _: False,
        env=env,
    )
    findings = examine(near)
    assert [finding.check for finding in findings] == CHECKS
    return {finding.check: finding for finding in findings}


def test_with_no_network_no_token_and_no_folders(tmp_path: Path) -> None:
    found = examined(None, tmp_path)
    assert [check for check, each in found.items() if each.level == "fault"] == ["token"]
    assert list(tmp_path.iterdir()) == []


def test_with_faulty_settings_the_rest_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[sleep]\nnap = 1\n")
    fault = examined(path, tmp_path)["config"]
    assert (fault.level, "nap" in fault.text, bool(fault.mend)) == ("fault", True, True)


def test_a_folder_that_can_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "writable", lambda folder: False)
    assert examined(None, tmp_path)["disk"].level == "fault"


def test_a_folder_that_is_not_there_stands_on_the_one_above(tmp_path: Path) -> None:
    assert readings.standing(tmp_path / "a" / "b") == tmp_path


def test_where_the_hub_keeps_models(tmp_path: Path) -> None:
    assert readings.hub({"HF_HUB_CACHE": "/c", "HF_HOME": "/h"}) == Path("/c")
    assert readings.hub({"HF_HOME": "/h"}) == Path("/h/hub")
    assert readings.hub({}) == Path.home() / ".cache/huggingface/hub"


async def test_in_a_process_of_its_own_against_the_loopback(
    server: Loopback, tmp_path: Path
) -> None:
    ana = server.user("Ana")
    server.guild("Home", ana).bot_role.permissions = 1 << 3
    path = tmp_path / "config.toml"

    async def doctor(token: str) -> tuple[int | None, dict[str, Any]]:
        path.write_text(
            f'[discord]\ntoken = "{token}"\napi = "{server.api}"\ntrain_on_messages = false\n'
        )
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "doctor", "--json", "--config", str(path)),
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
            env={f"SLEEPWAKE_{n}": str(tmp_path / n) for n in ("DATA", "CACHE", "LOGS")},
        )
        out, _ = await process.communicate()
        found = json.loads(out)
        return process.returncode, {each["check"]: each for each in found["findings"]}

    good, refused = await doctor(server.token), await doctor("wrong")

    assert good[0] == 0
    levels = {check: good[1][check]["level"] for check in ("token", "intents", "permissions")}
    assert levels == {"token": "ok", "intents": "ok", "permissions": "ok"}
    assert good[1]["clock"]["level"] == "ok"
    assert (refused[0], refused[1]["token"]["level"]) == (1, "fault")
    assert [each.name for each in tmp_path.iterdir()] == ["config.toml"], "nothing is changed"

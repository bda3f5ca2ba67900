"""Starts what whoever runs the bot types: init, doctor, status, service.

Knows: which options and which parts of the machine each is given. Does not know: what they do, nor
Discord or the embedded model; `bot.__main__` hands them over.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from bot.config import APP, Config, load_config
from bot.terminal.asking import Terminal, asked, yes_or_no
from bot.terminal.commands import Output
from bot.terminal.doctor import Surroundings, as_record, as_text, examine
from bot.terminal.ending import run
from bot.terminal.init import Look, init
from bot.terminal.settings import now, settings
from bot.terminal.words import FAILED, OK

CONFIG = Path("config.toml")


@dataclass(frozen=True, slots=True)
class Embedded:
    """How the embedded model is looked at: its folder under a cache, and whether that is whole."""

    folder: Callable[[Path], Path]
    whole: Callable[[Path], bool]


def init_here(arguments: Namespace, env: Mapping[str, str], look: Look) -> int:
    given: dict[str, dict[str, Any]] = {}
    for section, name, value in (
        ("discord", "api", arguments.api),
        ("discord", "gateway", arguments.gateway),
        ("paths", "data", str(arguments.data.absolute()) if arguments.data else None),
        ("model", "name", arguments.model),
    ):
        if value is not None:
            given.setdefault(section, {})[name] = value
    known = load_config(None, env).discord.token
    init(arguments.config or CONFIG, Terminal(), look, known, given)
    return OK


def doctor_here(
    arguments: Namespace, env: Mapping[str, str], look: Look, embedded: Embedded
) -> int:
    near = Surroundings(
        load=lambda: settings(arguments, env),
        path=arguments.config,
        look=look,
        embedded=embedded.folder,
        whole=embedded.whole,
        env=env,
    )
    findings = examine(near)
    record = as_record(findings)
    Output(sys.stdout, json=arguments.json).write(record, as_text(findings))
    return OK if record["ok"] else FAILED


def status_here(arguments: Namespace, config: Config) -> int:
    from bot.terminal.status import as_record, as_text, status

    async def look() -> int:
        found = await status(config.paths.data, names=arguments.names, clock=now)
        text = as_text(found, names=arguments.names, now=now())
        record = as_record(found, names=arguments.names)
        Output(sys.stdout, json=arguments.json).write(record, text)
        return OK

    return run(look())


def service_here(arguments: Namespace, config: Config) -> int:
    from bot.terminal.service import commands, units

    host = units.Host(
        mac=sys.platform == "darwin",
        uid=os.geteuid(),
        home=Path.home(),
        settings=platformdirs.user_config_path(APP),
    )
    terminal = Terminal()
    service = commands.Service(host, config, arguments.config, commands.run, terminal.say, now)

    async def does() -> int:
        match arguments.action:
            case "install":
                service.install(dry=arguments.dry_run)
            case "update":
                await service.update(arguments.source)
            case "backup":
                await service.back_up(arguments.file)
            case "restore":
                question = "Put these memories in the place of today's? [yes/no] "
                if arguments.yes or asked(terminal, question, yes_or_no):
                    service.restore(arguments.file)
            case _:
                service.remove()
        return OK

    return run(does())

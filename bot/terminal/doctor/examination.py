"""All checks, in the order in which a person would mend them.

Knows: which readings each check needs. Does not know: how the embedded model or Discord is looked
at; it is handed both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.config import Config, Discord
from bot.engine import blas
from bot.errors import ConfigError
from bot.portal import Portal
from bot.terminal.doctor import account, holdings, machine, readings
from bot.terminal.doctor.finding import Finding


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the examination is handed.

    Args:
        load: reads the settings; raises ConfigError.
        path: the settings file that was named.
        look: asks Discord about the token.
        embedded: the embedded model's folder under a cache.
        whole: whether that folder is as it was made.
        env: the environment.
    """

    load: Callable[[], Config]
    path: Path | None
    look: Callable[[Discord], Portal]
    embedded: Callable[[Path], Path]
    whole: Callable[[Path], bool]
    env: Mapping[str, str]


def examine(near: Surroundings) -> list[Finding]:
    """Every check's finding. With faulty settings the rest is checked with the defaults."""
    try:
        config = near.load()
        about_settings = holdings.settings(near.path, config)
    except ConfigError as error:
        config, about_settings = Config(), holdings.faulty_settings(error)
    portal = near.look(config.discord)
    about_model, weights = _model(near, config)
    data = config.paths.data
    return [
        about_settings,
        account.token(portal),
        account.intents(portal, wanted=config.discord.message_content),
        account.permissions(portal),
        about_model,
        holdings.memory(data),
        machine.memory(readings.all_memory(), readings.free_memory(), weights),
        _disk(data),
        machine.encryption(found=readings.encrypted(data), mac=readings.MAC),
        machine.linear_algebra(blas.load()),
        account.clock(portal.ahead_seconds),
    ]


def _model(near: Surroundings, config: Config) -> tuple[Finding, int]:
    if config.model.name:
        return holdings.named_model(config.model.name, readings.hub(near.env))
    return holdings.embedded_model(near.embedded(config.paths.cache), near.whole)


def _disk(data: Path) -> Finding:
    if not readings.writable(data):
        mend = "Give your user the right to write there, or set [paths] data elsewhere."
        return Finding("disk", "fault", f"The data folder {data} can't be written.", mend)
    return machine.disk(readings.free_disk(data), str(data))

"""The settings as the command line changes them.

Knows: which options stand for which settings. Does not know: what they do.
"""

from __future__ import annotations

import tempfile
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from bot.config import Config, load_config


def settings(arguments: Namespace, env: Mapping[str, str]) -> Config:
    """The settings of --config, the environment, --data and --model. Raises ConfigError."""
    config = load_config(arguments.config, env, arguments.data)
    return with_model(config, arguments.model) if arguments.model else config


def with_model(config: Config, name: str) -> Config:
    return replace(config, model=replace(config.model, name=name))


@contextmanager
def throw_away(config: Config) -> Iterator[Config]:
    """The settings with a data folder that is gone at the end of the block."""
    with tempfile.TemporaryDirectory(prefix="sleepwake-") as folder:
        yield replace(config, paths=replace(config.paths, data=Path(folder)))


def now() -> datetime:
    """The clock that everything is built with."""
    return datetime.now(UTC)

"""Every setting: its type, bounds and default, and how a config.toml becomes one Config.

`config.example.toml` says in words what each does; a test keeps the two alike. Knows: settings,
TOML, the environment's variables that stand in for settings. Does not know: who uses a setting,
nor any other module's types.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs
import tomli
from msgspec import Meta

from bot.errors import ConfigError
from bot.secret import Secret
from bot.tables import found, nearest, read_tables

APP = "sleepwake"
_MEND = "config.example.toml shows every setting with its default."
_TOKENS = ("SLEEPWAKE_DISCORD_TOKEN", "DISCORD_TOKEN")
_FOLDERS = {"data": "SLEEPWAKE_DATA", "cache": "SLEEPWAKE_CACHE", "logs": "SLEEPWAKE_LOGS"}

Share = Annotated[float, Meta(ge=0, le=1)]
Id = Annotated[int, Meta(ge=1, le=2**63 - 1, description="an id: a whole number, not in quotes")]
Prefix = Annotated[
    str, Meta(pattern=r"^\S{1,10}\Z", description="1 to 10 characters in quotes, no spaces")
]
Api = Annotated[
    str,
    Meta(
        pattern=r"^(https?://[^\s/]+(/\S*[^\s/])?)?\Z",
        description='an address such as "http://127.0.0.1:8000/api/v10", with no slash at its end',
    ),
]
Gateway = Annotated[
    str,
    Meta(
        pattern=r"^(wss?://[^\s/]+(/\S*)?)?\Z",
        description='an address such as "ws://127.0.0.1:8000/"',
    ),
]
ReportChannel = Annotated[
    str,
    Meta(
        pattern=r"^(owner|[1-9][0-9]{0,18})?\Z",
        description='"owner", or the id of a channel in quotes',
    ),
]
Hour = Annotated[
    str,
    Meta(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z",
        description='a time of day in quotes, such as "03:30"',
    ),
]
Persona = Annotated[
    str, Meta(min_length=1, max_length=4000, description="1 to 4000 characters in quotes")
]
Ids = tuple[Id, ...]
Seconds = Annotated[float, Meta(ge=0, le=60)]
Modules = Annotated[
    tuple[Annotated[str, Meta(min_length=1)], ...],
    Meta(min_length=1, description="a list of one or more names in quotes"),
]


class Discord(msgspec.Struct, frozen=True, kw_only=True):
    """How the bot reaches Discord, how it talks there, with whom, and who may command it."""

    token: Secret = Secret()
    api: Api = ""
    gateway: Gateway = ""
    prefix: Prefix = "!"
    owner_ids: tuple[Id, ...] = ()
    admin_ids: tuple[Id, ...] = ()
    report_channel: ReportChannel = ""
    message_content: bool = True
    join_seconds: Seconds = 1.5
    edit_seconds: Seconds = 1.0
    allow_guilds: Ids = ()
    deny_guilds: Ids = ()
    allow_channels: Ids = ()
    deny_channels: Ids = ()
    allow_roles: Ids = ()
    deny_roles: Ids = ()
    allow_people: Ids = ()
    deny_people: Ids = ()
    train_on_messages: bool | None = None


class Paths(msgspec.Struct, frozen=True, kw_only=True):
    """Three folders, absolute: memories, what can be fetched again, and logs."""

    data: Path = msgspec.field(default_factory=lambda: platformdirs.user_data_path(APP))
    cache: Path = msgspec.field(default_factory=lambda: platformdirs.user_cache_path(APP))
    logs: Path = msgspec.field(default_factory=lambda: platformdirs.user_log_path(APP))


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """Which language model, and how much of the machine it takes."""

    name: str = ""
    context: Annotated[int, Meta(ge=0, le=1_048_576)] = 2048
    memory_gb: Annotated[float, Meta(ge=0, le=1024)] = 0.0
    caches: Annotated[int, Meta(ge=1, le=1000)] = 4


class Bot(msgspec.Struct, frozen=True, kw_only=True):
    """Who the bot is, and how it replies."""

    persona: Persona = "You are Ember, a friendly companion."
    facts_tokens: Annotated[int, Meta(ge=0, le=100_000)] = 600
    reply_tokens: Annotated[int, Meta(ge=1, le=8192)] = 160
    temperature: Annotated[float, Meta(ge=0, le=2)] = 0.0


class Sleep(msgspec.Struct, frozen=True, kw_only=True):
    """When the bot sleeps, how it learns, and what a night must reach to be kept."""

    enabled: bool = True
    quiet_hour: Hour = "03:30"
    window_hours: Annotated[float, Meta(gt=0, le=24)] = 6.0
    timezone: str = ""
    min_charge: Share = 0.4
    min_free_memory_gb: Annotated[float, Meta(ge=0, le=1024)] = 1.0
    min_free_disk_gb: Annotated[float, Meta(ge=0, le=1_000_000)] = 1.0
    idle_minutes: Annotated[float, Meta(ge=0, le=1440)] = 10.0
    rank: Annotated[int, Meta(ge=1, le=256)] = 16
    scale: Annotated[float, Meta(gt=0, le=100)] = 2.0
    layers: Annotated[int, Meta(ge=1, le=1000)] = 10
    modules: Modules = (
        "q_proj",
        "k_proj",
        "v_proj",
        "o_proj",
        "gate_proj",
        "up_proj",
        "down_proj",
    )
    rate: Annotated[float, Meta(gt=0, le=1)] = 1e-3
    passes: Annotated[float, Meta(gt=0, le=1000)] = 4.0
    steps: Annotated[int, Meta(ge=1, le=100_000)] = 600
    minutes: Annotated[float, Meta(gt=0, le=1440)] = 10.0
    batch_items: Annotated[int, Meta(ge=1, le=1024)] = 8
    replay: Share = 0.2
    forms_per_fact: Annotated[int, Meta(ge=1, le=100)] = 6
    gate_divergence: Annotated[float, Meta(gt=0, le=100)] = 0.5
    gate_untold: Share = 0.85
    recipe: Literal["ours", "paper"] = "ours"
    turns: Annotated[int, Meta(ge=0, le=1_000_000)] = 10
    curation: Share = 0.33


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """All settings, a section each."""

    discord: Discord = msgspec.field(default_factory=Discord)
    paths: Paths = msgspec.field(default_factory=Paths)
    model: Model = msgspec.field(default_factory=Model)
    bot: Bot = msgspec.field(default_factory=Bot)
    sleep: Sleep = msgspec.field(default_factory=Sleep)


SECTIONS: Mapping[str, type[msgspec.Struct]] = {
    "discord": Discord,
    "paths": Paths,
    "model": Model,
    "bot": Bot,
    "sleep": Sleep,
}


def load_config(path: Path | None, env: Mapping[str, str], data: Path | None = None) -> Config:
    """The settings of a file, or the defaults where none is named.

    Args:
        path: the file that `--config` names; None for the defaults.
        env: the environment; its token and folders go before the file's.
        data: the folder that `--data` names; it goes before everything else.

    Raises:
        ConfigError: the file can't be read or is not TOML, or a setting is unknown, of the wrong
            type or out of range; all such settings are told at once, a line each.
    """
    if path is None:
        return parse_config("", source="", folder=Path.cwd(), env=env, data=data)
    return parse_config(
        _read(path), source=str(path), folder=path.absolute().parent, env=env, data=data
    )


def parse_config(
    text: str, *, source: str, folder: Path, env: Mapping[str, str], data: Path | None = None
) -> Config:
    """The settings of a TOML text.

    Args:
        text: the TOML.
        source: its name in errors.
        folder: where relative paths in it start from.
        env: as for `load_config`.
        data: as for `load_config`.
    """

    def decode(kind: type, value: Any) -> Any:
        if not isinstance(value, str):
            raise TypeError
        return Secret(value.strip()) if kind is Secret else _folder(value, folder)

    values, faults = read_tables(_without_blanks(_toml(text, source)), SECTIONS, decode)
    _add_environment(values, env, data)
    config = Config(
        discord=Discord(**values["discord"]),
        paths=Paths(**values["paths"]),
        model=Model(**values["model"]),
        bot=Bot(**values["bot"]),
        sleep=Sleep(**values["sleep"]),
    )
    faults = faults or _contradictions(config)
    if faults:
        lines = [f"{source}: {fault}{'' if fault.endswith('?') else '.'}" for fault in faults]
        raise ConfigError("\n".join(lines), _MEND)
    return config


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(
            f"{path} does not exist.",
            "Copy config.example.toml there, or leave --config out to have the defaults.",
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}: line {line} is not UTF-8 text.", "Save it as UTF-8.") from error
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {error.strerror}.", "Name a file.") from error


def _toml(text: str, source: str) -> dict[str, Any]:
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        place = f"{source}: line {error.lineno}, column {error.colno}"
        raise ConfigError(f"{place}: {error.msg}.", 'Texts stand in quotes: prefix = "!"') from None
    except RecursionError:
        raise ConfigError(f"{source}: brackets are nested too deep.", _MEND) from None
    except ValueError:
        raise ConfigError(f"{source}: a number has too many digits.", _MEND) from None


def _without_blanks(document: dict[str, Any]) -> dict[str, Any]:
    """An empty folder stands for the system's own place, as if it was not set."""
    paths = document.get("paths")
    if not isinstance(paths, dict):
        return document
    return document | {"paths": {key: value for key, value in paths.items() if value != ""}}


def _add_environment(
    values: dict[str, dict[str, Any]], env: Mapping[str, str], data: Path | None
) -> None:
    for key, variable in _FOLDERS.items():
        if env.get(variable):
            values["paths"][key] = _environment_folder(variable, env[variable])
    if data is not None:
        values["paths"]["data"] = _environment_folder("--data", str(data))
    tokens = [env[variable].strip() for variable in _TOKENS if env.get(variable, "").strip()]
    if tokens:
        values["discord"]["token"] = Secret(tokens[0])


def _environment_folder(variable: str, value: str) -> Path:
    try:
        return _folder(value, Path.cwd())
    except ValueError as error:
        raise ConfigError(f"{variable} is {found(value)}: {error}.", "Name a folder.") from error


def _folder(text: str, start: Path) -> Path:
    """An absolute path: `~` is the home folder, a relative one begins at `start`."""
    if "\0" in text:
        raise ValueError("a zero byte can't stand in a path")
    try:
        return start / Path(text).expanduser()
    except RuntimeError as error:
        raise ValueError("there is no such home folder") from error


def _contradictions(config: Config) -> list[str]:
    """What no single setting's type can tell."""
    faults = []
    zone = config.sleep.timezone
    zones = zoneinfo.available_timezones() if zone else set()
    if zone and zone not in zones:
        near = {name.casefold(): name for name in zones}
        close = near.get(nearest(zone, near), "")
        hint = f"did you mean {close}?" if close else 'expected a name such as "Europe/Lisbon"'
        faults.append(f"[sleep] timezone is {found(zone)}; {hint}")
    needed = config.bot.facts_tokens + config.bot.reply_tokens
    if 0 < config.model.context <= needed:
        faults.append(
            f"[model] context is {config.model.context}; expected 0, or more than the {needed} of "
            "[bot] facts_tokens and reply_tokens together"
        )
    return faults

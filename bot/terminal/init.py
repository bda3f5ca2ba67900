"""`sleepwake init`: a few questions, and a settings file that answers them.

Knows: what is asked, and which settings the answers are. Does not know: how Discord is asked about
a token, or where answers are typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import tomli

from bot.config import Discord, Hour, Id, parse_config
from bot.errors import ConfigError, DiscordError
from bot.portal import ADDRESS, Portal
from bot.secret import Secret
from bot.terminal.asking import Ask, asked, yes_or_no
from bot.terminal.files import write_private
from bot.terminal.templates import filled, template

Look = Callable[[Discord], Portal]
Values = dict[str, dict[str, Any]]

EXAMPLE = "config.example.toml"
INTENT = (
    f'Switch on "Message Content Intent" at {ADDRESS} (your application, page "Bot"), or set '
    "[discord] message_content = false: then it reads only what is said to it."
)
_TOKEN = f"""
The bot's token, from {ADDRESS} (your application, page "Bot", "Reset Token").
Empty leaves it out: then set SLEEPWAKE_DISCORD_TOKEN when you run the bot.
Token: """
_ADMINS = """
Who may send it to sleep, beside you who own it: Discord user ids, with commas between.
(In Discord: Settings, Advanced, Developer Mode; then right-click a person, "Copy User ID".)
Admins, or empty: """
_TRAIN = """
Discord's Developer Policy forbids training models on message content without Discord's permission.
With no, what people write stays in text memory, is never learned into weights, and all else works.
Have you that permission, and shall it learn from messages? [yes/no] """
_MODEL = """
The language model: a folder in mlx-lm's format or a name on the Hugging Face hub, such as
mlx-community/Llama-3.2-3B-Instruct-4bit. Empty takes the small one that comes with sleepwake.
Model: """
_HOUR = """
When it goes to sleep, in local time. Empty is 03:30.
Quiet hour: """
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})")


def init(path: Path, ask: Ask, look: Look, known: Secret, given: Values) -> None:
    """Ask, write the settings file, and say what to do next.

    Args:
        path: the settings file. One that is there is replaced only after a yes; its settings are
            kept where no answer changes them, and the old file as `.bak`.
        ask: where answers come from.
        look: asks Discord about a token.
        known: the token that the environment holds, if any; it is tested, and stays there.
        given: settings that the command line gave, by section and name.

    Raises:
        RequestError: the answers ended, or won't do. DiscordError: Discord refuses a token that
            was piped in. ConfigError: the answers contradict each other. Nothing is written then.
    """
    old = _old(path)
    if old is not None and not asked(
        ask, f"{path} is there already. Replace it? [yes/no] ", yes_or_no
    ):
        ask.say("Nothing was changed.")
        return
    values = _joined(_settings(old or "", path, ask), given)
    portal = _ask_all(values, ask, look, known)
    text = filled(template(EXAMPLE), values)
    parse_config(text, source=str(path), folder=path.absolute().parent, env={})
    if old is not None:
        write_private(path.with_name(f"{path.name}.bak"), old)
    write_private(path, text)
    ask.say("\n".join(_next(path, portal)))


def _ask_all(values: Values, ask: Ask, look: Look, known: Secret) -> Portal:
    discord = values.setdefault("discord", {})
    portal = _token(discord, ask, look, known)
    discord["admin_ids"] = asked(ask, _ADMINS, _ids) or discord.get("admin_ids", [])
    discord["train_on_messages"] = asked(ask, _TRAIN, yes_or_no)
    model, hour = asked(ask, _MODEL, str), asked(ask, _HOUR, _hour)
    if model:
        values.setdefault("model", {})["name"] = model
    if hour:
        values.setdefault("sleep", {})["quiet_hour"] = hour
    return portal


def _token(discord: dict[str, Any], ask: Ask, look: Look, known: Secret) -> Portal:
    """Ask for the token until Discord takes it, or there is none to be tested."""
    while True:
        token = asked(ask, _TOKEN, str, hidden=True).removeprefix("Bot ").strip()
        kept = token or discord.get("token", "") or known.reveal()
        addresses = {name: discord[name] for name in ("api", "gateway") if name in discord}
        portal = look(Discord(token=Secret(kept), **addresses))
        ask.say(_told(portal))
        if portal.verdict != "refused":
            discord["token"] = token or discord.get("token", "")
            return portal
        if not ask.patient:
            raise DiscordError(
                "Discord does not accept this token.",
                f"Make a new one at {ADDRESS}. Nothing was written.",
            )


def _told(portal: Portal) -> str:
    match portal.verdict:
        case "accepted":
            return f"Discord knows this token: it is {portal.name}'s."
        case "refused":
            return "Discord does not accept this token."
        case "no token":
            return "No token for now."
        case _:
            return f"Discord could not be asked about it ({portal.detail}); going on."


def _next(path: Path, portal: Portal) -> list[str]:
    steps = []
    if portal.verdict == "accepted" and not portal.reads_messages:
        steps.append(INTENT)
    if portal.invite:
        steps.append(f"Add it to a server: open {portal.invite}")
    if portal.verdict == "no token":
        steps.append(f"Make an application with a bot at {ADDRESS}, and set its token.")
    steps.append(f"Look that all is well: sleepwake doctor --config {path}")
    steps.append(f"Run it: sleepwake run --config {path}")
    steps.append(f"Or keep it running: sleepwake service install --config {path}")
    numbered = [f"  {place}. {step}" for place, step in enumerate(steps, start=1)]
    return ["", f"Written: {path} (readable by you alone). What comes next:", *numbered]


def _old(path: Path) -> str | None:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path} is there already, and is not text.", "Name another file with --config."
        ) from error


def _settings(old: str, path: Path, ask: Ask) -> Values:
    """The settings of the file that is replaced; none where it is not a good one."""
    try:
        parse_config(old, source=str(path), folder=path.absolute().parent, env={})
    except ConfigError as error:
        ask.say(f"Its settings are not kept:\n{error.fault}")
        return {}
    return {section: dict(group) for section, group in tomli.loads(old).items()}


def _joined(first: Values, second: Values) -> Values:
    sections = first.keys() | second.keys()
    return {name: first.get(name, {}) | second.get(name, {}) for name in sections}


def _ids(text: str) -> list[int]:
    words = text.replace(",", " ").replace("<@", " ").replace(">", " ").split()
    try:
        return [msgspec.convert(int(word), Id) for word in words]
    except (ValueError, msgspec.ValidationError):
        raise ValueError("An id is a whole number, such as 81384788765712384.") from None


def _hour(text: str) -> str:
    if not text:
        return ""
    found = _CLOCK.fullmatch(text)
    hour = f"{int(found[1]):02}:{found[2]}" if found else text
    try:
        return msgspec.convert(hour, Hour)
    except msgspec.ValidationError:
        raise ValueError('A time of day is hours and minutes, such as "03:30".') from None

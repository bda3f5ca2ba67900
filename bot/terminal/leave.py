"""Leave to train on what people write on Discord: whoever runs the bot says so, or it does not run.

Knows: the question, and what counts as an answer. Does not know: where the settings came from, or
what is done with the answer.
"""

from __future__ import annotations

from typing import TextIO

from msgspec.structs import replace

from bot.config import Config
from bot.errors import ConfigError

_QUESTION = """\
Discord's Developer Policy forbids to train models on message content without Discord's permission.
Do you have that permission, so that what people allow may be learned into weights (true), or is it
to stay text in the bot's memory (false)?
"""
_LINE = """\
Put this line under [discord] in the config, and it is not asked again:
train_on_messages = {answer}
"""
_ANSWERS = {"true": True, "yes": True, "y": True, "false": False, "no": False, "n": False}


def with_leave(config: Config, asked: TextIO | None, told: TextIO) -> Config:
    """The settings with `[discord] train_on_messages` decided.

    Args:
        config: the settings.
        asked: where the answer is typed; None where nobody sits at a terminal.
        told: where the question is shown.

    Raises:
        ConfigError: it is not set, and nobody is there to ask, or they did not say.
    """
    if config.discord.train_on_messages is not None:
        return config
    if asked is None:
        raise _undecided()
    told.write(_QUESTION)
    while True:
        told.write("true or false? ")
        told.flush()
        line = asked.readline()
        if not line:
            told.write("\n")
            raise _undecided()
        answer = _ANSWERS.get(line.strip().lower())
        if answer is not None:
            told.write(_LINE.format(answer=str(answer).lower()))
            discord = replace(config.discord, train_on_messages=answer)
            return replace(config, discord=discord)


def _undecided() -> ConfigError:
    return ConfigError(
        "[discord] train_on_messages is not set: it says whether what people write on Discord may "
        "train the model, and that is for you to say.",
        "Put train_on_messages = false under [discord] in the config.\n"
        "Only with Discord's permission, which its Developer Policy asks for, may it be true.",
    )

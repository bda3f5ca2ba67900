"""The bot on Discord. The command line starts it with `run_discord`."""

from cogs.portal import look
from cogs.run import checked_token, run_discord

__all__ = ["checked_token", "look", "run_discord"]

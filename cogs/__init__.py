"""The bot on Discord. The command line starts it with `run_discord`."""

from cogs.run import checked_token, run_discord

__all__ = ["checked_token", "run_discord"]

"""The bot on Discord. The command line starts it with `run_discord`."""

from cogs.run import run_discord

__all__ = ["run_discord"]

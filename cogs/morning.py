"""The morning report: what a night came to, told where whoever runs the bot wants it.

It counts and names no fact: others may read it, and an owner is not told what people said. Knows:
`[discord] report_channel`. Does not know: when a night is, or what it did.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.errors import RequestError
from bot.sleep.report import NightReport
from cogs.text import split

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_log = logging.getLogger(__name__)
_OWNER = "owner"


class Morning:
    """Tells the report in the channel of the settings, without a sound: it may still be night."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot

    async def tell(self, text_for: Callable[[str], str]) -> None:
        """Post what `text_for` gives for the channel's scope, if anything; a failure is logged."""
        setting = self.bot.parts.config.discord.report_channel
        if not setting:
            return
        # The hour may come before the bot is on Discord.
        await self.bot.wait_until_ready()
        try:
            channel, scope = await self._place(setting)
            for part in split(text_for(scope)):
                await channel.send(part, silent=True)
        except (discord.DiscordException, aiohttp.ClientError, RequestError) as error:
            _log.warning("the night's report could not be told: %s", error)

    async def _place(self, setting: str) -> tuple[discord.abc.Messageable, str]:
        if setting == _OWNER:
            return await self._owner(), "private"
        number = int(setting)
        channel = self.bot.get_channel(number) or await self.bot.fetch_channel(number)
        if not isinstance(channel, discord.abc.Messageable):
            raise RequestError(
                f"[discord] report_channel {number} is no channel to write in.",
                "Name a text channel.",
            )
        if isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return channel, f"guild:{channel.guild.id}"
        return channel, "private"

    async def _owner(self) -> discord.User:
        """The first of the owners that are set, or the application's."""
        owners = self.bot.parts.config.discord.owner_ids
        if owners:
            return await self.bot.fetch_user(owners[0])
        application = await self.bot.application_info()
        team = application.team
        number = team.owner_id if team and team.owner_id else application.owner.id
        return await self.bot.fetch_user(number)


def morning_text(reports: Sequence[NightReport], *, scope: str) -> str:
    """What a night came to, counted for each person; empty where there was nothing to do.

    `scope` is where it will be read: on a server, only those of it are named.
    """
    slept = [report for report in reports if report.outcome != "nothing to do"]
    if not slept:
        return ""
    here = [report for report in slept if scope in ("private", report.scope)]
    people = dict.fromkeys(report.person for report in here)
    lines = [_counted(name, [r for r in here if r.person == name]) for name in people]
    if len(slept) > len(here):
        lines.append(f"-# And {len(slept) - len(here)} more of what was told elsewhere.")
    learned = sum(len(report.learned) for report in slept)
    recipe = " by the paper's recipe" if slept[0].recipe == "paper" else ""
    return "\n".join([f"I have slept{recipe}. Facts learned by heart: {learned}.", *lines])


def _counted(name: str, reports: Sequence[NightReport]) -> str:
    counts = {
        "learned": sum(len(report.learned) for report in reports),
        "not yet": sum(len(report.not_learned) for report in reports),
        "faded": sum(len(report.lost) for report in reports),
        "out of context but not recalled": sum(len(report.not_recalled) for report in reports),
    }
    shown = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    ended = sorted({report.outcome for report in reports} - {"promoted"})
    faults = sorted({report.fault for report in reports if report.fault})
    whole = [f"- {name}: {shown or 'nothing learned'}", f" ({', '.join(ended)})" if ended else ""]
    return " ".join(["".join(whole) + ("." if faults else ""), *faults])

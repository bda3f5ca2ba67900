"""`!sleep status`: awake or asleep, the last night, and the next quiet hour, in words.

Knows: what the sleeper, the store and the clock can tell. Does not know: who may ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import discord
import tzlocal

from bot.sleep.afford import Verdict
from bot.sleep.schedule import decide
from bot.store import NightRecord, Person
from cogs.pages import escaped
from cogs.parts import Parts
from cogs.report import progress_text

_SHOWN = 15
_COUNTS = {"learned": "learned", "not_learned": "not yet", "lost": "faded"}


async def status_text(
    parts: Parts, people: Sequence[Person], scope: str, verdict: Verdict | None
) -> str:
    """What there is to say of sleep, of these people, where it is read in this scope.

    `verdict` is what was decided last at the quiet hour, and on what grounds.
    """
    sleeper = parts.sleeper
    lines = ["I'm awake."]
    if sleeper.asleep:
        progress = sleeper.latest
        lines = ["Falling asleep …" if progress is None else progress_text(progress, scope=scope)]
    lines += await _last_nights(parts, people, scope)
    if verdict is not None and verdict.checks:
        lines.append(verdict.text())
    lines.append(next_hour(parts))
    return "\n".join(lines)


def next_hour(parts: Parts) -> str:
    """When the bot goes to sleep by itself."""
    settings, now = parts.config.sleep, parts.clock()
    if not settings.enabled:
        return "I don't go to sleep by myself ([sleep] enabled)."
    zone: tzinfo = ZoneInfo(settings.timezone) if settings.timezone else tzlocal.get_localzone()
    # As if this night was over: it is asked for the next one.
    decision = decide(
        now,
        tz=zone,
        quiet_hour=settings.quiet_hour,
        window_hours=settings.window_hours,
        last_night=now,
    )
    at = now + timedelta(seconds=decision.wait_seconds)
    return (
        f"Next quiet hour: {discord.utils.format_dt(at, 't')} ({discord.utils.format_dt(at, 'R')})."
    )


async def _last_nights(parts: Parts, people: Sequence[Person], scope: str) -> list[str]:
    """Each person's last night, newest first; on a server, of what was told there."""
    found: list[tuple[Person, NightRecord]] = []
    for person in people:
        for night in await parts.store.nights(person.id):
            if scope in ("private", night.scope):
                found.append((person, night))
                break
    if not found:
        return ["There has been no night yet."]
    found.sort(key=lambda each: each[1].began_at, reverse=True)
    lines = [_line(person, night) for person, night in found[:_SHOWN]]
    if len(found) > _SHOWN:
        lines.append(f"- and {len(found) - _SHOWN} more")
    return ["Last night of each person:", *lines]


def _line(person: Person, night: NightRecord) -> str:
    when = discord.utils.format_dt(night.ended_at or night.began_at, "R")
    counts = [f"{number} {what}" for key, what in _COUNTS.items() if (number := _count(night, key))]
    return f"- {escaped(person.name)}: {', '.join([*counts, night.outcome])}, {when}"


def _count(night: NightRecord, key: str) -> int:
    held: Any = night.report.get(key, ())
    return len(held) if isinstance(held, list | dict) else 0

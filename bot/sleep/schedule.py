"""When to sleep: the quiet hour, on a machine that may be closed when it comes.

Pure: knows clocks on the wall and time zones, does not read any. The hour is a wall-clock time, so
on the night that skips it (daylight saving) sleep comes at the first instant after the gap, and on
the night that has it twice it comes once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Decision:
    """Sleep now, or look again after so many seconds; `why` is for people."""

    sleep_now: bool
    wait_seconds: float
    why: str


def decide(
    now: datetime,
    *,
    tz: tzinfo,
    quiet_hour: str,
    window_hours: float,
    last_night: datetime | None,
) -> Decision:
    """Whether a night is due at `now` (aware). One night a quiet hour, within its window."""
    hour = time.fromisoformat(quiet_hour)
    here = now.astimezone(tz)
    for day in (here.date(), here.date() - timedelta(days=1)):
        began = _instant(day, hour, tz)
        if began <= now < began + timedelta(hours=window_hours):
            if last_night is None or last_night < began:
                late = (now - began).total_seconds() > 900
                why = "the quiet hour was missed, its window is open" if late else "it is time"
                return Decision(sleep_now=True, wait_seconds=0.0, why=why)
            break
    following = min(
        at
        for day in range(3)
        if (at := _instant(here.date() + timedelta(days=day), hour, tz)) > now
    )
    wait = (following - now).total_seconds()
    why = f"the next quiet hour is at {following.astimezone(tz):%H:%M}"
    return Decision(sleep_now=False, wait_seconds=wait, why=why)


def _instant(day: date, hour: time, tz: tzinfo) -> datetime:
    """The instant at which the wall clock shows `hour` on a day, in UTC."""
    wall = datetime.combine(day, hour, tz)
    instant = wall.astimezone(UTC)
    if instant.astimezone(tz).replace(tzinfo=None) != wall.replace(tzinfo=None):
        # The hour does not exist that day: the gap ends where both readings of it agree.
        return _gap_end(instant, tz)
    return instant


def _gap_end(near: datetime, tz: tzinfo) -> datetime:
    low, high = near - timedelta(hours=3), near + timedelta(hours=3)
    before = low.astimezone(tz).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(tz).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0)

"""When to sleep: the quiet hour, on a machine that may be closed when it comes.

Pure: knows clocks on the wall and time zones, does not read any. The hour is a wall-clock time, so
on the night that skips it (daylight saving) sleep comes at the first instant after the gap, and on
the night that has it twice it comes once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Decision:
    """Sleep now, or look again after so many seconds; `why` is for people.

    `began` is the quiet hour whose night it is; None where none is due.
    """

    sleep_now: bool
    wait_seconds: float
    why: str
    began: datetime | None = None


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
    now = now.astimezone(UTC)
    today = now.astimezone(tz).date()
    days = (today + timedelta(days=day) for day in range(-2, 3))
    hours = [at for day in days if (at := _instant(day, hour, tz)) is not None]
    began = max(at for at in hours if at <= now)
    if now < began + timedelta(hours=window_hours) and (last_night is None or last_night < began):
        late = now - began > _LATE
        why = "the quiet hour was missed, its window is open" if late else "it is time"
        return Decision(sleep_now=True, wait_seconds=0.0, why=why, began=began)
    following = min(at for at in hours if at > now)
    why = f"the next quiet hour is at {following.astimezone(tz):%H:%M}"
    return Decision(sleep_now=False, wait_seconds=(following - now).total_seconds(), why=why)


def _instant(day: date, hour: time, tz: tzinfo) -> datetime | None:
    """The first instant at which the wall clock shows `hour` or more on a day, in UTC.

    None where a zone has left the whole day out (Pacific/Apia, 30 December 2011).
    """
    wall = datetime.combine(day, hour, tz)
    instant = wall.astimezone(UTC)
    if instant.astimezone(tz).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    # In a gap, the two readings of the wall clock (PEP 495) lie on its two sides.
    before = wall.replace(fold=1).astimezone(UTC)
    return None if instant - before >= timedelta(days=1) else _gap_end(before, instant, tz)


def _gap_end(low: datetime, high: datetime, tz: tzinfo) -> datetime:
    before = low.astimezone(tz).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(tz).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0)

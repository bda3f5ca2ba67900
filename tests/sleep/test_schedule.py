"""One night a quiet hour, whatever the clocks and the lid of the machine do."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.sleep.schedule import Decision, decide

LISBON, NEW_YORK = ZoneInfo("Europe/Lisbon"), ZoneInfo("America/New_York")
LORD_HOWE, APIA = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia")
SCORESBYSUND = ZoneInfo("America/Scoresbysund")
ZONES = [
    LISBON,
    NEW_YORK,
    LORD_HOWE,
    APIA,
    SCORESBYSUND,
    ZoneInfo("America/Sao_Paulo"),
    ZoneInfo("Asia/Kathmandu"),
    ZoneInfo("UTC"),
]
# Days on which the clock of one of them is changed, or a whole day is left out.
CHANGES = [
    datetime(2011, 12, 29, 20, tzinfo=UTC),
    datetime(2016, 10, 16, 3, tzinfo=UTC),
    datetime(2018, 2, 18, 2, tzinfo=UTC),
    datetime(2025, 3, 9, 7, tzinfo=UTC),
    datetime(2025, 3, 30, 1, tzinfo=UTC),
    datetime(2025, 4, 5, 15, tzinfo=UTC),
    datetime(2025, 10, 4, 15, 30, tzinfo=UTC),
    datetime(2025, 10, 26, 1, tzinfo=UTC),
    datetime(2025, 11, 2, 6, tzinfo=UTC),
]

zones = st.sampled_from(ZONES)
hours = st.builds(
    lambda hour, minute: f"{hour:02}:{minute:02}", st.integers(0, 23), st.integers(0, 59)
)
anywhen = st.integers(0, 19_000_000).map(
    lambda minutes: datetime(2000, 1, 3, tzinfo=UTC) + timedelta(minutes=minutes)
)
near_a_change = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-3000, 3000),
)
moments = near_a_change | anywhen
windows = st.floats(0.01, 24)


def at(zone: ZoneInfo, *when: int, fold: int = 0) -> datetime:
    year, month, day, hour, minute = when
    return datetime(year, month, day, hour, minute, tzinfo=zone, fold=fold).astimezone(UTC)


def look(
    now: datetime,
    zone: ZoneInfo,
    hour: str = "03:30",
    window: float = 6,
    last: datetime | None = None,
) -> Decision:
    return decide(now, tz=zone, quiet_hour=hour, window_hours=window, last_night=last)


def nights(
    begin: datetime, end: datetime, zone: ZoneInfo, hour: str, window: float
) -> list[datetime]:
    """When a bot that is always awake to look goes to sleep."""
    now, last, found = begin, begin, []
    while now < end:
        decision = look(now, zone, hour, window, last)
        if decision.sleep_now:
            found.append(now)
            last = now
        else:
            now += timedelta(seconds=decision.wait_seconds)
    return found


@given(moments, zones, hours, windows, st.none() | st.integers(-3000, 3000))
def test_the_wait_is_sane(
    now: datetime, zone: ZoneInfo, hour: str, window: float, ago: int | None
) -> None:
    last = None if ago is None else now - timedelta(minutes=ago)
    decision = look(now, zone, hour, window, last)
    assert decision.sleep_now == (decision.wait_seconds == 0)
    assert 0 <= decision.wait_seconds <= 25.5 * 3600
    assert decision.why


@given(moments, zones, hours, windows)
def test_after_the_wait_it_is_time(now: datetime, zone: ZoneInfo, hour: str, window: float) -> None:
    waiting = look(now, zone, hour, window, last=now)
    assert not waiting.sleep_now
    later = now + timedelta(seconds=waiting.wait_seconds)
    assert look(later, zone, hour, window, last=now).why == "it is time"
    assert not look(later - timedelta(seconds=1), zone, hour, window, last=now).sleep_now
    assert not look(later, zone, hour, window, last=later).sleep_now


@given(moments, zones, hours, windows)
def test_one_night_each_day_that_there_is(
    begin: datetime, zone: ZoneInfo, hour: str, window: float
) -> None:
    found = nights(begin, begin + timedelta(days=6), zone, hour, window)
    days = [moment.astimezone(zone).date() for moment in found]
    # An hour in a gap before midnight comes when the gap ends, which is the next day.
    told_twice = len(days) - len(set(days))
    assert told_twice == 0 or zone is SCORESBYSUND
    apart = [late - early for early, late in itertools.pairwise(found)]
    assert all(timedelta(hours=22.5) <= time <= timedelta(hours=25.5) for time in apart)


@given(moments, zones, hours, windows)
# Midnight itself is left out, and the clock showed another day before.
@example(datetime(2016, 10, 16, 2, 59, tzinfo=UTC), ZoneInfo("America/Sao_Paulo"), "00:00", 1.0)
def test_what_the_clock_shows_at_night(
    begin: datetime, zone: ZoneInfo, hour: str, window: float
) -> None:
    for moment in nights(begin, begin + timedelta(days=4), zone, hour, window):
        shown = moment.astimezone(zone)
        if f"{shown:%H:%M}" != hour:
            # The hour was left out: the clock went from less than it to more.
            before = (moment - timedelta(seconds=1)).astimezone(zone)
            assert shown.utcoffset() != before.utcoffset()
            early, late = before.replace(tzinfo=None), shown.replace(tzinfo=None)
            left_out = (datetime.combine(day, time.fromisoformat(hour)) for day in (early, late))
            assert any(early < wall < late for wall in left_out)


@pytest.mark.parametrize(
    ("zone", "hour", "now", "due"),
    [
        (LISBON, "01:30", at(LISBON, 2025, 3, 30, 0, 0), datetime(2025, 3, 30, 1, tzinfo=UTC)),
        (NEW_YORK, "02:30", at(NEW_YORK, 2025, 3, 9, 0, 0), datetime(2025, 3, 9, 7, tzinfo=UTC)),
        (
            LORD_HOWE,
            "02:15",
            at(LORD_HOWE, 2025, 10, 5, 0, 0),
            datetime(2025, 10, 4, 15, 30, tzinfo=UTC),
        ),
        # The next day's midnight is where the gap ends.
        (
            SCORESBYSUND,
            "23:30",
            at(SCORESBYSUND, 2025, 3, 29, 20, 0),
            datetime(2025, 3, 30, 1, tzinfo=UTC),
        ),
    ],
)
def test_an_hour_left_out_comes_where_the_gap_ends(
    zone: ZoneInfo, hour: str, now: datetime, due: datetime
) -> None:
    assert now + timedelta(seconds=look(now, zone, hour, last=now).wait_seconds) == due


def test_an_hour_shown_twice_is_one_night() -> None:
    first = at(NEW_YORK, 2025, 11, 2, 1, 30)
    again = at(NEW_YORK, 2025, 11, 2, 1, 30, fold=1)
    assert again - first == timedelta(hours=1)
    assert look(first, NEW_YORK, "01:30", last=first - timedelta(days=1)).sleep_now
    assert not look(again, NEW_YORK, "01:30", last=first).sleep_now
    assert not look(again, NEW_YORK, "01:30", last=first + timedelta(minutes=3)).sleep_now


def test_a_day_left_out_has_no_night() -> None:
    """Samoa had no 30 December 2011: after the 29th came the 31st."""
    found = nights(at(APIA, 2011, 12, 28, 12, 0), at(APIA, 2012, 1, 1, 12, 0), APIA, "03:30", 24)
    assert [f"{moment.astimezone(APIA):%d %H:%M}" for moment in found] == [
        "29 03:30",
        "31 03:30",
        "01 03:30",
    ]


@pytest.mark.parametrize("zone", [LISBON, APIA, LORD_HOWE])
def test_a_closed_machine_sleeps_when_it_wakes_within_the_window(zone: ZoneInfo) -> None:
    last = at(zone, 2025, 6, 10, 3, 30)
    assert look(at(zone, 2025, 6, 11, 9, 29), zone, last=last).sleep_now
    assert "missed" in look(at(zone, 2025, 6, 11, 9, 29), zone, last=last).why
    assert not look(at(zone, 2025, 6, 11, 9, 30), zone, last=last).sleep_now
    # Closed for days, it sleeps once.
    woken = at(zone, 2025, 6, 20, 5, 0)
    assert look(woken, zone, last=last).sleep_now
    assert not look(woken + timedelta(minutes=1), zone, last=woken).sleep_now


def test_a_window_over_midnight() -> None:
    last = at(LISBON, 2025, 6, 10, 12, 0)
    assert look(at(LISBON, 2025, 6, 11, 1, 0), LISBON, "23:00", last=last).sleep_now
    assert not look(at(LISBON, 2025, 6, 11, 5, 0), LISBON, "23:00", last=last).sleep_now


def test_a_night_asked_for_in_the_window_is_the_night() -> None:
    last = at(LISBON, 2025, 6, 11, 4, 0)
    decision = look(at(LISBON, 2025, 6, 11, 4, 30), LISBON, last=last)
    assert decision == Decision(False, 23 * 3600.0, "the next quiet hour is at 03:30")
    # One that was asked for before the hour is not.
    assert look(at(LISBON, 2025, 6, 11, 4, 30), LISBON, last=last - timedelta(hours=1)).sleep_now


def test_who_never_slept_sleeps_at_the_first_hour() -> None:
    assert look(at(LISBON, 2025, 6, 11, 3, 30), LISBON).sleep_now
    assert not look(at(LISBON, 2025, 6, 11, 3, 29), LISBON).sleep_now

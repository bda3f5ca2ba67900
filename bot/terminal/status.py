"""`sleepwake status`: whether the bot runs, whether it sleeps, and how much it keeps of whom.

Read from outside, beside a running bot or without one. Knows: the sign of life, the store. Does not
know: the bot. People are shown by number unless their names are asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.errors import StoreError
from bot.store import NightRecord, Person, Store, open_store
from bot.store.opening import FILE
from bot.terminal.pages import moment
from bot.terminal.presence import Sign, read_sign

_UNITS = ("bytes", "kB", "MB", "GB")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many facts of a person are kept, and where."""

    person: str
    context: int
    weights: int


@dataclass(frozen=True, slots=True)
class LastNight:
    """The last time that the bot slept: how many people's nights, by outcome, in one run."""

    began_at: datetime
    outcomes: dict[str, int]
    learned: int


@dataclass(frozen=True, slots=True)
class Status:
    """All that is shown. `trouble` is why the memory could not be read; "" if it was."""

    sign: Sign | None
    night: LastNight | None
    people: list[Counts]
    disk_bytes: int
    trouble: str = ""


async def status(data: Path, *, names: bool, clock: Callable[[], datetime]) -> Status:
    """Look at a data folder. Changes nothing; what can't be read is told in `trouble`."""
    sign, used = read_sign(data), _size(data)
    if not (data / FILE).exists():
        return Status(sign, None, [], used, "There is no memory yet.")
    try:
        async with open_store(data, clock=clock, read_only=True) as store:
            people = await store.people()
            counts = [await _counts(store, person, names=names) for person in people]
            nights = [night for each in people for night in await store.nights(each.id)]
    except StoreError as error:
        return Status(sign, None, [], used, f"{error.fault} {error.mend}".strip())
    return Status(sign, _last(nights), counts, used)


def as_text(found: Status, *, names: bool, now: datetime) -> str:
    lines = [*_running(found.sign, names=names, now=now)]
    if found.night is None:
        lines.append("Last night: none yet." if not found.trouble else found.trouble)
    else:
        outcomes = ", ".join(f"{count} {name}" for name, count in found.night.outcomes.items())
        learned = f"; {found.night.learned} facts learned" if found.night.learned else ""
        lines.append(f"Last night: {moment(found.night.began_at)}: {outcomes}{learned}.")
    lines.append(f"People: {len(found.people)}")
    lines += [
        f"  {each.person}: {each.context} in context, {each.weights} in the weights"
        for each in found.people
    ]
    lines.append(f"Disk: {size(found.disk_bytes)}")
    return "\n".join(lines)


def as_record(found: Status, *, names: bool) -> dict[str, Any]:
    """JSON-able."""
    sign = found.sign
    night = sign.night if sign is not None else None
    return {
        "running": sign is not None,
        "pid": sign.pid if sign else None,
        "since": sign.since.isoformat() if sign else None,
        "beat": sign.beat.isoformat() if sign else None,
        "state": None if sign is None else ("asleep" if sign.asleep else "awake"),
        "stage": {"person": night.person, "stage": night.stage} if names and night else None,
        "last_night": None
        if found.night is None
        else asdict(found.night) | {"began_at": found.night.began_at.isoformat()},
        "people": [asdict(each) for each in found.people],
        "disk_bytes": found.disk_bytes,
        "trouble": found.trouble,
    }


def size(count: int) -> str:
    """Bytes for people: three digits and a unit."""
    number, unit = float(count), 0
    while number >= 1000 and unit < len(_UNITS) - 1:
        number, unit = number / 1000, unit + 1
    return f"{number:.3g} {_UNITS[unit]}" if number < 1000 else f"{number:.0f} {_UNITS[unit]}"


def _running(sign: Sign | None, *, names: bool, now: datetime) -> list[str]:
    if sign is None:
        return ["The bot is not running."]
    state = "asleep" if sign.asleep else "awake"
    lines = [f"The bot is running (process {sign.pid}, since {moment(sign.since)}), {state}."]
    silent = (now - sign.beat).total_seconds()
    if silent > 60:
        lines.append(f"  It gave no sign of life for {silent:.0f} s: it may hang.")
    if names and sign.night is not None:
        night = sign.night
        lines.append(f"  {night.person}: {night.stage}, {night.done} of {night.total}")
    return lines


async def _counts(store: Store, person: Person, *, names: bool) -> Counts:
    facts = await store.facts(person.id)
    inside = sum(fact.state.in_context for fact in facts)
    shown = person.name if names else f"person {person.id}"
    return Counts(shown, inside, len(facts) - inside)


def _last(nights: list[NightRecord]) -> LastNight | None:
    """The nights of the latest run, which go on one after another.

    A night that begins within an hour of the one before it belongs to the same run.
    """
    run: list[NightRecord] = []
    for night in sorted(nights, key=lambda each: each.began_at, reverse=True):
        if run and (run[-1].began_at - night.began_at).total_seconds() > 3600:
            break
        run.append(night)
    if not run:
        return None
    outcomes: dict[str, int] = {}
    for night in reversed(run):
        outcomes[night.outcome] = outcomes.get(night.outcome, 0) + 1
    learned = sum(len(night.report.get("learned") or ()) for night in run)
    return LastNight(run[-1].began_at, outcomes, learned)


def _size(folder: Path) -> int:
    """Bytes of all files in a folder; what goes while one looks counts for nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.lstat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total

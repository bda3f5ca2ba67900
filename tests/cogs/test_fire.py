"""Several people talk while Discord fails in every way by turns; nothing told is lost."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from cogs.timer import Timer
from tests.cogs.staging import allowing
from tests.cogs.test_whole import living
from tests.loopback import Channel, Loopback, User

TOLD = {"home city": "Porto", "job": "baker", "lucky number": "7", "cat's name": "Miso"}


def trouble(server: Loopback, chance: random.Random) -> None:
    """One thing goes wrong."""
    method = chance.choice(["POST", "PATCH"])
    match chance.randrange(6):
        case 0:
            server.faults.rate_limit(0.01, method=method, path="/messages", times=2)
        case 1:
            server.faults.fail(503, method=method, path="/messages", after=chance.random() < 0.5)
        case 2:
            server.faults.drop(method=method, path="/messages", after=chance.random() < 0.5)
        case 3:
            server.sockets.drop()
        case 4:
            server.sockets.ask_to_reconnect()
        case _:
            server.faults.fail(404, path="typing", times=2, code=10003)


async def at_once(_: float) -> None:
    """A pause that takes no time."""
    await asyncio.sleep(0)


async def told(server: Loopback, who: User, channel: Channel, chance: random.Random) -> None:
    """One person tells everything, a thing after the other was answered, with trouble between."""
    for attribute, value in TOLD.items():
        trouble(server, chance)
        call = [server.bot] if channel.guild else []
        said = server.say(who, channel, f"my {attribute} is {value}", mentions=call)
        noted = f"Noted: {attribute}: {value}"
        await server.wait_for_message(channel, lambda m: noted in m.text, after=said)  # noqa: B023


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nothing_that_is_told_is_lost(
    server: Loopback, tmp_path: Path, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(seed)
    people = [server.user(name) for name in ("Ana", "Ben", "Cleo", "Dora")]
    guild = server.guild("Home", *people)
    places = [server.channel(guild, person.name) for person in people[:2]]
    places += [server.dm(person) for person in people[2:]]
    timer = Timer(pause=at_once)
    async with living(server, tmp_path, timer=timer, edit_seconds=0.01) as engine:
        pairs = list(zip(people, places, strict=True))
        for who, place in pairs:
            await allowing(server, who, place)
        await asyncio.gather(*(told(server, who, place, chance) for who, place in pairs))
        for who, place in pairs:
            server.say(who, place, "!recall")
            listed = await server.wait_for_message(place, lambda m: "in mind" in m.whole)
            assert all(f"{thing}: {value}" in listed.whole for thing, value in TOLD.items())
    assert len(engine.asked("stream")) == len(people) * (len(TOLD) + 1)
    answers = [m for place in places for m in place.messages if "Noted" in m.text]
    assert len(answers) == len(people) * len(TOLD)
    assert all(m.text.startswith("I see, tell me more.\n-# Noted") for m in answers)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []

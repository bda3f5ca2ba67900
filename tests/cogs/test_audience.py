"""Whom the bot listens to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.cogs.staging import Stage
from tests.cogs.test_calls import synced
from tests.loopback import Channel, Guild, Role, User


@dataclass
class Town:
    """Two people on two servers, one with a second channel and a thread; Ana is a friend there."""

    ana: User
    ben: User
    home: Guild
    away: Guild
    side: Channel
    thread: Channel
    friends: Role


@pytest.fixture
def town(stage: Stage) -> Town:
    server = stage.server
    ana, ben = server.user("Ana"), server.user("Ben")
    home, away = server.guild("Home", ana, ben), server.guild("Away", ana, ben)
    friends = Role(server.world.new_id(), "friends", 0)
    home.roles.append(friends)
    home.members[ana].append(friends)
    side = server.channel(home, "side")
    return Town(ana, ben, home, away, side, server.thread(side, "thread"), friends)


async def heard(stage: Stage, town: Town, **lists: Any) -> set[str]:
    """Which messages are answered: everybody speaks everywhere."""
    server = stage.server
    places = {
        "general": town.home.channels[0],
        "side": town.side,
        "thread": town.thread,
        "away": town.away.channels[0],
    }
    async with stage.running(**lists):
        for user in (town.ana, town.ben):
            for name, place in places.items():
                server.say(user, place, f"{user.name} {name}", mentions=[server.bot])
            server.say(user, server.dm(user), f"{user.name} dm")
        # The owner, on no list of those denied, is heard last.
        server.say(server.owner, server.dm(server.owner), "end")
        await server.wait_until(lambda: any(turn[1] == "end" for turn in stage.mind.turns))
        await server.wait_until(lambda: len(stage.mind.notes) == len(stage.mind.turns))
    return {turn[1] for turn in stage.mind.turns} - {"end"}


EVERYTHING = {
    f"{who} {where}" for who in ("ana", "ben") for where in "general side thread away dm".split()
}


def of(*words: str) -> set[str]:
    return {said for said in EVERYTHING if any(word in said for word in words)}


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        (lambda town: {}, EVERYTHING),
        (lambda town: {"allow_guilds": (town.home.id,)}, EVERYTHING - of("away")),
        (lambda town: {"deny_guilds": (town.home.id,)}, of("away", "dm")),
        (lambda town: {"allow_channels": (town.side.id,)}, of("side", "thread", "dm")),
        (lambda town: {"deny_channels": (town.side.id,)}, EVERYTHING - of("side", "thread")),
        (lambda town: {"deny_channels": (town.thread.id,)}, EVERYTHING - of("thread")),
        (
            lambda town: {"allow_roles": (town.friends.id,)},
            of("dm") | (of("ana") - of("away")),
        ),
        (
            lambda town: {"deny_roles": (town.friends.id,)},
            EVERYTHING - (of("ana") - of("away", "dm")),
        ),
        (lambda town: {"deny_people": (town.ben.id,)}, of("ana")),
        (
            lambda town: {"allow_guilds": (town.home.id,), "deny_channels": (town.side.id,)},
            of("general", "dm"),
        ),
        (
            lambda town: {"allow_channels": (town.side.id,), "deny_channels": (town.side.id,)},
            of("dm"),
        ),
    ],
)
async def test_the_lists(
    stage: Stage, town: Town, lists: Callable[[Town], dict[str, Any]], expected: set[str]
) -> None:
    assert await heard(stage, town, **lists(town)) == expected


async def test_only_those_allowed(stage: Stage, town: Town) -> None:
    people = (town.ana.id, stage.server.owner.id)
    assert await heard(stage, town, allow_people=people) == of("ana")


async def test_who_is_not_heard_gets_no_word_not_even_for_a_command(
    stage: Stage, town: Town
) -> None:
    server = stage.server
    async with stage.running(deny_people=(town.ben.id,)):
        for text in ("!help", "!recall", "!nonsense", "hello"):
            server.say(town.ben, server.dm(town.ben), text)
        server.say(town.ana, server.dm(town.ana), "hello")
        await server.wait_for_message(server.dm(town.ana))
    assert [m.author for m in server.dm(town.ben).messages] == [town.ben] * 4
    assert server.dm(town.ben).typing == []


async def test_webhooks_and_other_bots_are_not_answered(stage: Stage, town: Town) -> None:
    server = stage.server
    general = town.home.channels[0]
    robot = server.world.new_user("Robot", bot=True)
    async with stage.running():
        server.by_webhook(general, "Ana", f"{server.bot.mention} hello")
        server.say(robot, general, "hello", mentions=[server.bot])
        server.say(server.bot, general, "hello", mentions=[server.bot])
        server.say(town.ana, general, "hi", mentions=[server.bot])
        await server.wait_for_message(general, lambda m: m.text.startswith("heard"))
    assert [turn[1] for turn in stage.mind.turns] == ["hi"]


async def test_who_is_denied_can_use_no_command(stage: Stage, town: Town) -> None:
    async with stage.running(deny_people=(town.ben.id,)):
        await synced(stage)
        called = stage.server.command(town.ben, town.side, "recall")
        await stage.server.wait_until(lambda: bool(called.answers))
        assert "I don't listen to you" in called.answers[0].text
        assert called.answers[0].only_for is town.ben
    assert stage.mind.asked == []


async def test_who_is_denied_can_press_no_button(stage: Stage, town: Town) -> None:
    server = stage.server
    channel = server.dm(town.ben)
    async with stage.running():
        server.say(town.ben, channel, "!forget me")
        asked = await server.wait_for_message(channel, lambda message: bool(message.buttons))
    async with stage.running(deny_people=(town.ben.id,)):
        presses = [server.press(town.ben, asked, label) for label in asked.buttons]
        await server.wait_until(lambda: all(press.answered is not None for press in presses))
    assert stage.mind.emptied == []


async def test_who_is_denied_can_choose_nothing(stage: Stage, town: Town) -> None:
    server = stage.server
    channel = server.dm(town.ben)
    async with stage.running():
        server.say(town.ben, channel, "!privacy")
        asked = await server.wait_for_message(channel, lambda message: bool(message.buttons))
    async with stage.running(deny_people=(town.ben.id,)):
        press = server.press(town.ben, asked, "Remember as text")
        await server.wait_until(lambda: bool(press.answers))
        assert "I don't listen to you" in press.answers[0].text
    assert stage.mind.chosen == []

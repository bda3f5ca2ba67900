from __future__ import annotations

from typing import Any

import pytest

from bot.errors import SleepError
from bot.sleep.report import NightReport, SleepProgress
from bot.store import Consent, Person
from tests.cogs.staging import Stage
from tests.loopback import User


def report(person: str, scope: str, *learned: str, **more: Any) -> NightReport:
    return NightReport(
        person=person,
        scope=scope,
        **{"outcome": "promoted", "learned": list(learned), **EMPTY, **more},
    )


EMPTY: dict[str, Any] = {
    "already_known": [],
    "not_learned": {},
    "before": 0.0,
    "after": 1.0,
    "seconds": {},
    "peak_bytes": 0,
    "notes": [],
}


async def met(stage: Stage, user: User, scope: str = "private") -> Person:
    person = await stage.store.person(f"discord:{user.id}", user.display, "weights")
    await stage.store.add_fact(person.id, scope, "home city", "Lisbon", "I live in Lisbon")
    return person


async def test_only_admins_may_send_it_to_sleep(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    general = server.guild("Home", ana).channels[0]
    async with stage.running(train_on_messages=True):
        for channel in (server.dm(ana), general):
            server.say(ana, channel, "!sleep")
            reply = await server.wait_for_message(channel)
            assert reply.text.startswith("Only admins may send me to sleep.")
    assert stage.sleeper.nights == []


@pytest.mark.parametrize("role", ["application owner", "owner", "admin"])
async def test_operators_put_everyone_to_sleep(stage: Stage, role: str) -> None:
    server = stage.server
    ana = server.user("Ana")
    who = server.owner if role == "application owner" else server.user("Olga")
    settings = {"owner": {"owner_ids": (who.id,)}, "admin": {"admin_ids": (who.id,)}}.get(role, {})
    first, second = await met(stage, ana), await met(stage, who)
    stage.sleeper.reports = [
        report("Ana", "private", "home city: Lisbon", not_learned={"a: b": "c"}),
        report("Olga", "guild:7", outcome="nothing to do"),
    ]
    async with stage.running(train_on_messages=True, **settings):
        server.say(who, server.dm(who), "!sleep")
        told = await server.wait_for_message(server.dm(who), lambda m: "awake" in m.text)
    assert stage.sleeper.nights == [[first.id, second.id]]
    assert "- Ana: 1 learned, 1 not yet" in told.text
    assert "- Olga: nothing new to learn" in told.text
    assert "Lisbon" not in told.text


async def test_a_server_admin_has_charge_of_that_server_only(stage: Stage) -> None:
    server = stage.server
    ana, ben, olga = server.user("Ana"), server.user("Ben"), server.user("Olga")
    guild = server.guild("Home", ana, olga)
    server.make_admin(guild, olga)
    here = await met(stage, ana, f"guild:{guild.id}")
    await met(stage, ben)
    stage.sleeper.reports = [
        report("Ana", f"guild:{guild.id}", "home city: Lisbon"),
        report("Ana", "private", "birthday: 3 May"),
    ]
    stage.sleeper.free.clear()
    async with stage.running(train_on_messages=True):
        server.say(olga, guild.channels[0], "!sleep")
        progress = await server.wait_for_message(guild.channels[0])
        await server.wait_until(lambda: stage.sleeper.asleep)
        assert stage.sleeper.tell is not None
        stage.sleeper.tell(SleepProgress("Ana", "gate", 0, 0, ""))
        await server.wait_until(lambda: progress.text == "Asleep: checking what it learned")
        stage.sleeper.free.set()
        told = await server.wait_for_message(guild.channels[0], lambda m: "awake" in m.text)
        server.say(olga, guild.channels[0], f"!sleep {ben.mention}")
        refused = await server.wait_for_message(guild.channels[0])
    assert stage.sleeper.nights == [[here.id]]
    assert "- Ana: 1 learned, 0 not yet" in told.text
    assert "May" not in told.text
    assert "1 more of what was told elsewhere" in told.text
    assert refused.text.startswith("I have nothing to learn about")


async def test_one_person_and_the_whole_report_of_oneself(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    general = server.guild("Home", ana, server.owner).channels[0]
    hers, own = await met(stage, ana), await met(stage, server.owner)
    stage.sleeper.reports = [report("operator", "private", "home city: Lisbon")]
    async with stage.running(train_on_messages=True):
        server.say(server.owner, general, f"!sleep {ana.mention}")
        other = await server.wait_for_message(general, lambda m: "awake" in m.text)
        server.say(server.owner, server.dm(server.owner), "!sleep me")
        dm = server.dm(server.owner)
        full = await server.wait_for_message(dm, lambda m: "awake" in m.text)
    assert stage.sleeper.nights == [[hers.id], [own.id]]
    assert "Lisbon" not in other.text
    assert "home city: Lisbon" in full.text


async def test_progress_is_told_by_editing_one_message(stage: Stage) -> None:
    server = stage.server
    dm = server.dm(server.owner)
    await met(stage, server.owner)
    stage.sleeper.free.clear()
    async with stage.running(train_on_messages=True):
        server.say(server.owner, dm, "!sleep")
        message = await server.wait_for_message(dm)
        await server.wait_until(lambda: stage.sleeper.asleep)
        assert stage.sleeper.tell is not None
        stage.sleeper.tell(SleepProgress("operator", "dream", 3, 12, "home city: Lisbon"))
        await server.wait_until(lambda: "3 of 12" in message.text)
        assert message.text == "Asleep: dreaming, for operator\n`▰▰▰▱▱▱▱▱▱▱▱▱` 3 of 12"
        stage.sleeper.tell(SleepProgress("operator", "train", 60, 60, ""))
        await server.wait_until(lambda: "60 of 60" in message.text)
        stage.sleeper.free.set()
        await server.wait_until(lambda: message.text == "My sleep has ended.")
        await server.wait_for_message(dm, lambda m: "awake" in m.text)
    assert message.history[0] == "Falling asleep …"
    assert len([m for m in dm.messages if m.author is server.bot]) == 2


async def test_a_deleted_progress_message_does_not_end_the_night(stage: Stage) -> None:
    server = stage.server
    dm = server.dm(server.owner)
    await met(stage, server.owner)
    stage.sleeper.free.clear()
    async with stage.running(train_on_messages=True):
        server.say(server.owner, dm, "!sleep")
        server.delete(await server.wait_for_message(dm))
        await server.wait_until(lambda: stage.sleeper.asleep)
        assert stage.sleeper.tell is not None
        stage.sleeper.tell(SleepProgress("operator", "dream", 3, 12, ""))
        await server.wait_until(lambda: server.rest.asked[-1].status == 404)
        stage.sleeper.free.set()
        await server.wait_for_message(dm, lambda m: "awake" in m.text)


async def test_chat_goes_on_and_stop_wakes(stage: Stage) -> None:
    server = stage.server
    dm, ana = server.dm(server.owner), server.user("Ana")
    await met(stage, server.owner)
    stage.sleeper.free.clear()
    async with stage.running(train_on_messages=True):
        server.say(server.owner, dm, "!sleep stop")
        assert (await server.wait_for_message(dm)).text == "I'm not asleep."
        server.say(server.owner, dm, "!sleep")
        await server.wait_until(lambda: stage.sleeper.asleep)
        server.say(ana, server.dm(ana), "are you awake?")
        await server.wait_for_message(server.dm(ana))
        server.say(server.owner, dm, "!sleep")
        assert (await server.wait_for_message(dm)).text.startswith("I'm asleep already.")
        server.say(server.owner, dm, "!sleep stop")
        await server.wait_for_message(dm, lambda m: "awake" in m.text)
    assert stage.sleeper.stopped
    assert len(stage.sleeper.nights) == 1


async def test_a_failed_night_is_told(stage: Stage) -> None:
    server = stage.server
    dm = server.dm(server.owner)
    await met(stage, server.owner)
    stage.sleeper.error = SleepError("The disk is full.", "Make room and try again.")
    async with stage.running(train_on_messages=True):
        server.say(server.owner, dm, "!sleep")
        await server.wait_for_message(dm, lambda m: m.text.startswith("The disk is full."))


async def test_nobody_to_learn_about(stage: Stage) -> None:
    server = stage.server
    dm, ana = server.dm(server.owner), server.user("Ana")
    async with stage.running(train_on_messages=True):
        server.say(server.owner, dm, "!sleep")
        assert "nothing to learn about anyone" in (await server.wait_for_message(dm)).text
        server.say(server.owner, dm, f"!sleep {ana.mention}")
        assert "nothing to learn about Ana" in (await server.wait_for_message(dm)).text
        server.say(server.owner, dm, "!sleep Zork")
        assert "can't find that person" in (await server.wait_for_message(dm)).text
    assert stage.sleeper.nights == []


@pytest.mark.parametrize("consent", ["chat", "text"])
async def test_without_leave_to_train_it_says_so(stage: Stage, consent: Consent) -> None:
    server = stage.server
    dm = server.dm(server.owner)
    person = await met(stage, server.owner)
    await stage.store.set_consent(person.id, consent)
    async with stage.running(train_on_messages=True):
        server.say(server.owner, dm, "!sleep")
        assert "`!privacy`" in (await server.wait_for_message(dm)).text
    assert stage.sleeper.nights == []


async def test_closing_the_bot_ends_the_night_between_steps(stage: Stage) -> None:
    server = stage.server
    await met(stage, server.owner)
    stage.sleeper.free.clear()
    async with stage.running(train_on_messages=True):
        server.say(server.owner, server.dm(server.owner), "!sleep")
        message = await server.wait_for_message(server.dm(server.owner))
        await server.wait_until(lambda: stage.sleeper.asleep)
    assert stage.sleeper.stopped
    assert not stage.sleeper.asleep
    assert message.text == "My sleep has ended."

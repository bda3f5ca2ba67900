"""`!sleep status`: how it stands with sleep."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.machine import Power
from bot.sleep.report import NightReport, SleepProgress
from tests.cogs.staging import Stage
from tests.loopback import Channel, User

ON = {"enabled": True, "quiet_hour": "03:30", "timezone": "Europe/Lisbon"}
# 03:30 in Lisbon on the day after the tests' noon.
NEXT = "Next quiet hour: <t:1748831400:t> (<t:1748831400:R>)."


async def slept(stage: Stage, name: str, scope: str, outcome: str, **held: object) -> None:
    person = await stage.store.person(f"discord:{name}", name, "weights")
    await stage.store.add_fact(person.id, scope, "home city", "Lisbon", "")
    night = await stage.store.begin_night(person.id, scope)
    report = {**NightReport(name, scope).as_dict(), **held}
    await stage.store.end_night(night, outcome, report)


async def ask(stage: Stage, user: User, channel: Channel) -> str:
    stage.server.say(user, channel, "!sleep status")
    return (await stage.server.wait_for_message(channel)).text


async def test_awake_with_the_last_nights_counted(stage: Stage) -> None:
    server = stage.server
    await slept(stage, "*Ana*", "private", "promoted", learned=["home city: Lisbon", "a: b"])
    await slept(stage, "Ben", "guild:7", "rolled back", not_learned={"pet: cat": "why"})
    await slept(stage, "Cleo", "private", "stopped")
    async with stage.running():
        told = await ask(stage, server.owner, server.dm(server.owner))
    lines = told.splitlines()
    assert lines[0] == "I'm awake."
    assert "- \\*Ana\\*: 2 learned, promoted, <t:1748779200:R>" in lines
    assert "- Ben: 1 not yet, rolled back, <t:1748779200:R>" in lines
    assert "- Cleo: stopped, <t:1748779200:R>" in lines
    assert lines[-1] == "I don't go to sleep by myself ([sleep] enabled)."
    assert "Lisbon" not in told


async def test_asleep_with_who_and_which_stage(stage: Stage) -> None:
    server = stage.server
    dm = server.dm(server.owner)
    await slept(stage, "Ana", "private", "promoted")
    stage.sleeper.free.clear()
    stage.sleeper.latest = SleepProgress("Ana", "train", 6, 12)
    async with stage.running(train_on_messages=True, sleep=ON):
        server.say(server.owner, dm, "!sleep")
        await server.wait_until(lambda: stage.sleeper.asleep)
        told = await ask(stage, server.owner, dm)
        stage.sleeper.latest = None
        early = await ask(stage, server.owner, dm)
        stage.sleeper.free.set()
    assert told.startswith("Asleep: learning, for Ana\n`▰▰▰▰▰▰▱▱▱▱▱▱` 6 of 12")
    assert told.endswith(NEXT)
    assert early.startswith("Falling asleep …")


async def test_on_a_server_an_admin_is_told_of_that_server_only(stage: Stage) -> None:
    server = stage.server
    olga = server.user("Olga")
    guild = server.guild("Home", olga)
    server.make_admin(guild, olga)
    await slept(stage, "Ana", f"guild:{guild.id}", "promoted", learned=["a: b"])
    await slept(stage, "Ana", "private", "stopped")
    await slept(stage, "Ben", "private", "promoted", learned=["a: b"])
    async with stage.running():
        told = await ask(stage, olga, guild.channels[0])
        elsewhere = await ask(stage, olga, server.dm(olga))
    assert "- Ana: 1 learned" in told
    assert "stopped" not in told
    assert "Ben" not in told
    assert elsewhere.startswith("Only admins")


async def test_before_the_first_night_and_after_very_many(stage: Stage) -> None:
    server = stage.server
    async with stage.running():
        told = await ask(stage, server.owner, server.dm(server.owner))
        assert "There has been no night yet." in told
        for number in range(17):
            await slept(stage, f"Person {number}", "private", "promoted")
        told = await ask(stage, server.owner, server.dm(server.owner))
    assert told.count("- Person") == 15
    assert "- and 2 more" in told


@pytest.mark.parametrize("report", [{"learned": 3}, {}, {"learned": None}])
async def test_a_report_of_which_only_figures_are_kept(
    stage: Stage, report: dict[str, object]
) -> None:
    person = await stage.store.person("discord:1", "Ana", "weights")
    night = await stage.store.begin_night(person.id, "private")
    await stage.store.end_night(night, "promoted", report)
    async with stage.running():
        told = await ask(stage, stage.server.owner, stage.server.dm(stage.server.owner))
    assert "- Ana: promoted, <t:" in told


async def test_a_night_that_was_put_off_is_told_with_its_grounds(stage: Stage) -> None:
    server = stage.server
    # 03:31 in Lisbon: the hour has come.
    stage.now = datetime(2025, 6, 1, 2, 31, tzinfo=UTC)
    stage.machine.powered = Power(mains=False, charge=0.1)
    async with stage.running(sleep=ON):
        told = await ask(stage, server.owner, server.dm(server.owner))
    assert "I put my sleep off: it is time, but the machine can't spare it." in told
    assert "- Power: on battery, 10% charged" in told
    assert told.endswith("(<t:1748831400:R>).")

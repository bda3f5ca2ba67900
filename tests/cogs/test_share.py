from __future__ import annotations

from dataclasses import replace

from bot.memory.facts import EVERYWHERE
from tests.cogs.fakes import fact
from tests.cogs.staging import Stage
from tests.loopback import Channel, User

CAT = fact(2, "cat's name", "Miso")
SHARED = replace(fact(3, "hobby", "bouldering"), scope=EVERYWHERE)


async def ask(stage: Stage, user: User, channel: Channel, text: str) -> str:
    stage.server.say(user, channel, text)
    return (await stage.server.wait_for_message(channel)).text


async def test_share_asks_first_and_only_the_owner_confirms(stage: Stage) -> None:
    server = stage.server
    ana, ben = server.user("Ana"), server.user("Ben")
    general = server.guild("Home", ana, ben).channels[0]
    stage.mind.facts = [CAT, SHARED]
    async with stage.running():
        server.say(ana, general, '!share "Miso"')
        question = await server.wait_for_message(general)
        assert "- cat's name: Miso" in question.text
        wrong = server.press(ben, question, "Confirm")
        await server.wait_until(lambda: bool(wrong.answers))
        assert stage.mind.shared == []
        server.press(ana, question, "Confirm")
        await server.wait_until(lambda: question.text.startswith("From now on I use this"))
    ((speaker, ids),) = stage.mind.shared
    assert (speaker.key, speaker.scope, ids) == (
        f"discord:{ana.id}",
        f"guild:{general.guild.id if general.guild else 0}",
        [CAT.id],
    )


async def test_without_a_yes_nothing_is_shared(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)
    stage.mind.facts = [CAT, SHARED]
    async with stage.running():
        server.say(ana, dm, "!share Miso")
        question = await server.wait_for_message(dm)
        server.say(ana, dm, "no")
        await server.wait_until(lambda: question.text == "Nothing was shared.")
        assert "Share what?" in await ask(stage, ana, dm, "!share")
        assert "nothing here" in await ask(stage, ana, dm, "!share dog")
        assert "shared already" in await ask(stage, ana, dm, "!share bouldering")
    assert stage.mind.shared == []

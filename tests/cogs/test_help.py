from __future__ import annotations

from tests.cogs.staging import Stage


async def test_help_names_every_command_with_the_prefix(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    async with stage.running(prefix="%"):
        server.say(ana, server.dm(ana), "%help")
        told = (await server.wait_for_message(server.dm(ana))).text
    for command in (
        "%recall",
        "%forget cat",
        "%forget me",
        "%share cat",
        "%export",
        "%privacy",
        "%help",
    ):
        assert f"`{command}" in told
    assert "%sleep" not in told
    assert "%sync" not in told
    assert "Ember" in told
    assert "!" + "recall" not in told


async def test_an_unknown_command_is_answered_where_it_is_meant_for_the_bot(
    stage: Stage,
) -> None:
    server = stage.server
    ana = server.user("Ana")
    general = server.guild("Home", ana).channels[0]
    async with stage.running():
        others = server.say(ana, general, "!recal")
        server.say(ana, server.dm(ana), "!recal cat")
        told = await server.wait_for_message(server.dm(ana))
        server.say(ana, server.dm(ana), "!!! wow")
        talk = await server.wait_for_message(server.dm(ana))
        assert general.messages == [others]
        server.say(ana, general, "!frget cat", mentions=[server.bot])
        meant = await server.wait_for_message(general)
    assert told.text == "I don't know !recal. Did you mean `!recall`? `!help` shows what I know."
    assert talk.text == "heard: !!! wow"
    assert "Did you mean `!forget`?" in meant.text


async def test_admins_and_the_owner_are_told_what_they_can_do(stage: Stage) -> None:
    server = stage.server
    olga = server.user("Olga")
    guild = server.guild("Home", olga)
    server.make_admin(guild, olga)
    async with stage.running():
        server.say(olga, guild.channels[0], "!help")
        told = (await server.wait_for_message(guild.channels[0])).text
        assert "`!sleep status`" in told
        assert "`!recall @person`" in told
        assert "!sync" not in told
        server.say(server.owner, server.dm(server.owner), "!help")
        told = (await server.wait_for_message(server.dm(server.owner))).text
    assert "`!sync guild`" in told
    assert len(told) < 2000

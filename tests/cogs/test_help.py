from __future__ import annotations

from tests.cogs.staging import Stage


async def test_help_names_every_command_with_the_prefix(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    async with stage.running(prefix="%"):
        server.say(ana, server.dm(ana), "%help")
        told = (await server.wait_for_message(server.dm(ana))).text
    for command in ("%recall", "%forget cat", "%forget me", "%sleep", "%help"):
        assert f"`{command}" in told
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

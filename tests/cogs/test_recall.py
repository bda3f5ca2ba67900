"""`!recall`: its pages, and what their buttons do for whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import ModelError
from bot.memory.facts import EVERYWHERE, State
from tests.cogs.fakes import fact
from tests.cogs.staging import Stage
from tests.loopback import Channel, Interaction, Message, User, gestures
from tests.loopback.state import COMPONENT

CITY = fact(1, "home city", "Lisbon")
CAT = fact(2, "cat's name", "Miso", State.KNOWN)
HOBBY = fact(3, "hobby", "*bouldering*", State.LEARNING)
MANY = [fact(number, "hobby", f"hobby {number}") for number in range(12)]


async def recall(stage: Stage, user: User, channel: Channel, text: str = "!recall") -> Message:
    stage.server.say(user, channel, text)
    return await stage.server.wait_for_message(channel)


async def answered(stage: Stage, done: Interaction) -> Message:
    """What the one who pressed is told, alone."""
    await stage.server.wait_until(lambda: bool(done.answers))
    assert done.answers[0].only_for is done.user
    return done.answers[0]


async def test_it_tells_where_each_fact_lives_and_when_it_was_told(stage: Stage) -> None:
    ana = stage.server.user("Ana")
    stage.mind.facts, stage.mind.both = [CITY, CAT, HOBBY], frozenset({HOBBY.id})
    async with stage.running():
        told = await recall(stage, ana, stage.server.dm(ana))
    assert "What I know about Ana" in told.whole
    assert told.part("home city: Lisbon").startswith("**in mind** (in context")
    assert told.part("cat's name: Miso").startswith("**by heart** (in the weights")
    assert told.part("hobby: \\*bouldering\\*").startswith("**in mind and by heart** (in both")
    assert "told <t:1748779200:f>, only between us in private" in told.part("home city: Lisbon")
    assert "2 in mind, 1 by heart" in told.whole


@pytest.mark.parametrize("private", [True, False])
async def test_a_link_leads_to_where_it_was_said(stage: Stage, private: bool) -> None:
    server = stage.server
    ana = server.user("Ana")
    guild = server.guild("Home", ana)
    channel = server.dm(ana) if private else guild.channels[0]
    stage.mind.facts = [replace(CITY, message_id=77), replace(CAT, message_id=78)]
    stage.mind.told_in = {CITY.id: f"discord:{channel.id}:{ana.id}", CAT.id: "terminal:ana"}
    async with stage.running():
        told = await recall(stage, ana, channel)
    place = "@me" if private else str(guild.id)
    link = f"[go there](https://discord.com/channels/{place}/{channel.id}/77)"
    assert link in told.part("home city: Lisbon")
    assert (channel.mention in told.part("home city: Lisbon")) is not private
    assert ("only on this server" in told.part("home city: Lisbon")) is not private
    assert "go there" not in told.part("cat's name: Miso")


async def test_a_widened_fact_does_not_tell_where_it_was_said(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.facts = [replace(CITY, scope=EVERYWHERE, message_id=77)]
    stage.mind.told_in = {CITY.id: f"discord:{server.dm(ana).id}:{ana.id}"}
    async with stage.running():
        told = await recall(stage, ana, server.guild("Home", ana).channels[0])
    assert "used everywhere, as you let me" in told.part("home city: Lisbon")
    assert "http" not in told.part("home city: Lisbon")


async def test_words_are_asked_for_in_the_scope_they_were_asked_in(stage: Stage) -> None:
    ana = stage.server.user("Ana")
    guild = stage.server.guild("Home", ana)
    stage.mind.facts = [CITY, CAT]
    async with stage.running():
        said = await recall(stage, ana, guild.channels[0], "!recall Miso")
        nothing = await recall(stage, ana, guild.channels[0], "!RECALL *dog*")
    assert "Miso" in said.whole
    assert "Lisbon" not in said.whole
    assert nothing.text == "I know nothing about you that has to do with “\\*dog\\*”."
    assert {who.scope for who, _ in stage.mind.asked} == {f"guild:{guild.id}"}


async def test_of_nothing_it_invites_to_talk(stage: Stage) -> None:
    ana = stage.server.user("Ana")
    call = f"{stage.server.bot.mention} !recall"
    async with stage.running():
        said = await recall(stage, ana, stage.server.dm(ana), call)
    assert said.text == "I know nothing about you yet. Tell me something!"
    assert said.buttons == {}


async def test_pages_are_turned_and_end(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.facts = list(MANY)
    async with stage.running():
        told = await recall(stage, ana, server.dm(ana))
        assert "hobby 11" in told.whole
        assert "Page 1 of 3" in told.whole
        with pytest.raises(AssertionError, match="can't be pressed"):
            server.press(ana, told, "◀ Previous")
        server.press(ana, told, "Next ▶")
        await server.wait_until(lambda: "Page 2 of 3" in told.whole)
        assert "hobby 6" in told.whole
        # Facts that were forgotten meanwhile are gone from the pages.
        stage.mind.facts = MANY[:6]
        server.press(ana, told, "Next ▶")
        await server.wait_until(lambda: "Page 2 of 2" in told.whole)
        assert told.part("hobby: hobby 0")
        server.press(ana, told, "◀ Previous")
        await server.wait_until(lambda: "Page 1 of 2" in told.whole)
        stage.mind.facts = []
        server.press(ana, told, "Next ▶")
        await server.wait_until(lambda: "I know nothing about you yet." in told.whole)


async def test_a_proof_shows_the_bots_own_answer_and_its_probability(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.facts = [CITY, CAT]
    stage.mind.proving.clear()
    async with stage.running():
        told = await recall(stage, ana, server.dm(ana))
        server.press(ana, told, "Prove it")
        await server.wait_until(lambda: "Asking myself …" in told.buttons)
        again = _pressed_once_more(stage, ana, told, told.buttons["Asking myself …"])
        assert (await answered(stage, again)).text == "I'm asking myself already."
        stage.mind.proving.set()
        await server.wait_until(lambda: "Prove it" in told.buttons and "97 %" in told.whole)
    assert stage.mind.proved == [[CAT.id, CITY.id]]
    assert "I say “It's Miso.”: right, with a probability of 97 %" in told.part("cat's name: Miso")
    assert "less than 0.1 % unless" in told.part("home city: Lisbon")


def _pressed_once_more(stage: Stage, user: User, message: Message, custom_id: str) -> Interaction:
    """A press that was on its way when the button was switched off."""
    world = stage.server.world
    data = {"custom_id": custom_id, "component_type": 2}
    fresh = gestures._new(world, COMPONENT)
    return gestures._do(world, Interaction(*fresh, user, message.channel, data, message))


async def test_a_proof_that_fails_is_told_and_can_be_asked_for_again(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.facts = [CITY]
    stage.mind.fault = ModelError("The model is ill.", "Restart it.")
    async with stage.running():
        told = await recall(stage, ana, server.dm(ana))
        failed = server.press(ana, told, "Prove it")
        assert (await answered(stage, failed)).text == "The model is ill. Restart it."
        await server.wait_until(lambda: "Prove it" in told.buttons)
        server.press(ana, told, "Prove it")
        await server.wait_until(lambda: "97 %" in told.whole)


async def test_a_press_on_what_is_deleted_is_no_fault(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.facts = [CITY]
    stage.mind.proving.clear()
    async with stage.running():
        told = await recall(stage, ana, server.dm(ana))
        server.press(ana, told, "Prove it")
        await server.wait_until(lambda: bool(stage.mind.proved))
        server.delete(told)
        stage.mind.proving.set()
        after = await recall(stage, ana, server.dm(ana))
        menu = await answered(stage, server.press(ana, after, "Forget …"))
        server.select(ana, menu, "home city: Lisbon")
        await server.wait_until(lambda: "for good?" in menu.text)
        server.delete(after)
        server.press(ana, menu, "Confirm")
        await server.wait_until(lambda: menu.text.startswith("Forgotten:"))
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_fact_is_forgotten_by_menu_and_button(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    general = server.guild("Home", ana).channels[0]
    stage.mind.facts = [CITY, CAT, HOBBY]
    async with stage.running():
        told = await recall(stage, ana, general)
        menu = await answered(stage, server.press(ana, told, "Forget …"))
        server.select(ana, menu, "home city: Lisbon", "cat's name: Miso")
        await server.wait_until(lambda: "for good?" in menu.text)
        assert stage.mind.forgotten == []
        server.press(ana, menu, "Confirm")
        await server.wait_until(lambda: menu.text.startswith("Forgotten:"))
        assert menu.components == []
        await server.wait_until(lambda: not told.part("home city: Lisbon"))
    assert sorted(stage.mind.forgotten) == [CITY.id, CAT.id]
    assert told.part("hobby: \\*bouldering\\*")


async def test_a_no_and_a_second_press_and_one_forgotten_meanwhile(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.facts = [CITY]
    async with stage.running():
        told = await recall(stage, ana, server.dm(ana))
        menu = await answered(stage, server.press(ana, told, "Forget …"))
        server.select(ana, menu, "home city: Lisbon")
        await server.wait_until(lambda: "for good?" in menu.text)
        confirm = menu.buttons["Confirm"]
        server.press(ana, menu, "Cancel")
        await server.wait_until(lambda: menu.text == "Nothing was changed.")
        late = _pressed_once_more(stage, ana, menu, confirm)
        assert (await answered(stage, late)).text.startswith("This is over")
        assert stage.mind.forgotten == []
        menu = await answered(stage, server.press(ana, told, "Forget …"))
        stage.mind.facts = []
        server.select(ana, menu, "home city: Lisbon")
        await server.wait_until(lambda: "for good?" in menu.text)
        server.press(ana, menu, "Confirm")
        await server.wait_until(lambda: menu.text == "That was forgotten already.")
        await server.wait_until(lambda: "I know nothing about you yet." in told.whole)


async def test_two_presses_at_once_forget_once(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.facts = [CITY]
    async with stage.running():
        told = await recall(stage, ana, server.dm(ana))
        menu = await answered(stage, server.press(ana, told, "Forget …"))
        server.select(ana, menu, "home city: Lisbon")
        await server.wait_until(lambda: "for good?" in menu.text)
        server.press(ana, menu, "Confirm")
        second = server.press(ana, menu, "Confirm")
        assert (await answered(stage, second)).text.startswith("This is over")
        await server.wait_until(lambda: menu.text.startswith("Forgotten:"))
    assert stage.mind.forgotten == [CITY.id]


async def test_a_fact_is_corrected_in_a_form(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.facts = [CITY, CAT]
    async with stage.running():
        told = await recall(stage, ana, server.dm(ana))
        menu = await answered(stage, server.press(ana, told, "Correct …"))
        chosen = server.select(ana, menu, "home city: Lisbon")
        await server.wait_until(lambda: chosen.modal is not None)
        gestures.submit(server.world, chosen, {"home city": "Porto"})
        await server.wait_until(lambda: menu.text == "Noted: home city: Porto (was Lisbon).")
        await server.wait_until(lambda: bool(told.part("home city: Porto")))
        # The same form once more, of a fact that is gone.
        stage.mind.facts = [CAT]
        late = gestures.submit(server.world, chosen, {"home city": "Oslo"})
        assert (await answered(stage, late)).text.startswith(("This is over", "I don't know that"))
    assert [each.value for each in stage.mind.facts] == ["Miso"]


async def test_a_correction_of_what_is_gone_is_told(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.facts = [CITY]
    async with stage.running():
        told = await recall(stage, ana, server.dm(ana))
        menu = await answered(stage, server.press(ana, told, "Correct …"))
        chosen = server.select(ana, menu, "home city: Lisbon")
        await server.wait_until(lambda: chosen.modal is not None)
        stage.mind.facts = []
        sent = gestures.submit(server.world, chosen, {"home city": "Porto"})
        assert (await answered(stage, sent)).text == "I don't know that any more."
        gone = server.press(ana, told, "Correct …")
        assert (await answered(stage, gone)).text == "I know nothing of that any more."


async def test_buttons_are_switched_off_after_a_while(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.facts = [CITY]
    async with stage.running(patience=0.05):
        told = await recall(stage, ana, server.dm(ana))
        await server.wait_until(
            lambda: all(b.get("disabled") for row in told.components for b in row["components"])
        )
        late = _pressed_once_more(stage, ana, told, told.buttons["Prove it"])
        assert (await answered(stage, late)).text.startswith("This is over")
    assert told.part("home city: Lisbon")


async def test_a_press_after_a_restart_is_answered(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.facts = [CITY]
    async with stage.running():
        told = await recall(stage, ana, server.dm(ana))
        server.say(ana, server.dm(ana), "!forget Lisbon")
        question = await server.wait_for_message(server.dm(ana))
    async with stage.running():
        for message, label in ((told, "Prove it"), (question, "Confirm")):
            late = server.press(ana, message, label)
            assert "restarted" in (await answered(stage, late)).text
    assert stage.mind.forgotten == []


async def test_an_admin_reads_what_somebody_told_on_this_server(stage: Stage) -> None:
    server = stage.server
    olga, ana, ben = server.user("Olga"), server.user("Ana"), server.user("Ben")
    guild = server.guild("Home", ana, ben, olga)
    general = guild.channels[0]
    server.make_admin(guild, olga)
    await stage.store.person(f"discord:{ana.id}", "Ana", "weights")
    stage.mind.facts = [CITY]
    async with stage.running():
        told = await recall(stage, olga, general, f"!recall {ana.mention} Lisbon")
        assert "What I know about Ana" in told.whole
        speaker, words = stage.mind.asked[-1]
        assert (speaker.key, speaker.scope) == (f"discord:{ana.id}", f"guild:{guild.id}")
        assert words == "Lisbon"
        # She may read and ask for a proof; only Ana changes anything.
        server.press(olga, told, "Prove it")
        await server.wait_until(lambda: "97 %" in told.whole)
        for label in ("Forget …", "Correct …"):
            wrong = server.press(olga, told, label)
            assert (await answered(stage, wrong)).text == "Only Ana can do this."
        other = server.press(ben, told, "Prove it")
        assert (await answered(stage, other)).text == "Only Olga and Ana can do this."
        menu = await answered(stage, server.press(ana, told, "Forget …"))
        assert menu.text == "What shall I forget?"


async def test_nobody_else_asks_about_others_and_nobody_in_private(stage: Stage) -> None:
    server = stage.server
    ana, ben = server.user("Ana"), server.user("Ben")
    general = server.guild("Home", ana, ben).channels[0]
    stage.mind.facts = [CITY]
    async with stage.running():
        told = await recall(stage, ben, general, f"!recall {ana.mention}")
        assert told.text.startswith("Only admins may ask what I know about somebody else.")
        dm = server.dm(server.owner)
        told = await recall(stage, server.owner, dm, f"!recall {ana.mention}")
        assert told.text.startswith("What people tell me in private I show to nobody else.")
        assert stage.mind.asked == []
        own = await recall(stage, ana, general, f"!recall {ana.mention}")
    assert "home city: Lisbon" in own.whole


async def test_an_admin_asks_about_people_who_are_gone_or_unknown(stage: Stage) -> None:
    server = stage.server
    gone = server.user("Gone")
    guild = server.guild("Home", server.owner)
    general = guild.channels[0]
    await stage.store.person(f"discord:{gone.id}", "Gone", "weights")
    del server.world.users[gone.id]
    async with stage.running():
        stage.mind.facts = [CITY]
        told = await recall(stage, server.owner, general, f"!recall <@{gone.id}>")
        assert "What I know about Gone" in told.whole
        stage.mind.facts = []
        told = await recall(stage, server.owner, general, "!recall <@12345678901234567>")
        assert told.text == "I know nothing about that person yet."

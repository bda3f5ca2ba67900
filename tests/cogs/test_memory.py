from __future__ import annotations

from bot.memory.facts import State
from bot.receipt import Receipt
from tests.cogs.fakes import fact
from tests.cogs.staging import Stage
from tests.loopback import Channel, User

CITY = fact(1, "home city", "Lisbon")
CAT = fact(2, "cat's name", "Miso", State.KNOWN)
HOBBY = fact(3, "hobby", "*bouldering*", State.LEARNING)


async def ask(stage: Stage, user: User, channel: Channel, text: str) -> str:
    stage.server.say(user, channel, text)
    return (await stage.server.wait_for_message(channel)).text


async def test_recall_waits_for_the_turn_before_it(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.held.add("I live in Lisbon")
    async with stage.running():
        server.say(ana, server.dm(ana), "I live in Lisbon")
        server.say(ana, server.dm(ana), "!recall")
        await server.wait_for_typing(server.dm(ana))
        assert stage.mind.asked == []
        stage.mind.facts = [CITY]
        stage.mind.free.set()
        await server.wait_for_message(server.dm(ana), lambda m: "home city: Lisbon" in m.whole)


async def test_forget_asks_first_and_a_button_confirms(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.facts, stage.mind.rebuilt = [CITY, CAT], True
    async with stage.running():
        server.say(ana, server.dm(ana), '!forget "Miso"')
        question = await server.wait_for_message(server.dm(ana))
        assert "- cat's name: Miso" in question.text
        assert "Lisbon" not in question.text
        assert stage.mind.forgotten == []
        server.press(ana, question, "Confirm")
        await server.wait_until(lambda: question.text.startswith("Forgotten:"))
    assert stage.mind.forgotten == [CAT.id]
    assert "learn it again in my next sleep" in question.text
    assert question.buttons == {}


async def test_only_the_one_who_asked_may_press(stage: Stage) -> None:
    server = stage.server
    ana, ben = server.user("Ana"), server.user("Ben")
    general = server.guild("Home", ana, ben).channels[0]
    stage.mind.facts = [CITY]
    async with stage.running():
        server.say(ana, general, "!forget Lisbon")
        question = await server.wait_for_message(general)
        wrong = server.press(ben, question, "Confirm")
        await server.wait_until(lambda: bool(wrong.answers))
        assert wrong.answers[0].only_for is ben
        assert wrong.answers[0].text == "Only Ana can do this."
        assert stage.mind.forgotten == []
        server.press(ana, question, "Cancel")
        await server.wait_until(lambda: question.text == "Nothing was forgotten.")
    assert stage.mind.forgotten == []


async def test_yes_in_private_confirms(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.facts = [CITY]
    async with stage.running():
        server.say(ana, server.dm(ana), "!forget Lisbon")
        question = await server.wait_for_message(server.dm(ana))
        server.say(ana, server.dm(ana), "wait, what is this?")
        await server.wait_for_message(server.dm(ana))
        server.say(ana, server.dm(ana), "Yes!")
        await server.wait_until(lambda: question.text.startswith("Forgotten:"))
    assert stage.mind.forgotten == [CITY.id]
    assert [turn[1] for turn in stage.mind.turns] == ["wait, what is this?"]


async def test_on_a_server_only_a_yes_to_the_bot_confirms(stage: Stage) -> None:
    server = stage.server
    ana, ben = server.user("Ana"), server.user("Ben")
    general = server.guild("Home", ana, ben).channels[0]
    stage.mind.facts = [CITY]
    async with stage.running():
        server.say(ana, general, "!forget Lisbon")
        question = await server.wait_for_message(general)
        server.say(ana, general, "yes")
        server.say(ben, general, "yes", reply_to=question)
        await server.wait_for_message(general, lambda m: m.text == "heard: yes")
        assert stage.mind.forgotten == []
        server.say(ana, general, "yes", reply_to=question)
        await server.wait_until(lambda: question.text.startswith("Forgotten:"))
    assert [turn[0].name for turn in stage.mind.turns] == ["Ben"]


async def test_without_an_answer_nothing_is_forgotten(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.facts = [CITY]
    async with stage.running(patience=0.05):
        server.say(ana, server.dm(ana), "!forget Lisbon")
        question = await server.wait_for_message(server.dm(ana))
        await server.wait_until(lambda: question.text == "No answer, so nothing was forgotten.")
        server.say(ana, server.dm(ana), "yes")
        await server.wait_for_message(server.dm(ana), lambda m: m.text == "heard: yes")
    assert stage.mind.forgotten == []


async def test_a_new_question_replaces_the_open_one(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.facts = [CITY, CAT]
    async with stage.running():
        server.say(ana, server.dm(ana), "!forget Lisbon")
        first = await server.wait_for_message(server.dm(ana))
        server.say(ana, server.dm(ana), "!forget Miso")
        await server.wait_for_message(server.dm(ana), lambda m: "Miso" in m.text)
        await server.wait_until(lambda: "nothing was forgotten" in first.text)
        server.say(ana, server.dm(ana), "yes")
        await server.wait_until(lambda: stage.mind.forgotten == [CAT.id])


async def test_forget_me_forgets_everything_about_the_one_who_asks(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    async with stage.running():
        server.say(ana, server.dm(ana), "!forget me")
        question = await server.wait_for_message(server.dm(ana))
        assert "everything" in question.text
        server.say(ana, server.dm(ana), "no")
        await server.wait_until(lambda: question.text == "Nothing was forgotten.")
        assert stage.mind.emptied == []
        server.say(ana, server.dm(ana), "!forget me")
        question = await server.wait_for_message(server.dm(ana))
        server.press(ana, question, "Confirm")
        await server.wait_until(lambda: question.text == "I have forgotten everything about you.")
        assert "Receipt: nothing is left" in question.whole
    assert [speaker.key for speaker in stage.mind.emptied] == [f"discord:{ana.id}"]


async def test_forget_without_words_and_of_nothing(stage: Stage) -> None:
    ana = stage.server.user("Ana")
    dm = stage.server.dm(ana)
    async with stage.running(prefix="?"):
        assert "`?forget me`" in await ask(stage, ana, dm, "?forget")
        assert "nothing about you" in await ask(stage, ana, dm, "?forget it's \"odd")


async def test_a_long_list_is_cut(stage: Stage) -> None:
    ana = stage.server.user("Ana")
    stage.mind.facts = [fact(number, "hobby", f"hobby {number}") for number in range(20)]
    async with stage.running():
        said = await ask(stage, ana, stage.server.dm(ana), "!forget hobby")
    assert "hobby 14" in said
    assert "hobby 15" not in said
    assert "and 5 more" in said


async def test_forget_me_of_a_stranger_and_a_receipt_that_is_not_clean(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)
    async with stage.running():
        stage.mind.receipt = None
        server.say(ana, dm, "!forget me")
        question = await server.wait_for_message(dm)
        server.say(ana, dm, "yes")
        await server.wait_until(lambda: "nothing to forget" in question.text)
        stage.mind.receipt = Receipt(2, {"messages": 0, "folders": 1}, 2, 1, 1)
        server.say(ana, dm, "!forget me")
        question = await server.wait_for_message(dm)
        server.say(ana, dm, "yes")
        await server.wait_until(lambda: bool(question.embeds))
    assert "Receipt: something is left" in question.whole
    assert question.part("Looked at") == "✅ messages: nothing\n❌ folders of weights: 1"
    assert "1 times I don't know, 1 times I say what you told (a guess" in question.part("Asked")


async def test_what_was_forgotten_meanwhile_and_a_question_that_was_deleted(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)
    stage.mind.facts = [CITY]
    async with stage.running():
        server.say(ana, dm, "!forget Lisbon")
        question = await server.wait_for_message(dm)
        stage.mind.facts = []
        server.press(ana, question, "Confirm")
        await server.wait_until(lambda: question.text == "That was forgotten already.")
        stage.mind.facts = [CITY]
        server.say(ana, dm, "!forget Lisbon")
        question = await server.wait_for_message(dm)
        server.delete(question)
        server.say(ana, dm, "yes")
        await server.wait_for_message(dm, lambda m: m.text.startswith("Forgotten:"))

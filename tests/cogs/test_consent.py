"""What may be kept is the person's to say, by button, and holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.consent import Standing
from bot.engine.fake import FakeEngine
from bot.keeping import Speaker
from bot.store import Held, open_store
from cogs.privacy import privacy_text
from tests.cogs.living import Home, at_home
from tests.cogs.staging import allowing
from tests.loopback import Channel, Loopback, Message, User
from tests.waking import Clock

LEVELS = ["Chat only", "Remember as text", "Remember in weights"]


async def tell(home: Home, user: User, channel: Channel, text: str) -> Message:
    """The bot's first answer to a message; the whole turn is over then."""
    mentions = [] if channel.guild is None else [home.server.bot]
    home.server.say(user, channel, text, mentions=mentions)
    reply = await home.server.wait_for_message(channel)
    await over(home, user)
    return reply


async def over(home: Home, user: User) -> None:
    """Wait until nothing of the person's goes on."""
    lock = home.mind._alone(f"discord:{user.id}")
    await home.server.wait_until(lambda: not lock.locked())


async def stored(home: Home, user: User) -> dict[str, int]:
    """How many rows of each kind the database holds of a person, besides their choices."""
    person = await home.store.find_person(f"discord:{user.id}")
    assert person is not None
    held = await home.store.export(person.id)
    return {kind: len(held[kind]) for kind in ("log", "facts", "summaries", "nights", "adapters")}


NOTHING = dict.fromkeys(("log", "facts", "summaries", "nights", "adapters"), 0)


def asked(channel: Channel) -> list[Message]:
    return [message for message in channel.messages if "Chat only" in message.buttons]


async def test_asks_once_beside_the_first_answer_anywhere(server: Loopback, tmp_path: Path) -> None:
    ana = server.user("Ana")
    dm, general = server.dm(ana), server.guild("Home", ana).channels[0]
    async with at_home(server, tmp_path) as home:
        first = await tell(home, ana, general, "Hi Ember!")
        question = await server.wait_for_message(general, lambda m: bool(m.buttons))
        assert first.buttons == {}
        assert list(question.buttons) == LEVELS
        assert "Ana, what may I keep" in question.text
        assert question.reply_to is general.messages[0]
        await tell(home, ana, general, "And now?")
        await tell(home, ana, dm, "Hello!")
    async with at_home(server, tmp_path) as home:
        await tell(home, ana, dm, "Hello again!")
    assert (len(asked(general)), len(asked(dm))) == (1, 0)


async def test_a_question_that_could_not_be_put_is_put_with_the_next_answer(
    server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = server.user("Ana")
    dm = server.dm(ana)
    async with at_home(server, tmp_path) as home:
        standing = home.mind.standing

        async def in_trouble(who: Speaker) -> Standing:
            server.faults.fail(403, method="POST", path="messages")
            return await standing(who)

        with monkeypatch.context() as patched:
            patched.setattr(home.mind, "standing", in_trouble)
            server.say(ana, dm, "Hello!")
            await server.wait_until(lambda: 403 in [one.status for one in server.rest.asked])
        assert asked(dm) == []
        server.say(ana, dm, "Hello?")
        await server.wait_until(lambda: len(asked(dm)) == 1)


async def test_until_they_choose_nothing_is_stored_and_the_talk_goes_on(
    server: Loopback, tmp_path: Path
) -> None:
    ana = server.user("Ana")
    dm = server.dm(ana)
    engine = FakeEngine()
    async with at_home(server, tmp_path, engine=engine) as home:
        await tell(home, ana, dm, "My secret word is xylophone.")
        await tell(home, ana, dm, "What did I say?")
        last = engine.asked("stream")[-1].chats[0]
        assert "My secret word is xylophone." in [message.content for message in last]
        assert await stored(home, ana) == NOTHING
        assert engine.asked("complete") == []
    assert b"xylophone" not in b"".join(file.read_bytes() for file in tmp_path.glob("sleepwake*"))
    async with at_home(server, tmp_path, engine=engine) as home:
        await tell(home, ana, dm, "And now?")
    assert not any("xylophone" in m.content for m in engine.asked("stream")[-1].chats[0])


async def test_as_text_it_is_noted_and_never_trained(server: Loopback, tmp_path: Path) -> None:
    ana, owner = server.user("Ana"), server.owner
    dm = server.dm(ana)
    engine = FakeEngine()
    async with at_home(server, tmp_path, engine=engine) as home:
        await allowing(server, ana, dm, "Remember as text")
        await tell(home, ana, dm, "My cat's name is Miso.")
        await tell(home, owner, server.dm(owner), f"!sleep {ana.mention}")
        assert "`!privacy`" in server.dm(owner).messages[-1].text
        assert await home.sleeper.sleep() == []
        held = await stored(home, ana)
        assert (held["facts"], held["log"], held["nights"]) == (1, 2, 0)
    assert engine.asked("train") == []


async def test_in_weights_it_is_learned_and_less_takes_the_weights_away(
    server: Loopback, tmp_path: Path
) -> None:
    ana = server.user("Ana")
    dm = server.dm(ana)
    engine = FakeEngine()
    async with at_home(server, tmp_path, engine=engine) as home:
        await allowing(server, ana, dm)
        await tell(home, ana, dm, "My cat's name is Miso.")
        (report,) = await home.sleeper.sleep()
        assert report.learned
        assert len(list(tmp_path.glob("adapters/*/v*"))) == 1
        await tell(home, ana, dm, "What's my cat's name?")
        assert engine.asked("stream")[-1].adapter is not None
        await tell(home, ana, dm, "!privacy")
        shown = dm.messages[-1]
        assert "weights that were trained on your facts" in shown.text
        server.press(ana, shown, "Remember as text")
        await server.wait_until(lambda: shown.text.startswith("**Remember as text"))
        assert "weights that I had trained for you are removed" in shown.text
        assert list(tmp_path.glob("adapters/*/v*")) == []
        trained = len(engine.asked("train"))
        assert "Miso" in (await tell(home, ana, dm, "What's my cat's name?")).text
        call = engine.asked("stream")[-1]
        assert call.adapter is None
        assert "Miso" in call.prompt
        assert await home.sleeper.sleep() == []
        assert len(engine.asked("train")) == trained


async def test_back_to_chat_only_offers_to_remove_what_is_held(
    server: Loopback, tmp_path: Path
) -> None:
    ana = server.user("Ana")
    dm = server.dm(ana)
    async with at_home(server, tmp_path) as home:
        await allowing(server, ana, dm, "Remember as text")
        await tell(home, ana, dm, "My cat's name is Miso.")
        before = await stored(home, ana)
        await tell(home, ana, dm, "!privacy")
        shown = dm.messages[-1]
        server.press(ana, shown, "Chat only")
        await server.wait_until(lambda: shown.text.startswith("**Chat only"))
        assert "`!forget me`" in shown.text
        await tell(home, ana, dm, "My dog's name is Rex.")
        assert await stored(home, ana) == before
        server.press(ana, shown, "Remove what you hold")
        await server.wait_until(lambda: "can't be undone" in shown.text)
        server.press(ana, shown, "Keep it")
        await server.wait_until(lambda: shown.text.startswith("**Chat only"))
        assert await stored(home, ana) == before
        server.press(ana, shown, "Remove what you hold")
        await server.wait_until(lambda: "can't be undone" in shown.text)
        server.press(ana, shown, "Yes, remove everything")
        await server.wait_until(lambda: shown.text.startswith("I have removed"))
        assert await home.store.find_person(f"discord:{ana.id}") is None


async def test_only_the_person_asked_may_press(server: Loopback, tmp_path: Path) -> None:
    ana, ben = server.user("Ana"), server.user("Ben")
    general = server.guild("Home", ana, ben).channels[0]
    async with at_home(server, tmp_path) as home:
        await tell(home, ana, general, "Hi!")
        question = await server.wait_for_message(general, lambda m: bool(m.buttons))
        for label in LEVELS:
            press = server.press(ben, question, label)
            await server.wait_until(lambda press=press: bool(press.answers))  # type: ignore[misc]
            assert press.answers[0].only_for is ben
        assert [person.consent for person in await home.store.people()] == ["chat"]
    assert question.history == []


async def test_buttons_of_an_earlier_run_still_work(server: Loopback, tmp_path: Path) -> None:
    ana = server.user("Ana")
    dm = server.dm(ana)
    async with at_home(server, tmp_path) as home:
        await tell(home, ana, dm, "Hi!")
        question = await server.wait_for_message(dm, lambda m: bool(m.buttons))
    async with at_home(server, tmp_path) as home:
        server.press(ana, question, "Remember in weights")
        await server.wait_until(lambda: question.text.startswith("**Remember in weights"))
        await tell(home, ana, dm, "My cat's name is Miso.")
        assert (await stored(home, ana))["facts"] == 1


async def test_every_choice_is_in_the_history_with_its_time(
    server: Loopback, tmp_path: Path
) -> None:
    ana = server.user("Ana")
    dm = server.dm(ana)
    async with at_home(server, tmp_path) as home:
        await allowing(server, ana, dm, "Remember as text")
        question = asked(dm)[0]
        server.press(ana, question, "Remember in weights")
        await server.wait_until(lambda: question.text.startswith("**Remember in weights"))
    async with at_home(server, tmp_path, train_on_messages=False) as home:
        person = await home.store.find_person(f"discord:{ana.id}")
        assert person is not None
        history = (await home.store.export(person.id))["consents"]
    assert [(entry["consent"], entry["chosen_by"]) for entry in history] == [
        ("chat", "nobody"),
        ("text", "person"),
        ("weights", "person"),
        ("text", "operator"),
    ]
    # The second run's clock begins anew.
    times = [entry["chosen_at"] for entry in history[:3]]
    assert times == sorted(set(times))


async def test_where_nothing_may_be_trained_weights_are_not_offered_and_it_says_why(
    server: Loopback, tmp_path: Path
) -> None:
    ana = server.user("Ana")
    dm = server.dm(ana)
    async with at_home(server, tmp_path) as home:
        await allowing(server, ana, dm)
        await tell(home, ana, dm, "My cat's name is Miso.")
        await home.sleeper.sleep()
        earlier = asked(dm)[0]
    async with at_home(server, tmp_path, train_on_messages=False) as home:
        assert list(tmp_path.glob("adapters/*/v*")) == []
        assert "Miso" in (await tell(home, ana, dm, "What's my cat's name?")).text
        shown = await tell(home, ana, dm, "!privacy")
        assert list(shown.buttons) == LEVELS[:2]
        assert "Discord's Developer Policy" in shown.text
        press = server.press(ana, earlier, "Remember in weights")
        await server.wait_until(lambda: bool(press.answers))
        assert "ruled it out" in press.answers[0].text
        assert [person.consent for person in await home.store.people()] == ["text"]
        ben = server.user("Ben")
        await tell(home, ben, server.dm(ben), "Hi!")
        await server.wait_until(lambda: bool(asked(server.dm(ben))))
        assert list(asked(server.dm(ben))[0].buttons) == LEVELS[:2]


async def test_who_was_met_before_anyone_asked_has_allowed_nothing(
    server: Loopback, tmp_path: Path
) -> None:
    ana = server.user("Ana")
    async with open_store(tmp_path, clock=Clock()) as store:
        await store.person(f"discord:{ana.id}", "Ana", "weights")
        await store.person("terminal:ana", "Ana", "weights")
    async with at_home(server, tmp_path) as home:
        assert [person.consent for person in await home.store.people()] == ["chat", "weights"]
        await tell(home, ana, server.dm(ana), "Hi!")
        await server.wait_until(lambda: bool(asked(server.dm(ana))))


async def test_privacy_says_what_is_held_and_nothing_of_elsewhere_on_a_server(
    server: Loopback, tmp_path: Path
) -> None:
    ana = server.user("Ana")
    dm, general = server.dm(ana), server.guild("Home", ana).channels[0]
    async with at_home(server, tmp_path, prefix="?") as home:
        await allowing(server, ana, dm)
        await tell(home, ana, dm, "My cat's name is Miso.")
        private = await tell(home, ana, dm, "?privacy")
        assert "1 fact that you told me in private" in private.text
        assert "`?forget me`" in private.text
        assert len(private.text) < 2000
        server.say(ana, general, "?privacy")
        public = await server.wait_for_message(general)
        assert "**Now I hold** 0 facts that you told me on this server." in public.text
        assert list(public.buttons) == LEVELS


async def test_privacy_by_slash_is_for_the_one_who_asks(server: Loopback, tmp_path: Path) -> None:
    ana = server.user("Ana")
    general = server.guild("Home", ana).channels[0]
    async with at_home(server, tmp_path) as home:
        await register(home)
        used = server.command(ana, general, "privacy")
        await server.wait_until(lambda: bool(used.answers))
        shown = used.answers[0]
        assert shown.only_for is ana
        server.press(ana, shown, "Remember as text")
        await server.wait_until(lambda: shown.text.startswith("**Remember as text"))
        assert [person.consent for person in await home.store.people()] == ["text"]


async def register(home: Home) -> None:
    """Put the command where Discord has it once the owner has synced it."""
    command = {"id": "1", "name": "privacy", "type": 1, "description": "x"}
    home.server.world.commands[None] = [command]


async def test_a_failing_choice_is_told(
    server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = server.user("Ana")
    dm = server.dm(ana)
    async with at_home(server, tmp_path) as home:
        await allowing(server, ana, dm)
        await tell(home, ana, dm, "My cat's name is Miso.")
        await home.sleeper.sleep()

        def fail(_: Path) -> None:
            raise PermissionError

        monkeypatch.setattr("shutil.rmtree", fail)
        press = server.press(ana, asked(dm)[0], "Chat only")
        await server.wait_until(lambda: bool(press.answers))
        assert "could not be removed" in press.answers[0].text
        assert [person.consent for person in await home.store.people()] == ["chat"]


def test_the_longest_privacy_text_fits_a_message() -> None:
    most = 10**9
    standing = Standing("weights", asked=True, held=Held(most, most, most, most))
    for trains in (True, False):
        text = privacy_text(standing, prefix="!" * 10, private=True, trains=trains)
        assert len(text) <= 2000

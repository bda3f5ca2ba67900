"""The whole bot on Discord while its disk, its memory, its adapters and Discord itself fail."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.engine.fake import FakeEngine
from bot.engine.interface import Adapter
from bot.errors import StoreError
from bot.sleep.report import NightReport
from bot.store.opening import FILE
from cogs.client import SleepwakeBot
from tests.cogs.living import Home, at_home
from tests.cogs.staging import Stage, allowing
from tests.loopback import Channel, Loopback, Message, User


@pytest.fixture
def ana(server: Loopback) -> User:
    """The application's owner: she may send it to sleep."""
    return server.owner


@pytest.fixture
def dm(server: Loopback, ana: User) -> Channel:
    return server.dm(ana)


@pytest.fixture(autouse=True)
async def _nothing_unexpected(caplog: pytest.LogCaptureFixture) -> AsyncIterator[None]:
    yield
    assert [r.getMessage() for r in caplog.records if r.levelname == "ERROR"] == []


@pytest.fixture
def quick_to_identify(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client else waits for five seconds before it identifies anew."""

    async def at_once(*_: object, **__: object) -> None:
        return None

    monkeypatch.setattr(SleepwakeBot, "before_identify_hook", at_once)


async def told(server: Loopback, user: User, channel: Channel, text: str, noted: str) -> None:
    said = server.say(user, channel, text)
    await server.wait_for_message(channel, lambda m: f"Noted: {noted}" in m.text, after=said)


async def heard(server: Loopback, user: User, channel: Channel, text: str) -> Message:
    server.say(user, channel, text)
    return await server.wait_for_message(channel)


async def slept(server: Loopback, user: User, channel: Channel) -> str:
    server.say(user, channel, "!sleep me")
    return (await server.wait_for_message(channel, lambda m: "awake again" in m.text)).text


async def limited(home: Home, *, full: bool) -> None:
    """Let SQLite say what it says on a full disk, or not any more."""
    async with home.store._database.reading() as session:
        (pages,) = await session.rows("PRAGMA page_count")
        await session.row(f"PRAGMA max_page_count = {pages[0] if full else 1 << 30}")


async def chattered(home: Home, person_id: int) -> None:
    """So much that what is left of the last pages is used up."""
    for _ in range(1_000):
        await home.store.log(person_id, "another talk", "private", "user", "and so on")


async def test_on_a_full_disk_it_says_so_and_keeps_what_it_had(
    server: Loopback, tmp_path: Path, ana: User, dm: Channel
) -> None:
    async with at_home(server, tmp_path) as home:
        await allowing(server, ana, dm)
        await told(server, ana, dm, "My cat's name is Miso.", "cat's name: Miso")
        await limited(home, full=True)
        person = await home.store.person(f"discord:{ana.id}", ana.name)
        with pytest.raises(StoreError, match="is full"):
            await chattered(home, person.id)
        said = server.say(ana, dm, f"My home city is Lisbon.{' Really.' * 200}")
        fault = await server.wait_for_message(dm, lambda m: "is full" in m.text, after=said)
        assert "Free some space" in fault.text
        listed = await heard(server, ana, dm, "!recall")
        assert "cat's name: Miso" in listed.whole
        assert "Lisbon" not in listed.whole
        await limited(home, full=False)
        await told(server, ana, dm, "My home city is Lisbon.", "home city: Lisbon")


async def test_a_memory_that_another_program_holds_costs_one_turn(
    server: Loopback, tmp_path: Path, ana: User, dm: Channel
) -> None:
    async with at_home(server, tmp_path) as home:
        await allowing(server, ana, dm)
        await told(server, ana, dm, "My cat's name is Miso.", "cat's name: Miso")
        async with home.store._database.reading() as session:
            await session.row("PRAGMA busy_timeout = 0")
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for text in ("My home city is Lisbon.", "!sleep"):
                said = server.say(ana, dm, text)
                await server.wait_for_message(
                    dm, lambda m: "Another program is writing to" in m.text, after=said
                )
            other.execute("ROLLBACK")
        await told(server, ana, dm, "My home city is Lisbon.", "home city: Lisbon")
        report = await slept(server, ana, dm)
        assert "home city: Lisbon" in report
        assert "cat's name: Miso" in report


@asynccontextmanager
async def hurt(server: Loopback, folder: Path, ana: User, how: str) -> AsyncIterator[None]:
    """The bot, restarted after a file of what it knows by heart was hurt."""
    dm = server.dm(ana)
    async with at_home(server, folder):
        await allowing(server, ana, dm)
        await told(server, ana, dm, "My cat's name is Miso.", "cat's name: Miso")
        await slept(server, ana, dm)
        listed = await heard(server, ana, dm, "!recall")
        assert listed.part("cat's name: Miso").startswith("**by heart**")
    (file,) = folder.glob("adapters/*/*/adapters.safetensors")
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-7])
    async with at_home(server, folder):
        yield


@pytest.mark.parametrize("how", ["gone", "damaged"])
async def test_of_a_hurt_adapter_the_facts_go_back_to_context(
    server: Loopback, tmp_path: Path, ana: User, dm: Channel, how: str
) -> None:
    word = "missing" if how == "gone" else "damaged"
    fault = f"The file of what I had learned by heart is {word}"
    async with hurt(server, tmp_path, ana, how):
        answer = await heard(server, ana, dm, "What's my cat's name?")
        assert answer.text.startswith("Your cat's name is Miso.")
        assert f"-# {fault}. I have it before me in words" in answer.text
        listed = await heard(server, ana, dm, "!recall")
        assert listed.part("cat's name: Miso").startswith("**in mind**")
        again = await heard(server, ana, dm, "What's my cat's name?")
        assert "by heart" not in again.text
        await slept(server, ana, dm)
        listed = await heard(server, ana, dm, "!recall")
        assert listed.part("cat's name: Miso").startswith("**by heart**")


@pytest.mark.parametrize("how", ["gone", "damaged"])
async def test_a_hurt_adapter_that_a_night_finds_is_in_its_report(
    server: Loopback, tmp_path: Path, ana: User, dm: Channel, how: str
) -> None:
    word = "missing" if how == "gone" else "damaged"
    async with hurt(server, tmp_path, ana, how):
        report = await slept(server, ana, dm)
        fault = f"The file of what I had learned by heart is {word}."
        assert f"{fault} Its facts went back into context." in report
        assert "cat's name: Miso" in report
        listed = await heard(server, ana, dm, "!recall")
        assert listed.part("cat's name: Miso").startswith("**by heart**")


async def test_a_disk_too_full_for_an_adapter_fails_the_night_only(
    server: Loopback, tmp_path: Path, ana: User, dm: Channel
) -> None:
    class FullDisk(FakeEngine):
        async def save_adapter(self, adapter: Adapter, folder: Path, *, half: bool = False) -> None:
            await super().save_adapter(adapter, folder, half=half)
            (folder / "adapter_config.json").unlink()
            raise OSError(28, "No space left on device")

    async with at_home(server, tmp_path, engine=FullDisk()):
        await allowing(server, ana, dm)
        await told(server, ana, dm, "My cat's name is Miso.", "cat's name: Miso")
        assert "No space left on device" in await slept(server, ana, dm)
        listed = await heard(server, ana, dm, "!recall")
        assert listed.part("cat's name: Miso").startswith("**in mind**")
    assert list(tmp_path.glob("adapters/*/*")) == []


@pytest.mark.usefixtures("quick_to_identify")
async def test_a_session_that_discord_has_forgotten_is_begun_anew(
    server: Loopback, tmp_path: Path, ana: User, dm: Channel
) -> None:
    general = server.guild("Home", ana).channels[0]
    async with at_home(server, tmp_path) as home:
        await allowing(server, ana, dm)
        for number in range(3):
            server.sockets.forget_sessions()
            server.sockets.drop()
            await server.connected()
            await told(server, ana, dm, f"My lucky number is {number}.", f"lucky number: {number}")
            server.say(ana, general, "Hello?", mentions=[server.bot])
            await server.wait_for_message(general)
        assert server.sockets.resumes == 0
        # It does not greet whoever runs it each time.
        assert len([line for line in home.said if "is on Discord" in line]) == 1


@pytest.mark.usefixtures("quick_to_identify")
@pytest.mark.parametrize("how", ["dropped", "asked to reconnect", "forgotten"])
async def test_a_night_goes_on_without_its_socket_and_tells_its_end(stage: Stage, how: str) -> None:
    server, owner = stage.server, stage.server.owner
    await stage.store.person(f"discord:{owner.id}", "operator", "weights")
    stage.sleeper.free.clear()
    stage.sleeper.reports = [NightReport("operator", "private")]
    async with stage.running():
        begun = server.say(owner, server.dm(owner), "!sleep")
        await server.wait_until(lambda: stage.sleeper.asleep)
        if how == "asked to reconnect":
            server.sockets.ask_to_reconnect()
        else:
            if how == "forgotten":
                server.sockets.forget_sessions()
            server.sockets.drop()
        await server.connected()
        assert stage.sleeper.asleep
        stage.sleeper.free.set()
        await server.wait_for_message(
            server.dm(owner), lambda m: "awake again" in m.text, after=begun
        )


@pytest.mark.parametrize("what", ["channel", "guild", "permission", "progress"])
async def test_a_place_that_is_closed_while_it_sleeps(
    stage: Stage, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    server, owner = stage.server, stage.server.owner
    await stage.store.person(f"discord:{owner.id}", "operator", "weights")
    guild = server.guild("Home", owner)
    general = guild.channels[0]
    stage.sleeper.free.clear()
    async with stage.running():
        server.say(owner, general, "!sleep")
        progress = await server.wait_for_message(general)
        await server.wait_until(lambda: stage.sleeper.asleep)
        match what:
            case "channel":
                server.delete_channel(general)
            case "guild":
                server.kick_bot(guild)
            case "permission":
                server.faults.fail(403, path=f"channels/{general.id}", times=99, code=50013)
            case _:
                server.delete(progress)
        stage.sleeper.free.set()
        await server.wait_until(lambda: not stage.sleeper.asleep)
        # It answers elsewhere, and may sleep again.
        server.say(owner, server.dm(owner), "!sleep")
        await server.wait_for_message(server.dm(owner), lambda m: "awake again" in m.text)
    assert len(stage.sleeper.nights) == 2
    reports = [m for m in general.messages if "awake again" in m.text]
    assert len(reports) == (1 if what == "progress" else 0)


@pytest.mark.parametrize("status", [500, 503])
async def test_an_ill_discord_costs_no_command_and_no_press(
    server: Loopback, tmp_path: Path, ana: User, dm: Channel, status: int
) -> None:
    async with at_home(server, tmp_path, owner_ids=(ana.id,)):
        await allowing(server, ana, dm)
        await told(server, ana, dm, "My cat's name is Miso.", "cat's name: Miso")
        await heard(server, ana, dm, "!sync")
        server.faults.fail(status, path="/callback")
        used = server.command(ana, dm, "recall")
        await server.wait_until(lambda: bool(used.answers) and not used.answers[0].thinking)
        assert "cat's name: Miso" in used.answers[0].whole
        server.faults.fail(status, path="/callback")
        server.press(ana, used.answers[0], "Prove it")
        await server.wait_until(lambda: "probability" in used.answers[0].whole)


@pytest.mark.parametrize("what", ["command", "press", "choice"])
async def test_an_interaction_that_is_too_old_is_let_go(
    server: Loopback, tmp_path: Path, ana: User, dm: Channel, what: str
) -> None:
    async with at_home(server, tmp_path, owner_ids=(ana.id,)):
        await allowing(server, ana, dm)
        await told(server, ana, dm, "My cat's name is Miso.", "cat's name: Miso")
        await heard(server, ana, dm, "!sync")
        listed = await heard(server, ana, dm, "!privacy" if what == "choice" else "!recall")
        fault = server.faults.fail(404, path="/callback", code=10062)
        match what:
            case "command":
                server.command(ana, dm, "recall")
            case "press":
                server.press(ana, listed, "Prove it")
            case _:
                server.press(ana, listed, "Chat only")
        await server.wait_until(lambda: fault.times == 0)
        assert "cat's name: Miso" in (await heard(server, ana, dm, "!recall")).whole


async def test_a_limit_for_everything_at_once_only_delays(
    server: Loopback, tmp_path: Path, ana: User, dm: Channel
) -> None:
    ben = server.user("Ben")
    async with at_home(server, tmp_path):
        for user in (ana, ben):
            await allowing(server, user, server.dm(user))
        server.faults.rate_limit(0.05, method="POST", path="/messages", times=2, everywhere=True)
        await asyncio.gather(
            told(server, ana, dm, "My home city is Lisbon.", "home city: Lisbon"),
            told(server, ben, server.dm(ben), "My home city is Oslo.", "home city: Oslo"),
        )

"""The bot's process on a Discord of its own: told, asleep, stopped or killed, started again, asked.

Every process is the real one, on the embedded model; Discord is the loopback.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.memory.recall import holds
from tests.cogs.staging import allowing
from tests.end_to_end.program import COMMAND, PATIENCE, ROOT, Home
from tests.loopback import Channel, Loopback, Message, User

TOLD = {
    "I live in Lisbon.": "Lisbon",
    "My cat is called Miso.": "Miso",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes to the bot in private."""

    server: Loopback
    user: User

    @property
    def dm(self) -> Channel:
        return self.server.dm(self.user)

    def say(self, text: str) -> Message:
        return self.server.say(self.user, self.dm, text)

    async def hear(self, words: str = "", *, after: Message | None = None) -> Message:
        """The bot's first message that holds these words."""
        return await self.server.wait_for_message(
            self.dm, lambda message: words in message.text, after=after, timeout=PATIENCE
        )

    async def ask(self, text: str) -> str:
        self.say(text)
        return (await self.hear()).text

    async def recall(self) -> tuple[str, str]:
        """What `!recall` lists as in context, and what as in the weights."""
        self.say("!recall")
        listed = await self.hear()
        if listed.text.startswith("I know nothing"):
            return "", ""
        fields = [(part["name"], part["value"]) for part in listed.embeds[0]["fields"]]
        in_mind = [name for name, told in fields if told.startswith("**in mind")]
        by_heart = [name for name, told in fields if told.startswith("**by heart**")]
        assert len(in_mind) + len(by_heart) == len(fields)
        return "\n".join(in_mind), "\n".join(by_heart)


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with Loopback.running() as server:
        yield server


@pytest.fixture
def ana(server: Loopback) -> Person:
    return Person(server, server.user("Ana"))


@asynccontextmanager
async def running(
    home: Home, ana: Person, **settings: Mapping[str, Any]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot's process, connected; Ana is its admin. It is gone at the end."""
    config = written_config(home, ana, settings)
    with (home.folder / "errors.txt").open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *(*COMMAND, "run", "--config", str(config)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=errors,
            stderr=errors,
            cwd=ROOT,
            env=home.env,
        )
    try:
        await connected(ana.server, process)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        printed = (home.folder / "errors.txt").read_text("utf-8")
        assert "Traceback" not in printed, printed
    # A killed process leaves its socket to the system.
    await ana.server.wait_until(lambda: not ana.server.sockets.connected)


def written_config(home: Home, admin: Person, own: Mapping[str, Mapping[str, Any]]) -> Path:
    server = admin.server
    settings: dict[str, Mapping[str, Any]] = {
        "discord": {
            "token": server.token,
            "api": server.api,
            "gateway": server.gateway,
            "admin_ids": [admin.user.id],
            "train_on_messages": True,
            # Each message is answered alone, and its reply is there whole.
            "join_seconds": 0,
            "edit_seconds": 0,
        },
        "paths": {"data": str(home.data)},
        # No quiet hour: at 03:30 too a test goes its own way.
        "sleep": {"enabled": False, **own.get("sleep", {})},
    }
    lines = []
    for section, entries in settings.items():
        lines.append(f"[{section}]")
        # A text, a list of numbers and a truth are written alike in TOML and in JSON.
        lines += [f"{key} = {json.dumps(value)}" for key, value in entries.items()]
    path = home.folder / "config.toml"
    path.write_text("\n".join(lines), "utf-8")
    return path


async def connected(server: Loopback, process: asyncio.subprocess.Process) -> None:
    up = asyncio.create_task(server.connected(PATIENCE))
    over = asyncio.create_task(process.wait())
    await asyncio.wait((up, over), return_when=asyncio.FIRST_COMPLETED)
    if not over.cancel():
        up.cancel()
        pytest.fail(f"the bot ended with {process.returncode}")
    await up


async def stopped(process: asyncio.subprocess.Process) -> int:
    process.terminate()
    return await asyncio.wait_for(process.wait(), PATIENCE)


async def slept(ana: Person) -> None:
    """Sleep until nothing is left in context: a fact that a night misses waits for the next."""
    for _ in range(2):
        begun = ana.say("!sleep")
        report = await ana.hear("I'm awake again.")
        progress, *rest = [m for m in ana.dm.messages if m.id > begun.id]
        assert rest == [report]
        assert any("learning, for Ana" in shown for shown in progress.history)
        assert progress.text == "My sleep has ended."
        assert "Night of Ana:" in report.text
        if not (await ana.recall())[0]:
            return


async def test_told_asleep_restarted_and_known(home: Home, ana: Person) -> None:
    async with running(home, ana) as process:
        await allowing(ana.server, ana.user, ana.dm, timeout=PATIENCE)
        for text in TOLD:
            await ana.ask(text)
        in_mind, by_heart = await ana.recall()
        for value in TOLD.values():
            assert value in in_mind
        assert by_heart == ""
        await slept(ana)
        assert await stopped(process) == 128 + 15
    async with running(home, ana):
        in_mind, by_heart = await ana.recall()
        assert in_mind == ""
        for value in TOLD.values():
            assert value in by_heart
        assert holds(await ana.ask("which town do i call home?"), "Lisbon")
        assert holds(await ana.ask("What did I name my cat?"), "Miso")
        await two_are_told_apart(ana, Person(ana.server, ana.server.user("Ben")))


async def two_are_told_apart(ana: Person, ben: Person) -> None:
    """Ana's town is in her weights; Ben tells another, and both ask at once."""
    await allowing(ben.server, ben.user, ben.dm, timeout=PATIENCE)
    assert "Oslo" not in await ben.ask("Where do I live?")
    await ben.ask("I live in Oslo.")
    people = {ana: "Lisbon", ben: "Oslo"}
    asked = {person: person.say("Where do I live?") for person in people}
    for person, town in people.items():
        answer = await person.hear(after=asked[person])
        assert holds(answer.text, town), answer.text
    assert "Lisbon" not in "".join(await ben.recall())


async def test_one_talks_on_in_the_night_and_a_killed_one_leaves_all_as_it_was(
    home: Home, ana: Person
) -> None:
    # Long enough to be cut off on any machine.
    endless = {"passes": 1000.0, "minutes": 1000.0}
    async with running(home, ana, sleep=endless) as process:
        await allowing(ana.server, ana.user, ana.dm, timeout=PATIENCE)
        await ana.ask("I live in Lisbon.")
        await ana.ask("My cat is called Miso.")
        begun = ana.say("!sleep")
        progress = await ana.hear(after=begun)
        await ana.server.wait_until(
            lambda: "learning" in progress.text, PATIENCE, "nothing is learned", ana.dm
        )
        assert holds(await ana.ask("Where do I live?"), "Lisbon")
        assert "learning" in progress.text
        process.kill()
        assert await process.wait() == -9
    async with running(home, ana):
        in_mind, by_heart = await ana.recall()
        assert "Lisbon" in in_mind
        assert "Miso" in in_mind
        assert by_heart == ""
        assert holds(await ana.ask("which town do i call home?"), "Lisbon")
        assert holds(await ana.ask("What's my cat's name?"), "Miso")

"""Many people use the bot on Discord for long; its memory must stay flat, and nothing may fail.

    python -m tests.end_to_end.soaking --messages 10000 --people 200 --seed 1

The bot is a process of its own, so that the loopback Discord does not count; now and then Discord
fails in a way that it must bear. Ends with a line of figures, and with the exit code 1 where memory
grew, an exception was not caught, somebody got no answer, or a route was asked for that is none.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.terminal.ending import run
from tests.end_to_end.crowd import LEVELS, PATIENCE, Chatter
from tests.loopback import Loopback

ROOT = Path(__file__).parents[2]
_ENDED = 128 + signal.SIGTERM
_TOGETHER = 12
# The first share of the messages fills caches.
_WARM_UP = 0.3
_LOOKS = 10
_NIGHT_EVERY, _NIGHT_PEOPLE, _FAULT_EVERY = 250, 3, 150
# So many of its last messages stay in a channel.
_KEPT_MESSAGES = 150
# How a night ends, or is none.
_ENDS = ("I'm awake again", "I have nothing to learn", "I may not learn")
_SERVERS, _CHANNELS = 6, 2


@dataclass
class Result:
    """What a soak came to. `resident` is the bot's memory in bytes, by messages said."""

    people: int
    seed: int
    growth_allowed: float
    messages: int = 0
    nights: int = 0
    seconds: float = 0.0
    resident: dict[int, int] = field(default_factory=dict)
    raised: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def settled(self) -> list[int]:
        """The bot's memory since the warm-up."""
        return [held for said, held in self.resident.items() if said >= _WARM_UP * self.messages]

    @property
    def growth(self) -> float:
        """By which share memory grew after warm-up."""
        return self.settled[-1] / self.settled[0] - 1 if self.settled else 0.0

    @property
    def sound(self) -> bool:
        if self.raised or self.unanswered or self.unknown or not self.settled:
            return False
        return self.settled[-1] <= self.settled[0] * (1 + self.growth_allowed)

    def lines(self) -> list[str]:
        held = ", ".join(f"{b / 1e6:.1f} MB at {said}" for said, b in self.resident.items())
        return [
            *self.raised,
            *self.unanswered,
            *self.unknown,
            f"Memory: {held}.",
            f"{self.messages} messages, {self.people} people, {self.nights} nights, "
            f"{self.messages / max(self.seconds, 1e-9):.1f} messages a second, "
            f"{len(self.raised)} exceptions, {len(self.unanswered)} unanswered, "
            f"{len(self.unknown)} unknown routes, memory {self.growth:+.1%} after warm-up "
            f"({self.growth_allowed:.0%} is allowed). {'Sound.' if self.sound else 'NOT SOUND.'}",
        ]


class Bot:
    """The bot's process, as the soak sees it."""

    def __init__(self, process: asyncio.subprocess.Process, raised: list[str]) -> None:
        self.process, self._raised = process, raised
        self.ready = asyncio.Event()
        self._resident: asyncio.Queue[int] = asyncio.Queue()

    async def read(self) -> None:
        """Take in what it prints, until it ends."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            what, _, rest = line.decode("utf-8").rstrip().partition(" ")
            match what:
                case "ready":
                    self.ready.set()
                case "resident":
                    self._resident.put_nowait(int(rest))
                case _:
                    self._raised.append(rest)
        self.ready.set()

    async def resident(self) -> int:
        self.process.send_signal(signal.SIGUSR1)
        return await asyncio.wait_for(self._resident.get(), PATIENCE)


class Soak:
    """One soak of one bot, counted in `result`. `say` is told how far it is."""

    def __init__(
        self, server: Loopback, bot: Bot, result: Result, messages: int, say: Callable[[str], None]
    ) -> None:
        self.server, self.bot, self.result, self._say = server, bot, result, say
        self._messages, self._source = messages, random.Random(result.seed)
        self._people = self._chatters()
        self._idle = list(self._people)
        self._night = self._fault = self._look = 0
        self._sleeping = asyncio.Lock()

    def _chatters(self) -> list[Chatter]:
        users = [self.server.user(f"Person {number}") for number in range(self.result.people)]
        guilds = [self.server.guild(f"Server {n}", *users[n::_SERVERS]) for n in range(_SERVERS)]
        channels = {guild: list(guild.channels) for guild in guilds}
        for guild in guilds:
            channels[guild] += [self.server.channel(guild, f"c{n}") for n in range(_CHANNELS - 1)]
        return [
            Chatter(
                self.server,
                user,
                [self.server.dm(user), *channels[guilds[number % _SERVERS]]],
                random.Random(f"{self.result.seed} {number}"),
            )
            for number, user in enumerate(users)
        ]

    @property
    def said(self) -> int:
        return sum(person.said for person in self._people)

    async def run(self) -> None:
        began = time.monotonic()
        owner = self.server.dm(self.server.owner)
        self.server.say(self.server.owner, owner, "!sync")
        await self.server.wait_for_message(owner, lambda m: "slash commands" in m.text)
        together = min(_TOGETHER, len(self._people))
        await asyncio.gather(*(self._work() for _ in range(together)))
        self.result.messages = self.said
        self.result.seconds = time.monotonic() - began
        await self._weigh()
        self.result.unknown += self.server.rest.unknown

    async def _work(self) -> None:
        """Let one person after the other do something."""
        while self.said < self._messages and self.bot.process.returncode is None:
            person = self._idle.pop(self._source.randrange(len(self._idle)))
            try:
                await person.act()
            except AssertionError as error:
                self.result.unanswered.append(f"{person.user.name}: {error}")
            finally:
                self._idle.append(person)
            for place in person.places:
                del place.messages[:-_KEPT_MESSAGES]
            await self._now_and_then()

    async def _now_and_then(self) -> None:
        said = self.said
        if said // _FAULT_EVERY > self._fault:
            self._fault = said // _FAULT_EVERY
            self._break_something()
        if said // _NIGHT_EVERY > self._night:
            self._night = said // _NIGHT_EVERY
            willing = [person for person in self._people if person.allows == LEVELS[0]]
            for person in self._source.sample(willing, min(_NIGHT_PEOPLE, len(willing))):
                await self._sleep(person)
        if said * _LOOKS // self._messages > self._look:
            self._look = said * _LOOKS // self._messages
            await self._weigh()

    async def _weigh(self) -> None:
        said = self.said
        self.result.resident[said] = await self.bot.resident()
        self._say(f"{said} messages, {self.result.resident[said] / 1e6:.1f} MB")

    def _break_something(self) -> None:
        """Discord fails in a way that costs nobody an answer."""
        match self._source.randrange(5):
            case 0:
                self.server.faults.rate_limit(0.05, method="POST", path="/messages", times=3)
            case 1:
                self.server.faults.fail(500, method="PATCH", path="/messages")
            case 2:
                self.server.faults.fail(502, method="POST", path="/messages")
            case 3:
                self.server.sockets.drop()
            case _:
                self.server.sockets.ask_to_reconnect()

    async def _sleep(self, person: Chatter) -> None:
        """The owner lets it learn what one person told, if that one allows it."""
        async with self._sleeping:
            place = self.server.dm(self.server.owner)
            begun = self.server.say(self.server.owner, place, f"!sleep {person.user.mention}")
            told = await self.server.wait_for_message(
                place, lambda m: m.text.startswith(_ENDS), after=begun, timeout=PATIENCE
            )
            self.result.nights += "awake" in told.text


async def soaked(
    folder: Path,
    messages: int,
    people: int,
    seed: int,
    growth: float = 0.1,
    say: Callable[[str], None] = lambda _: None,
) -> Result:
    """A soak in a folder that holds nothing yet; memory may grow by `growth`, a share."""
    result = Result(people, seed, growth)
    async with Loopback.running() as server:
        words = (folder / "data", server.api, server.gateway, server.token, server.owner.id)
        with (folder / "errors.txt").open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.end_to_end.soaked", *map(str, words)),
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )
        bot = Bot(process, result.raised)
        reading = asyncio.create_task(bot.read())
        try:
            await bot.ready.wait()
            if process.returncode is None:
                await Soak(server, bot, result, messages, say).run()
                process.terminate()
            code = await asyncio.wait_for(process.wait(), PATIENCE)
            if code != _ENDED:
                result.raised.append(f"the bot ended with {code}")
        finally:
            if process.returncode is None:
                process.kill()
            await reading
    printed = (folder / "errors.txt").read_text("utf-8", "replace")
    if printed:
        result.raised.append(f"it printed: {printed}")
    return result


def main(words: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Let many people use the bot for long.")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1, help="of what everybody does")
    parser.add_argument(
        "--growth", type=float, default=0.1, help="of memory after warm-up, a share"
    )
    given = parser.parse_args(None if words is None else list(words))
    return run(_soaked(given))


async def _soaked(given: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="sleepwake-") as folder:
        result = await soaked(
            Path(folder), given.messages, given.people, given.seed, given.growth, _beside
        )
    sys.stdout.write("\n".join(result.lines()) + "\n")
    return 0 if result.sound else 1


def _beside(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())

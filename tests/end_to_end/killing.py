"""The bot is killed (SIGKILL) at random instants of talking and sleeping; nothing may be lost.

    python -m tests.end_to_end.killing --times 200 --seed 1

Several people tell, correct and forget things on the loopback Discord, nights go on meanwhile, and
the bot's process is killed, looked at, and started again on what it left. Ends with a line of
figures, and with the exit code 1 where a fact was lost, an adapter torn, or anything else wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.terminal.ending import run
from tests.cogs.staging import allowing
from tests.end_to_end.account import Account
from tests.end_to_end.autopsy import Found, bytes_of, compared, examined
from tests.end_to_end.executioner import Calendar, Seen, Sentence, watched, where
from tests.end_to_end.mortal import TALKING, Wiring, live
from tests.end_to_end.tellers import PATIENCE, Owner, Teller
from tests.loopback import Loopback, Message
from tests.loopback.state import Event

ROOT = Path(__file__).parents[2]
_KILLED, _ENDED = -signal.SIGKILL, 128 + signal.SIGTERM
_LONGEST_TALK = 1.0
# So many of its last messages are left in a channel when a life is over.
_KEPT_MESSAGES = 50
_TROUBLE = ("Something went wrong on my side", "learned by heart is", "learned by heart was")


@dataclass
class Result:
    """What a run came to. `fell` counts the kills by where the process was."""

    kills: int = 0
    told: int = 0
    lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    fell: Counter[str] = field(default_factory=Counter)
    strays: int = 0
    nights: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def sound(self) -> bool:
        return not (self.lost or self.torn or self.wrong)

    def lines(self) -> list[str]:
        """All that went wrong, where the kills fell, and the figures in one line."""
        fell = ", ".join(f"{stage} {count}" for stage, count in sorted(self.fell.items()))
        nights = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.nights.items()))
        return [
            *self.lost,
            *self.torn,
            *self.wrong,
            f"Killed while: {fell}.",
            f"Nights: {nights}. {self.strays} kills left a folder that no version names.",
            f"{self.kills} kills, {self.told} facts told, {len(self.lost)} facts lost, "
            f"{len(self.torn)} torn adapters, {len(self.wrong)} other faults "
            f"in {self.seconds:.0f} s.",
        ]


class Run:
    """One run: all lives of one bot on one folder. `say` is told of each kill."""

    def __init__(
        self, server: Loopback, folder: Path, seed: int, say: Callable[[str], None]
    ) -> None:
        self.server, self._seed, self._say = server, seed, say
        self.result, self._calendar = Result(), Calendar()
        self._words = random.Random(f"{seed} words")
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.end_to_end.mortal"])
        self.wiring = Wiring(
            folder / "model",
            folder / "data",
            folder / "memory",
            folder / "errors.txt",
            server.api,
            server.gateway,
            server.token,
        )
        self._strays: set[Path] = set()
        self.wiring.memory.mkdir()
        self.tellers = self._people()
        server.world.listeners.append(self._listen)

    def _people(self) -> list[Teller]:
        ana, ben, cleo = (self.server.user(name) for name in ("Ana", "Ben", "Cleo"))
        general = self.server.guild("Home", ben, cleo).channels[0]
        places = [(ana, self.server.dm(ana)), (ben, general)]
        places += [(cleo, self.server.dm(cleo)), (cleo, general)]
        return [Teller(self.server, Account(*place), self._words) for place in places]

    async def all(self, times: int) -> Result:
        """A whole life, so many that are cut off, and another whole one."""
        began = time.monotonic()
        await self._whole_life(first=True)
        for number in range(times):
            await self._short_life(random.Random(f"{self._seed} {number}"))
        await self._whole_life(first=False)
        self.result.told = sum(teller.account.told for teller in self.tellers)
        self.result.seconds = time.monotonic() - began
        return self.result

    async def _whole_life(self, *, first: bool) -> None:
        """Everybody tells or asks something, all is slept over, and the bot is told to end."""
        owner = Owner(self.server, self._words, 0.0)
        async with self._alive(None) as (process, watching):
            if first:
                for teller in self.tellers:
                    await self._met(teller)
            await asyncio.gather(*(self._all_asked(teller) for teller in self.tellers))
            await owner.sleep()
            process.terminate()
            seen = await watching
        self._calendar.note(seen)
        if process.exitcode != _ENDED:
            self.result.wrong.append(f"the bot, told to end, ended with {process.exitcode}")
        found = await self._looked_at()
        self.result.wrong += [f"{path} belongs to nothing after a night" for path in found.strays]
        self.result.nights = Counter(found.outcomes.values())

    async def _met(self, teller: Teller) -> None:
        account = teller.account
        if not any(
            other.account.told for other in self.tellers if other.account.key == account.key
        ):
            await allowing(self.server, account.user, account.channel, timeout=PATIENCE)
        for attribute in ("locker", "gym"):
            await teller.tell(attribute)

    async def _all_asked(self, teller: Teller) -> None:
        for attribute in sorted(teller.account.held):
            await teller.recall(attribute)

    async def _short_life(self, source: random.Random) -> None:
        sentence = self._calendar.sentence(source)
        owner = Owner(self.server, source, _LONGEST_TALK)
        async with self._alive(sentence) as (process, watching):
            lives = [owner.live(), *(teller.live(owner) for teller in self.tellers)]
            acting = [asyncio.create_task(one) for one in lives]
            await asyncio.wait({watching, *acting}, return_when=asyncio.FIRST_COMPLETED)
            seen = await watching
            self._calendar.learn(seen)
            for task in acting:
                task.cancel()
            faults = await asyncio.gather(*acting, return_exceptions=True)
        self.result.wrong += [str(fault) for fault in faults if isinstance(fault, Exception)]
        if process.exitcode != _KILLED:
            self.result.wrong.append(f"the bot ended by itself with {process.exitcode}")
        self.result.kills += 1
        self.result.fell[where(seen)] += 1
        found = await self._looked_at()
        self.result.strays += bool(found.strays)
        old = self._strays & set(found.strays) if TALKING in {stage for _, stage in seen} else ()
        self.result.wrong += [f"{path} is still there after another start" for path in old]
        self._strays = set(found.strays)
        faults_so_far = len(self.result.lost + self.result.torn + self.result.wrong)
        self._say(f"{self.result.kills}: {where(seen)} ({faults_so_far} faults so far)")

    @asynccontextmanager
    async def _alive(
        self, sentence: Sentence | None
    ) -> AsyncIterator[tuple[ForkServerProcess, asyncio.Task[Seen]]]:
        """The bot's process, connected unless it is killed before."""
        reading, writing = self._context.Pipe(duplex=False)
        process = self._context.Process(target=live, args=(self.wiring, writing), daemon=True)
        process.start()
        writing.close()
        assert process.pid is not None
        watching = asyncio.create_task(asyncio.to_thread(watched, process.pid, reading, sentence))
        connected = asyncio.create_task(self.server.connected(PATIENCE))
        try:
            await asyncio.wait({watching, connected}, return_when=asyncio.FIRST_COMPLETED)
            yield process, watching
        finally:
            process.kill()
            await watching
            await asyncio.to_thread(process.join)
            connected.cancel()
            reading.close()
            await self._put_away()

    async def _put_away(self) -> None:
        """What the bot sent before it ended has come in; nobody waits for it any more."""
        await self.server.wait_until(lambda: not self.server.sockets.connected, PATIENCE)
        self.server.sockets.forget_sessions()
        for channel in self.server.world.channels.values():
            del channel.messages[:-_KEPT_MESSAGES]

    async def _looked_at(self) -> Found:
        found = await examined(self.wiring.data, self.wiring.memory)
        accounts = [teller.account for teller in self.tellers]
        self.result.lost += compared(found, accounts, bytes_of(self.wiring.data))
        self.result.torn += found.torn
        self.result.wrong += found.wrong
        printed = self.wiring.errors.read_text("utf-8", "replace")
        if "Traceback" in printed or "ERROR:" in printed:
            self.result.wrong.append(printed)
        self.wiring.errors.write_text("", "utf-8")
        return found

    def _listen(self, event: Event) -> None:
        said = event.subject
        if isinstance(said, Message) and said.author.bot and _is_trouble(said.text):
            self.result.wrong.append(f"it says: {said.text}")


def _is_trouble(text: str) -> bool:
    return any(words in text for words in _TROUBLE)


def _say_nothing(_: str) -> None:
    return None


async def killed(
    folder: Path, times: int, seed: int, say: Callable[[str], None] = _say_nothing
) -> Result:
    """The run in a folder that holds nothing yet; `say` is told of each kill."""
    await asyncio.to_thread(_write_model, folder / "model")
    async with Loopback.running() as server:
        return await Run(server, folder, seed, say).all(times)


def _write_model(folder: Path) -> None:
    """In a process of its own, as MLX is not to be loaded where the others are forked from."""
    made = (
        "import sys, pathlib; from tests.engine import tiny; tiny.write_model("
        "pathlib.Path(sys.argv[1]), readable=True, num_hidden_layers=2, hidden_size=32, "
        "intermediate_size=48, num_attention_heads=2, num_key_value_heads=1, "
        "max_position_embeddings=1024)"
    )
    subprocess.run([sys.executable, "-c", made, str(folder)], cwd=ROOT, check=True)


def _beside(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def main(words: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Kill the bot at random instants.")
    parser.add_argument("--times", type=int, default=200, help="how often (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="of the instants and the talk")
    given = parser.parse_args(None if words is None else list(words))
    return run(_killed(given))


async def _killed(given: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="sleepwake-") as folder:
        result = await killed(Path(folder), given.times, given.seed, _beside)
    sys.stdout.write("\n".join(result.lines()) + "\n")
    return 0 if result.sound else 1


if __name__ == "__main__":
    sys.exit(main())

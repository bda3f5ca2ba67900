"""How a test puts the bot on the loopback Discord."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from bot.config import Config, Discord, Sleep
from bot.machine.fake import FakeMachine
from bot.secret import Secret
from bot.store import Store
from cogs.parts import Dreamer, Mind, Parts
from cogs.run import connect
from cogs.timer import Timer
from tests.cogs.fakes import NOON, FakeMind, FakeSleeper
from tests.loopback import Channel, Interaction, Loopback, User

SomeMind = TypeVar("SomeMind", bound=Mind)
SomeSleeper = TypeVar("SomeSleeper", bound=Dreamer)


@dataclass
class Staging(Generic[SomeMind, SomeSleeper]):
    """What a test of the bot touches; `said` is what the bot told whoever runs it."""

    server: Loopback
    store: Store
    mind: SomeMind
    sleeper: SomeSleeper
    said: list[str] = field(default_factory=list)
    now: datetime = NOON
    machine: FakeMachine = field(default_factory=FakeMachine)
    timer: Timer = field(default_factory=Timer)

    def parts(
        self, *, patience: float = 60.0, sleep: Mapping[str, Any] | None = None, **discord: Any
    ) -> Parts:
        """The bot's parts; `sleep` and `discord` are settings that differ from the defaults.

        Every message is a turn of its own, and its reply is posted when it is whole.
        """
        own = Discord(
            token=Secret(self.server.token),
            api=self.server.api,
            gateway=self.server.gateway,
            join_seconds=0.0,
            edit_seconds=0.0,
        )
        config = Config(
            discord=msgspec.structs.replace(own, **discord),
            sleep=Sleep(**{"enabled": False, "timezone": "Europe/Lisbon", **(sleep or {})}),
        )
        return Parts(
            config,
            self.mind,
            self.sleeper,
            self.store,
            clock=lambda: self.now,
            say=self._say,
            pace=0.01,
            patience=patience,
            machine=self.machine,
            timer=self.timer,
        )

    @asynccontextmanager
    async def running(self, **settings: Any) -> AsyncIterator[None]:
        """The bot, ready; its settings are those of `parts`."""
        self.said.clear()
        bot = asyncio.create_task(connect(self.parts(**settings), guild_ready_timeout=0.0))
        try:
            await self.server.wait_until(lambda: self._ready or bot.done())
            yield
        finally:
            bot.cancel()
            with suppress(asyncio.CancelledError):
                await bot
        assert self.server.rest.unknown == []

    @property
    def _ready(self) -> bool:
        return any("is on Discord" in line for line in self.said)

    def _say(self, line: str) -> None:
        self.said.append(line)
        self.server.world.wake()


Stage = Staging[FakeMind, FakeSleeper]


async def allowing(
    server: Loopback,
    user: User,
    channel: Channel,
    label: str = "Remember in weights",
    timeout: float = 10.0,
) -> Interaction:
    """A person says hello, is asked what may be kept, and presses the button."""
    mentions = [] if channel.guild is None else [server.bot]
    said = server.say(user, channel, "Hello there.", mentions=mentions)
    asked = await server.wait_for_message(
        channel, lambda message: label in message.buttons, after=said, timeout=timeout
    )
    press = server.press(user, asked, label)
    await server.wait_until(lambda: asked.text.startswith(f"**{label}"), timeout)
    return press

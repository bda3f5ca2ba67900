"""The loopback Discord as tests use it: start it, let people speak, look at what came back.

Knows: how state, HTTP and websocket belong together. Does not know: the bot under test, nor
discord.py; whatever speaks Discord's API can connect.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self

from aiohttp import web

from tests.loopback import gestures
from tests.loopback.faults import Faults
from tests.loopback.gateway import MESSAGE_CONTENT, Gateway
from tests.loopback.rest import Rest
from tests.loopback.state import (
    ADMINISTRATOR,
    Channel,
    Event,
    Guild,
    Interaction,
    Message,
    Role,
    User,
    World,
)

_PATIENCE = 10.0


def _any(message: Message) -> bool:
    return True


class Loopback:
    """A Discord of one's own on 127.0.0.1.

    `api` and `gateway` are the addresses for the bot's config, `token` its token, `faults` the
    switches for failing requests, `sockets` those for the websocket, `rest.asked` every request.
    """

    def __init__(self, *, token: str = "loopback.token", bot_name: str = "Ember") -> None:
        self.token = token
        self.world = World(bot_name)
        self.faults = Faults()
        self.sockets = Gateway(self.world, token)
        self.rest = Rest(self.world, self.faults, token)
        self.port = 0
        self._runner: web.AppRunner | None = None

    @classmethod
    async def start(
        cls, *, token: str = "loopback.token", bot_name: str = "Ember", port: int = 0
    ) -> Self:
        """Listen on 127.0.0.1; port 0 takes a free one."""
        server = cls(token=token, bot_name=bot_name)
        app = server.rest.guarded()
        app.router.add_get("/", server.sockets.serve)
        server._runner = web.AppRunner(app, shutdown_timeout=1.0)
        await server._runner.setup()
        site = web.TCPSite(server._runner, "127.0.0.1", port)
        await site.start()
        server.port = server._runner.addresses[0][1]
        server.sockets.url = server.gateway
        return server

    @classmethod
    @asynccontextmanager
    async def running(cls, *, token: str = "loopback.token") -> AsyncIterator[Self]:
        """A started loopback that is stopped at the end."""
        server = await cls.start(token=token)
        try:
            yield server
        finally:
            await server.stop()

    async def stop(self) -> None:
        self.sockets.drop(1001)
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway(self) -> str:
        return f"ws://127.0.0.1:{self.port}/"

    @property
    def bot(self) -> User:
        return self.world.bot

    @property
    def owner(self) -> User:
        """Who registered the bot's application."""
        return self.world.owner

    def user(self, name: str) -> User:
        return self.world.new_user(name)

    def guild(self, name: str, *members: User, owner: User | None = None) -> Guild:
        """A server with these members, the bot, and a channel called general."""
        return self.world.new_guild(name, members, owner)

    def channel(self, guild: Guild, name: str) -> Channel:
        return self.world.new_channel(name, guild)

    def thread(self, channel: Channel, name: str, start: Message | None = None) -> Channel:
        return self.world.new_thread(channel, name, start)

    def delete_channel(self, channel: Channel) -> None:
        self.world.delete_channel(channel)

    def kick_bot(self, guild: Guild) -> None:
        self.world.kick_bot(guild)

    def withdraw_content(self) -> None:
        """Switch the Message Content intent off in the portal."""
        self.sockets.granted &= ~MESSAGE_CONTENT
        self.world.hides_content = True

    def make_admin(self, guild: Guild, user: User) -> None:
        role = Role(self.world.new_id(), "admins", ADMINISTRATOR)
        guild.roles.append(role)
        guild.members[user].append(role)
        self.world.tell(Event("GUILD_UPDATE", guild))

    def dm(self, user: User) -> Channel:
        return self.world.dm(user)

    def say(
        self,
        user: User,
        channel: Channel,
        text: str,
        *,
        mentions: Sequence[User] = (),
        reply_to: Message | None = None,
        ping: bool = True,
        files: Sequence[str] = (),
        stickers: Sequence[str] = (),
    ) -> Message:
        """A person writes. `mentions` are put before the text; `ping` is the reply's @ switch."""
        words = " ".join([*(other.mention for other in mentions), text])
        message = self.world.draft(channel, user, words)
        message.reply_to = reply_to
        message.files, message.stickers = list(files), list(stickers)
        allowed = {"parse": ["users", "roles", "everyone"], "replied_user": ping}
        return self.world.post(message, allowed)

    def edit(self, message: Message, text: str) -> None:
        self.world.edit(message, text)

    def delete(self, message: Message) -> None:
        self.world.delete(message)

    def purge(self, messages: Sequence[Message]) -> None:
        """Delete several messages of one channel at once, as moderators do."""
        self.world.purge(list(messages))

    def unfurl(self, message: Message) -> None:
        """Discord finds the picture of a link: the message changes, though nobody edited it."""
        message.embeds = [{"type": "link", "url": "http://127.0.0.1/"}]
        self.world.tell(Event("MESSAGE_UPDATE", message))

    def by_webhook(self, channel: Channel, name: str, text: str) -> Message:
        """A webhook writes in a person's manner."""
        message = self.world.draft(channel, User(self.world.new_id(), name, name), text)
        message.webhook_id = message.author.id
        return self.world.post(message)

    def press(self, user: User, message: Message, label: str) -> Interaction:
        """A person presses the button with this label."""
        return gestures.press(self.world, user, message, label)

    def select(self, user: User, message: Message, *values: str | gestures.Named) -> Interaction:
        """A person chooses from the message's first menu."""
        return gestures.select(self.world, user, message, values)

    def submit(self, shown: Interaction, **values: str) -> Interaction:
        """A person fills in the modal that was shown for an interaction; fields by custom id."""
        return gestures.submit(self.world, shown, values)

    def command(self, user: User, channel: Channel, name: str, **options: Any) -> Interaction:
        """A person uses a slash command; a group's is "group name"."""
        return gestures.command(self.world, user, channel, name, options)

    async def connected(self, timeout: float = _PATIENCE) -> None:
        """Wait until a bot has identified itself."""
        await self.wait_until(lambda: self.sockets.connected, timeout, "no bot connected")

    async def wait_for_message(
        self,
        channel: Channel,
        predicate: Callable[[Message], bool] = _any,
        *,
        after: Message | None = None,
        timeout: float = _PATIENCE,
    ) -> Message:
        """The bot's first message that fits, after `after` or else after a person's last one."""
        start = after or next((m for m in reversed(channel.messages) if not m.author.bot), None)
        found: list[Message] = []

        def look() -> bool:
            found[:] = [
                message
                for message in channel.messages
                if message.author is self.bot
                and not message.thinking
                and (start is None or message.id > start.id)
                and predicate(message)
            ]
            return bool(found)

        seen = f"no such message in #{channel.name}"
        await self.wait_until(look, timeout, seen, channel)
        return found[0]

    async def wait_for_typing(self, channel: Channel, timeout: float = _PATIENCE) -> None:
        """Wait until the bot types in the channel, now or earlier."""
        await self.wait_until(lambda: bool(channel.typing), timeout, "nobody typed", channel)

    async def wait_until(
        self,
        condition: Callable[[], bool],
        timeout: float = _PATIENCE,
        otherwise: str = "it did not happen",
        channel: Channel | None = None,
    ) -> None:
        """Wait until the condition holds; it is looked at after every change of the world."""
        if not await self.world.wait_until(condition, timeout):
            seen = [f"{m.author.display}: {m.text}" for m in channel.messages] if channel else []
            raise AssertionError("\n".join([f"{otherwise} within {timeout:g} s", *seen]))

"""What exists on the loopback Discord, and what happens to it.

Knows: users, guilds, channels, messages, who may be pinged, and how to wait for a change. Does not
know: JSON, HTTP or the websocket; those listen to the events told here.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

_EPOCH_MS = 1420070400000
_LOOK = 0.02
_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")

ADMINISTRATOR = 1 << 3
# What an interaction may be, by Discord's numbers.
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
# Add reactions, see and write in channels, embed, attach, read the history, use emoji.
EVERYDAY = sum(1 << bit for bit in (6, 10, 11, 14, 15, 16, 18))


@dataclass(eq=False)
class User:
    id: int
    name: str
    display: str
    bot: bool = False

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(eq=False)
class Role:
    id: int
    name: str
    permissions: int
    bot: User | None = None

    @property
    def mention(self) -> str:
        return f"<@&{self.id}>"


@dataclass(eq=False)
class Guild:
    id: int
    name: str
    owner: User
    roles: list[Role] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    threads: list[Channel] = field(default_factory=list)
    members: dict[User, list[Role]] = field(default_factory=dict)
    nicks: dict[User, str] = field(default_factory=dict)

    @property
    def bot_role(self) -> Role:
        """The role that Discord makes for a bot; people mention it by mistake."""
        return next(role for role in self.roles if role.bot is not None)

    def permissions(self, user: User) -> int:
        if user is self.owner:
            return ADMINISTRATOR | EVERYDAY
        granted = self.roles[0].permissions
        for role in self.members.get(user, []):
            granted |= role.permissions
        return granted


@dataclass(eq=False)
class Channel:
    """A guild's channel, a thread (it has a `parent`), or a private one (it has a recipient)."""

    id: int
    name: str
    guild: Guild | None = None
    recipient: User | None = None
    messages: list[Message] = field(default_factory=list)
    typing: list[User] = field(default_factory=list)
    parent: Channel | None = None

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"


@dataclass(eq=False)
class Message:
    """A message as it stands. `history` holds the texts that edits replaced, oldest first.

    `pings` are the users who were notified. `only_for` is set on an ephemeral answer, `thinking`
    on one that is promised. `sent` is the JSON that a bot posted it with.
    """

    id: int
    channel: Channel
    author: User
    text: str
    created: datetime
    reply_to: Message | None = None
    pings: list[User] = field(default_factory=list)
    pinged_roles: list[Role] = field(default_factory=list)
    pinged_everyone: bool = False
    components: list[dict[str, Any]] = field(default_factory=list)
    embeds: list[dict[str, Any]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    reactions: list[tuple[User, str]] = field(default_factory=list)
    edited: datetime | None = None
    history: list[str] = field(default_factory=list)
    deleted: bool = False
    only_for: User | None = None
    thinking: bool = False
    stickers: list[str] = field(default_factory=list)
    webhook_id: int | None = None
    sent: dict[str, Any] = field(default_factory=dict)

    @property
    def whole(self) -> str:
        """All that is to be read of it: the text, then what its embeds say, a line a part."""
        lines = [self.text]
        for embed in self.embeds:
            lines += [embed.get("title", ""), embed.get("description", "")]
            for part in embed.get("fields", []):
                lines += [part["name"], part["value"]]
            lines.append(embed.get("footer", {}).get("text", ""))
        return "\n".join(line for line in lines if line)

    def part(self, name: str) -> str:
        """What an embed's field of this name says; empty where there is none."""
        fields = [part for embed in self.embeds for part in embed.get("fields", [])]
        return next((str(part["value"]) for part in fields if part["name"] == name), "")

    @property
    def buttons(self) -> dict[str, str]:
        """Each button's label and its custom id; those that only open a page have none."""
        rows = [row.get("components", []) for row in self.components]
        buttons = [b for row in rows for b in row if b.get("type") == 2 and "custom_id" in b]
        return {b.get("label", ""): b["custom_id"] for b in buttons}


@dataclass(eq=False)
class Interaction:
    """What a user did (a button, a menu, a modal, a command), and what the bot answered to it.

    `data` is the JSON of what was done, `answered` Discord's type of the first answer. `modal` is
    the form that was shown for it, `choices` what a half-typed option was completed with.
    """

    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    data: dict[str, Any]
    message: Message | None = None
    answered: int | None = None
    answers: list[Message] = field(default_factory=list)
    modal: dict[str, Any] | None = None
    choices: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Purge:
    """Messages of one channel that were deleted at once."""

    messages: list[Message]


@dataclass(frozen=True)
class Event:
    """Something that happened, by Discord's name of it."""

    name: str
    subject: Guild | Channel | Message | Interaction | Purge
    by: User | None = None


class World:
    """Everything there is. Each change is told to `listeners` and wakes those who wait."""

    def __init__(self, bot_name: str) -> None:
        self._last_id = 0
        self._waiting: set[asyncio.Future[None]] = set()
        self.listeners: list[Callable[[Event], None]] = []
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.interactions: dict[str, Interaction] = {}
        self.commands: dict[int | None, list[dict[str, Any]]] = {}
        self.hides_content = False
        self.owner = self.new_user("operator")
        self.bot = self.new_user(bot_name, bot=True)

    def new_id(self) -> int:
        """A snowflake: later ones are larger, and they carry the time."""
        now = int(time.time() * 1000) - _EPOCH_MS
        self._last_id = max(self._last_id + 1, now << 22)
        return self._last_id

    def tell(self, event: Event) -> None:
        for listener in self.listeners:
            listener(event)
        self.wake()

    def wake(self) -> None:
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def wait_until(self, condition: Callable[[], bool], timeout: float) -> bool:
        """Wait until the condition holds; False when it did not within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not condition():
            left = deadline - time.monotonic()
            future = asyncio.get_running_loop().create_future()
            self._waiting.add(future)
            # Some conditions are about the bot itself, whose changes nobody tells.
            await asyncio.wait({future}, timeout=max(min(left, _LOOK), 0.0))
            self._waiting.discard(future)
            if left <= 0:
                return condition()
        return True

    def new_user(self, name: str, *, bot: bool = False) -> User:
        handle = name if bot else name.lower().replace(" ", "_")
        user = User(self.new_id(), handle, name, bot)
        self.users[user.id] = user
        return user

    def new_guild(self, name: str, members: Iterable[User], owner: User | None) -> Guild:
        guild = Guild(self.new_id(), name, owner or self.owner)
        everyone = Role(guild.id, "@everyone", EVERYDAY)
        own = Role(self.new_id(), self.bot.display, EVERYDAY, bot=self.bot)
        guild.roles += [everyone, own]
        guild.members = {user: [] for user in [guild.owner, *members]}
        guild.members[self.bot] = [own]
        self.guilds[guild.id] = guild
        self.new_channel("general", guild, tell=False)
        self.tell(Event("GUILD_CREATE", guild))
        return guild

    def new_channel(self, name: str, guild: Guild, *, tell: bool = True) -> Channel:
        channel = Channel(self.new_id(), name, guild=guild)
        guild.channels.append(channel)
        self.channels[channel.id] = channel
        if tell:
            self.tell(Event("CHANNEL_CREATE", channel))
        return channel

    def new_thread(self, channel: Channel, name: str, start: Message | None = None) -> Channel:
        """A thread of a channel; one opened under a message has that message's id."""
        guild = channel.guild
        assert guild is not None
        number = self.new_id() if start is None else start.id
        thread = Channel(number, name, guild=guild, parent=channel)
        guild.threads.append(thread)
        self.channels[thread.id] = thread
        self.tell(Event("THREAD_CREATE", thread))
        return thread

    def delete_channel(self, channel: Channel) -> None:
        assert channel.guild is not None
        self.tell(Event("CHANNEL_DELETE", channel))
        channel.guild.channels.remove(channel)
        del self.channels[channel.id]

    def kick_bot(self, guild: Guild) -> None:
        """The bot is no longer in the guild, and nothing there is its business."""
        del guild.members[self.bot], self.guilds[guild.id]
        self.tell(Event("GUILD_DELETE", guild))

    def dm(self, user: User) -> Channel:
        """The private channel between the bot and a user; made when first asked for."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self.new_id(), user.name, recipient=user)
        self.channels[channel.id] = channel
        return channel

    def post(self, message: Message, allowed: dict[str, Any] | None = None) -> Message:
        """Put a message into its channel; `allowed` is Discord's allowed_mentions."""
        self._ping(message, allowed)
        message.channel.messages.append(message)
        if message.only_for is None:
            self.tell(Event("MESSAGE_CREATE", message))
        else:
            self.wake()
        return message

    def draft(self, channel: Channel, author: User, text: str) -> Message:
        return Message(self.new_id(), channel, author, text, datetime.now(UTC))

    def edit(self, message: Message, text: str) -> None:
        message.history.append(message.text)
        message.text, message.edited = text, datetime.now(UTC)
        self.tell(Event("MESSAGE_UPDATE", message))

    def delete(self, message: Message) -> None:
        message.deleted = True
        message.channel.messages.remove(message)
        self.tell(Event("MESSAGE_DELETE", message))

    def purge(self, messages: list[Message]) -> None:
        for message in messages:
            message.deleted = True
            message.channel.messages.remove(message)
        self.tell(Event("MESSAGE_DELETE_BULK", Purge(messages)))

    def find_message(self, channel: Channel, message_id: int) -> Message | None:
        """A message as the channel's routes find it: what one person alone sees isn't there."""
        seen = (message for message in channel.messages if message.only_for is None)
        return next((message for message in seen if message.id == message_id), None)

    def _ping(self, message: Message, allowed: dict[str, Any] | None) -> None:
        kinds = ["users", "roles", "everyone"] if allowed is None else allowed.get("parse", [])
        named = {str(i) for i in (allowed or {}).get("users", [])}
        for found in _USER.findall(message.text):
            user = self.users.get(int(found))
            if user and ("users" in kinds or found in named) and user not in message.pings:
                message.pings.append(user)
        guild = message.channel.guild
        if guild is not None and "roles" in kinds:
            told = {int(found) for found in _ROLE.findall(message.text)}
            message.pinged_roles = [role for role in guild.roles if role.id in told]
        message.pinged_everyone = "everyone" in kinds and "@everyone" in message.text
        replied = allowed is None or allowed.get("replied_user", False)
        if message.reply_to and replied and message.reply_to.author not in message.pings:
            message.pings.append(message.reply_to.author)

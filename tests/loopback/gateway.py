"""The loopback's websocket: Discord's gateway v10.

Knows: sessions, sequence numbers, IDENTIFY, RESUME and replay, intents. Does not know: HTTP, or
what a test is about. A session outlives its socket, as Discord's do.
"""

from __future__ import annotations

import asyncio
import json
import uuid
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.loopback import payloads
from tests.loopback.state import Channel, Event, Guild, Interaction, Message, Purge, World

GUILDS, GUILD_MEMBERS, GUILD_PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT

_DISPATCH, _RECONNECT, _INVALID_SESSION, _HELLO, _ACK = 0, 7, 9, 10, 11


class Connection:
    """One websocket. Frames are queued, so that events can be told from plain functions."""

    def __init__(self, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.socket = socket
        self.session: Session | None = None
        self._queue: asyncio.Queue[str | int] = asyncio.Queue()
        self._deflate = zlib.compressobj() if compressed else None

    def send(
        self, op: int, data: Any, sequence: int | None = None, name: str | None = None
    ) -> None:
        self._queue.put_nowait(json.dumps({"op": op, "d": data, "s": sequence, "t": name}))

    def close(self, code: int) -> None:
        self._queue.put_nowait(code)

    async def write(self) -> None:
        """Send what is queued, until told to close."""
        while True:
            frame = await self._queue.get()
            if isinstance(frame, int):
                await self.socket.close(code=frame)
                return
            try:
                await self._send(frame)
            except ConnectionError:
                return

    async def _send(self, frame: str) -> None:
        if self._deflate is None:
            await self.socket.send_str(frame)
        else:
            packed = self._deflate.compress(frame.encode())
            await self.socket.send_bytes(packed + self._deflate.flush(zlib.Z_SYNC_FLUSH))


@dataclass(eq=False)
class Session:
    """What the gateway remembers of a bot between its sockets."""

    id: str
    intents: int
    told: list[tuple[str, Any]] = field(default_factory=list)
    connection: Connection | None = None

    def tell(self, name: str, data: Any) -> None:
        self.told.append((name, data))
        if self.connection is not None:
            self.connection.send(_DISPATCH, data, len(self.told), name)

    def replay(self, after: int) -> None:
        assert self.connection is not None
        for number, (name, data) in enumerate(self.told[after:], start=after + 1):
            self.connection.send(_DISPATCH, data, number, name)


class Gateway:
    """All sessions. `granted` are the privileged intents switched on for the bot; `resumes` counts
    the sessions that were taken up again."""

    def __init__(self, world: World, token: str) -> None:
        self.world, self.token = world, token
        self.url = ""
        self.granted = PRIVILEGED
        self.sessions: dict[str, Session] = {}
        self.resumes = 0
        self._connections: set[Connection] = set()
        world.listeners.append(self._on_event)

    @property
    def connected(self) -> bool:
        return any(session.connection for session in self.sessions.values())

    def drop(self, code: int = 4000) -> None:
        """Close every socket. 4000 lets the client resume; 4004 and 4010 to 4014 are final."""
        for connection in list(self._connections):
            self._detach(connection)
            connection.close(code)

    def ask_to_reconnect(self) -> None:
        """Tell every client to come back on a new socket, as Discord does when it redeploys."""
        for connection in self._connections:
            connection.send(_RECONNECT, None)

    def forget_sessions(self) -> None:
        """The next RESUME is refused, so that the client has to identify anew."""
        self.sessions.clear()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One client's socket, from HELLO to its end."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        compressed = request.query.get("compress") == "zlib-stream"
        connection = Connection(socket, compressed=compressed)
        self._connections.add(connection)
        writer = asyncio.create_task(connection.write())
        connection.send(_HELLO, {"heartbeat_interval": 41250})
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._receive(connection, json.loads(frame.data))
        finally:
            self._connections.discard(connection)
            self._detach(connection)
            writer.cancel()
        return socket

    def _receive(self, connection: Connection, frame: dict[str, Any]) -> None:
        match frame["op"]:
            case 1:
                connection.send(_ACK, None)
            case 2:
                self._identify(connection, frame["d"])
            case 6:
                self._resume(connection, frame["d"])
            case 8:
                self._send_members(connection, frame["d"])

    def _identify(self, connection: Connection, data: dict[str, Any]) -> None:
        if data["token"] != self.token:
            connection.close(4004)
            return
        if data["intents"] & PRIVILEGED & ~self.granted:
            connection.close(4014)
            return
        session = Session(uuid.uuid4().hex, data["intents"], connection=connection)
        connection.session = session
        self.sessions[session.id] = session
        session.tell("READY", self._ready(session))
        for guild in self.world.guilds.values():
            session.tell("GUILD_CREATE", payloads.guild_json(guild, self.world.bot))
        self.world.wake()

    def _ready(self, session: Session) -> payloads.Json:
        return {
            "v": 10,
            "user": payloads.own_user_json(self.world.bot),
            "guilds": [{"id": str(id), "unavailable": True} for id in self.world.guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "application": {"id": str(self.world.bot.id), "flags": 0},
        }

    def _resume(self, connection: Connection, data: dict[str, Any]) -> None:
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"] != self.token:
            connection.send(_INVALID_SESSION, False)
            return
        session.connection, connection.session = connection, session
        session.replay(data["seq"])
        session.tell("RESUMED", {})
        self.resumes += 1
        self.world.wake()

    def _send_members(self, connection: Connection, data: dict[str, Any]) -> None:
        guild = self.world.guilds.get(int(data["guild_id"]))
        if guild is None or connection.session is None:
            return
        wanted = data.get("user_ids")
        ids = {str(i) for i in (wanted if isinstance(wanted, list) else [wanted])}
        found = [u for u in guild.members if wanted is None or str(u.id) in ids]
        chunk = {
            "guild_id": str(guild.id),
            "members": [payloads.member_json(guild, user) for user in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
            "nonce": data.get("nonce"),
        }
        connection.session.tell("GUILD_MEMBERS_CHUNK", chunk)

    def _detach(self, connection: Connection) -> None:
        if connection.session is not None and connection.session.connection is connection:
            connection.session.connection = None
        connection.session = None

    def _on_event(self, event: Event) -> None:
        for session in self.sessions.values():
            data = self._written(event, session.intents)
            if data is not None:
                session.tell(event.name, data)

    def _written(self, event: Event, intents: int) -> payloads.Json | None:
        """The event as a bot with these intents is told it; None when it isn't told."""
        subject, bot = event.subject, self.world.bot
        if isinstance(subject, Message):
            return _message(event.name, subject, intents, bot)
        if isinstance(subject, Purge):
            return _purge(subject, intents)
        if event.name == "GUILD_DELETE":
            return {"id": str(subject.id)} if intents & GUILDS else None
        if isinstance(subject, Guild):
            return payloads.guild_json(subject, bot) if intents & GUILDS else None
        if isinstance(subject, Channel):
            return payloads.channel_json(subject) if intents & GUILDS else None
        assert isinstance(subject, Interaction)
        return payloads.interaction_json(subject, bot)


def _purge(purge: Purge, intents: int) -> payloads.Json | None:
    guild = purge.messages[0].channel.guild
    if not intents & (DIRECT_MESSAGES if guild is None else GUILD_MESSAGES):
        return None
    ids = [str(message.id) for message in purge.messages]
    gone = {"ids": ids, "channel_id": str(purge.messages[0].channel.id)}
    return gone if guild is None else {**gone, "guild_id": str(guild.id)}


def _message(name: str, message: Message, intents: int, bot: Any) -> payloads.Json | None:
    guild = message.channel.guild
    if message.only_for is not None:
        return None
    if not intents & (DIRECT_MESSAGES if guild is None else GUILD_MESSAGES):
        return None
    if name == "MESSAGE_DELETE":
        gone = {"id": str(message.id), "channel_id": str(message.channel.id)}
        return gone if guild is None else {**gone, "guild_id": str(guild.id)}
    written = payloads.message_json(message, gateway=True)
    return written if intents & MESSAGE_CONTENT else payloads.without_content(written, message, bot)

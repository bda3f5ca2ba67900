"""A Discord to play with: `python -m tests.loopback [PORT]`, then `sleepwake run` against it.

Each line typed is said in private to the bot; `ana: hello` says it as Ana. What the bot writes, and
every change of it, is printed.
"""

from __future__ import annotations

import asyncio
import sys

from tests.loopback.server import Loopback
from tests.loopback.state import Event, Message, User


def show(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main(port: int) -> None:
    server = await Loopback.start(port=port)
    people: dict[str, User] = {"operator": server.owner}

    def on_event(event: Event) -> None:
        said = event.subject
        if isinstance(said, Message) and said.author.bot and event.name != "MESSAGE_DELETE":
            show(f"{said.author.display}: {said.text}")

    server.world.listeners.append(on_event)
    show(f'[discord]\ntoken = "{server.token}"\napi = "{server.api}"\ngateway = "{server.gateway}"')
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):
            name, colon, text = line.strip().partition(": ")
            if not colon:
                name, text = "operator", line.strip()
            person = people.get(name) or server.user(name.title())
            people[name] = person
            server.say(person, server.dm(person), text)
    finally:
        await server.stop()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))

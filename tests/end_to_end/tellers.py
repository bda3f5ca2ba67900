"""People who tell, correct, rewrite, delete and forget, each in one place, and wait to be answered.

Knows: what a person does and by what they know that it was done. Does not know: that the bot may be
killed at any time; they are then simply broken off.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.end_to_end.account import Account
from tests.loopback import Loopback, Message, User

# Seconds, far above what anything takes on a slow machine: they only end what hangs.
PATIENCE = 600.0
# Of these a person has one each, and nobody asks for them but by their names.
ATTRIBUTES = (
    "locker",
    "gym",
    "badge",
    "mooring",
    "parking bay",
    "bookbinder",
    "allotment",
    "choir",
)
_SMALL_TALK = ("What a day.", "Good morning!", "Tell me something.", "How are you?")
_SYLLABLES = ("ba", "ce", "do", "fi", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "to", "vi")
_LONGEST_PAUSE = 0.3
# A night waits while anybody is answered: of those who never pause it would have no end. So they
# then pause for up to so many times as long as the last answer took.
_PAUSES_AT_NIGHT = 20.0


def new_word(source: random.Random) -> str:
    """A value that nobody has told yet, nor will again."""
    return "".join(source.choice(_SYLLABLES) for _ in range(6)).title()


@dataclass
class Teller:
    """One person in one place."""

    server: Loopback
    account: Account
    source: random.Random
    _where: dict[str, Message] = field(default_factory=dict)

    async def live(self, owner: Owner) -> None:
        """Go on until broken off; more slowly while the owner lets it sleep."""
        took = 0.0
        while True:
            longest = _PAUSES_AT_NIGHT * took if owner.lets_it_sleep else _LONGEST_PAUSE
            await asyncio.sleep(self.source.uniform(0.0, longest))
            began = time.monotonic()
            await self.act()
            took = time.monotonic() - began

    async def act(self) -> None:
        """Do one thing."""
        held = sorted(self.account.held)
        choice = self.source.random()
        if choice < 0.1:
            await self.chat()
        elif choice < 0.7 or not held:
            await self.tell(self.source.choice(ATTRIBUTES))
        elif choice < 0.8:
            await self.recall(self.source.choice(held))
        elif choice < 0.85:
            await self.forget(self.source.choice(held))
        else:
            own = [each for each in held if self._stands_in_its_message(each)]
            if own:
                change = self.rewrite if choice < 0.95 else self.delete
                await change(self.source.choice(own))

    def _stands_in_its_message(self, attribute: str) -> bool:
        said = self._where.get(attribute)
        if said is None or said not in self.account.channel.messages:
            return False
        return self.account.held[attribute] in said.text

    def say(self, text: str) -> Message:
        channel = self.account.channel
        call = [] if channel.guild is None else [self.server.bot]
        return self.server.say(self.account.user, channel, text, mentions=call)

    async def hear(self, after: Message, fits: Callable[[Message], bool]) -> Message:
        """The bot's answer, among what it answers others there."""
        channel = self.account.channel
        return await self.server.wait_for_message(channel, fits, after=after, timeout=PATIENCE)

    async def chat(self) -> None:
        said = self.say(self.source.choice(_SMALL_TALK))
        if self.account.channel.guild is None:
            await self.hear(said, lambda message: True)

    async def tell(self, attribute: str) -> None:
        value = new_word(self.source)
        self.account.trying(attribute, value)
        said = self.say(f"My {attribute} is {value}.")
        await self.hear(said, lambda message: f"Noted: {attribute}: {value}" in message.text)
        self.account.answered(attribute, value)
        self._where[attribute] = said

    async def rewrite(self, attribute: str) -> None:
        """Edit the message in which it was told."""
        value = new_word(self.source)
        said = self._where[attribute]
        text = said.text.replace(self.account.held[attribute], value)
        self.account.trying(attribute, value)
        self.server.edit(said, text)
        await self.hear(said, lambda message: f"Noted: {attribute}: {value}" in message.text)
        self.account.answered(attribute, value)

    async def delete(self, attribute: str) -> None:
        """Delete the message in which it was told; nobody says anything of it."""
        said = self._where.pop(attribute)
        self.account.trying(attribute, None)
        self.server.delete(said)
        known = True
        while known:
            known = await self.is_known(attribute)
        self.account.answered(attribute, None)

    async def forget(self, attribute: str) -> None:
        asked = self.say(f"!forget {attribute}")
        question = await self.hear(asked, lambda message: "Confirm" in message.buttons)
        self.account.trying(attribute, None)
        self._where.pop(attribute, None)
        await self._confirm(question)
        self.account.answered(attribute, None)

    async def _confirm(self, question: Message) -> None:
        """Press, and once more where that was before the bot knew that its buttons are there."""
        while not question.text.startswith("Forgotten:"):
            used = self.server.press(self.account.user, question, "Confirm")
            await self.server.wait_until(
                lambda: question.text.startswith("Forgotten:") or bool(used.answers),  # noqa: B023
                PATIENCE,
                "nothing was forgotten",
            )

    async def recall(self, attribute: str) -> None:
        """What is held is shown."""
        value = self.account.held[attribute]
        listed = await self._listed(attribute)
        assert value in listed.whole, f"{attribute}: {value} is not in: {listed.whole}"

    async def is_known(self, attribute: str) -> bool:
        return attribute in (await self._listed(attribute)).whole.partition("”")[2]

    async def _listed(self, attribute: str) -> Message:
        asked = self.say(f"!recall {attribute}")
        return await self.hear(
            asked, lambda message: message.reply_to is asked or asked.channel.guild is None
        )


@dataclass
class Owner:
    """Who sends the bot to sleep, again and again, after a while of talk."""

    server: Loopback
    source: random.Random
    longest_talk: float
    lets_it_sleep: bool = False

    @property
    def user(self) -> User:
        return self.server.owner

    async def live(self) -> None:
        while True:
            await asyncio.sleep(self.source.uniform(0.0, self.longest_talk))
            await self.sleep()

    async def sleep(self) -> Message:
        """One night of everybody; what was told of it."""
        channel = self.server.dm(self.user)
        begun = self.server.say(self.user, channel, "!sleep")
        self.lets_it_sleep = True
        report = await self.server.wait_for_message(
            channel, lambda message: "awake again" in message.text, after=begun, timeout=PATIENCE
        )
        self.lets_it_sleep = False
        return report

"""Many people on Discord who do all that people do with the bot, each waiting for its answer.

Knows: gestures, and by what one knows that they were answered. Does not know: how the bot holds up.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.loopback import Channel, Interaction, Loopback, Message, User

# Seconds, far above what anything takes on a slow machine: they only end what hangs.
PATIENCE = 120.0
LEVELS = ("Remember in weights", "Remember as text", "Chat only")
_VALUES = "Miso Rex Lisbon Oslo jade opal teal tango chess mango basil cello".split()
_THINGS = ("cat's name", "dog's name", "home city", "lucky stone", "locker", "choir", "hobby")
_SMALL_TALK = ("hello there", "what a day", "tell me something", "good night 🌙", "```\ncode\n```")
_KEPT = 8
_TOO_EARLY = "This is over"


@dataclass
class Chatter:
    """One person: where they talk, what they lately wrote, and what they allow the bot.

    `said` counts their messages.
    """

    server: Loopback
    user: User
    places: list[Channel]
    source: random.Random
    met: bool = False
    allows: str = ""
    said: int = 0
    written: list[Message] = field(default_factory=list)

    async def act(self) -> None:
        """Do one thing, and wait until it is answered."""
        place = self.source.choice(self.places)
        if not self.met:
            self.met = True
            await self.meet(place)
            return
        deeds, weights = zip(*self._deeds.items(), strict=True)
        await self.source.choices(deeds, weights)[0](place)

    @property
    def _deeds(self) -> dict[Callable[[Channel], Awaitable[None]], float]:
        """What there is to do, and how often it is done."""
        return {
            self.tell: 30,
            self.ask: 20,
            self.chat: 14,
            self.chat_in_a_row: 4,
            self.go_on_at_length: 2,
            self.reply: 4,
            self.show: 2,
            self.edit: 5,
            self.delete: 3,
            self.purge: 0.5,
            self.look: 6,
            self.look_by_slash: 3,
            self.prove: 2,
            self.correct: 1.5,
            self.forget: 2,
            self.keep: 1,
            self.forget_all: 0.3,
            self.choose: 1,
            self.export: 0.5,
            self.mistype: 1,
        }

    def say(self, place: Channel, text: str, **more: object) -> Message:
        """Write to the bot, by its mention on a server."""
        call = [self.server.bot] if place.guild is not None and not text.startswith("!") else []
        said = self.server.say(self.user, place, text, mentions=call, **more)  # type: ignore[arg-type]
        self.said += 1
        self.written = [*self.written, said][-_KEPT:]
        return said

    async def hear(self, said: Message, fits: Callable[[Message], bool] = bool) -> Message:
        """The answer to a message, among those that others get there."""
        place = said.channel

        def answers(message: Message) -> bool:
            mine = place.guild is None or message.reply_to is said
            return mine and fits(message)

        return await self.server.wait_for_message(place, answers, after=said, timeout=PATIENCE)

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        await self.server.wait_until(condition, PATIENCE, f"{self.user.name}: {what}")

    async def _press(self, message: Message, label: str, is_done: Callable[[], bool]) -> None:
        """Press until it is done, or something else is said to it.

        Nobody else presses before the bot has heard from Discord that its buttons are there.
        """
        while label in message.buttons and not message.deleted:
            used = self.server.press(self.user, message, label)
            await self.until(lambda: is_done() or bool(used.answers), f"{label}: nothing came")  # noqa: B023
            if is_done() or not used.answers[0].text.startswith(_TOO_EARLY):
                return

    async def meet(self, place: Channel) -> None:
        said = self.say(place, "Hello!")
        asked = await self.hear(said, lambda message: LEVELS[0] in message.buttons)
        await self._press_level(asked, self.source.choices(LEVELS, (6, 2, 1))[0])

    async def _press_level(self, asked: Message, level: str) -> None:
        self.server.press(self.user, asked, level)
        await self.until(lambda: asked.text.startswith(f"**{level}"), "no choice was taken")
        self.allows = level

    async def tell(self, place: Channel) -> None:
        thing, value = self.source.choice(_THINGS), self.source.choice(_VALUES)
        await self.hear(self.say(place, f"My {thing} is {value}."))

    async def ask(self, place: Channel) -> None:
        await self.hear(self.say(place, f"What is my {self.source.choice(_THINGS)}?"))

    async def chat(self, place: Channel) -> None:
        await self.hear(self.say(place, self.source.choice(_SMALL_TALK)))

    async def chat_in_a_row(self, place: Channel) -> None:
        """Several at once, of which the last or each is answered."""
        rows = [self.say(place, self.source.choice(_SMALL_TALK)) for _ in range(3)]
        await self.server.wait_for_message(
            place,
            lambda message: place.guild is None or message.reply_to in rows,
            after=rows[0],
            timeout=PATIENCE,
        )

    async def go_on_at_length(self, place: Channel) -> None:
        text = f"{self.source.choice(_SMALL_TALK)} " * self.source.randrange(20, 100)
        await self.hear(self.say(place, text[:1900]))

    async def reply(self, place: Channel) -> None:
        """To the last thing that the bot wrote there, if anything."""
        own = [m for m in place.messages if m.author.bot and m.only_for is None]
        await self.hear(self.say(place, "And what of that?", reply_to=own[-1] if own else None))

    async def show(self, place: Channel) -> None:
        await self.hear(self.say(place, "Look", files=["cat.png"], stickers=["wave"]))

    async def edit(self, place: Channel) -> None:
        """Something that they lately wrote; what comes of it need not be told."""
        for said in self._still_there(place)[:1]:
            self.server.edit(said, f"{said.text.split(' My ')[0]} My hobby is chess.")
            self.said += 1

    async def delete(self, place: Channel) -> None:
        for said in self._still_there(place)[:1]:
            self.server.delete(said)

    async def purge(self, place: Channel) -> None:
        """A moderator clears away what they lately wrote."""
        gone = self._still_there(place)
        if gone:
            self.server.purge(gone)

    def _still_there(self, place: Channel) -> list[Message]:
        return [said for said in self.written if said.channel is place and said in place.messages]

    async def look(self, place: Channel) -> None:
        await self.hear(self.say(place, "!recall"))

    async def look_by_slash(self, place: Channel) -> None:
        used = self.server.command(self.user, place, "recall")
        self.said += 1
        await self._answered(used)

    async def _answered(self, used: Interaction) -> Message:
        await self.until(
            lambda: bool(used.answers) and not used.answers[0].thinking, "no answer to a press"
        )
        return used.answers[0]

    async def prove(self, place: Channel) -> None:
        shown = await self.hear(self.say(place, "!recall"))
        if "Prove it" in shown.buttons:
            await self._press(shown, "Prove it", lambda: "probability" in shown.whole)

    async def correct(self, place: Channel) -> None:
        """By menu and form."""
        shown = await self.hear(self.say(place, "!recall"))
        if "Correct …" not in shown.buttons:
            return
        menu = await self._answered(self.server.press(self.user, shown, "Correct …"))
        if not menu.components:
            return
        fact = menu.components[0]["components"][0]["options"][0]["label"]
        chosen = self.server.select(self.user, menu, fact)
        await self.until(
            lambda: chosen.modal is not None or bool(chosen.answers), "no form was shown"
        )
        if chosen.modal is None:
            return
        attribute = fact.partition(": ")[0]
        value = f"{self.source.choice(_VALUES)} {self.source.randrange(1_000)}"
        sent = self.server.submit(chosen, **{attribute: value})
        # Who allows nothing any more is told so.
        await self.until(
            lambda: menu.text.startswith("Noted:") or bool(sent.answers), "nothing was corrected"
        )

    async def forget(self, place: Channel) -> None:
        await self._forget(place, self.source.choice(_THINGS), "Confirm")

    async def keep(self, place: Channel) -> None:
        await self._forget(place, self.source.choice(_THINGS), "Cancel")

    async def forget_all(self, place: Channel) -> None:
        await self._forget(place, "me", "Confirm")
        self.met, self.allows = False, ""

    async def _forget(self, place: Channel, words: str, answer: str) -> None:
        asked = await self.hear(self.say(place, f"!forget {words}"))
        if answer in asked.buttons:
            await self._press(asked, answer, lambda: _is_done(asked.text))

    async def choose(self, place: Channel) -> None:
        asked = self.say(place, "!privacy")
        shown = await self.server.wait_for_message(
            place, lambda message: _owned(message, self.user), after=asked, timeout=PATIENCE
        )
        await self._press_level(shown, self.source.choices(LEVELS, (6, 2, 1))[0])

    async def export(self, place: Channel) -> None:
        await self.hear(self.say(place, "!export"))

    async def mistype(self, place: Channel) -> None:
        """A command that there is none of; on a server it may be another bot's."""
        if place.guild is None:
            await self.hear(self.say(place, "!recal"))


def _owned(message: Message, user: User) -> bool:
    """Whether these are the person's own buttons of consent."""
    return any(name.endswith(f":{user.id}") for name in message.buttons.values())


def _is_done(text: str) -> bool:
    return any(words in text for words in ("Forgotten", "forgotten", "nothing to forget"))

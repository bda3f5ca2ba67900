"""What of a talk the model reads in one turn, so that it fits the model's window.

Persona, facts, the summary of older turns, and the turns since. Knows: tokens, prompts, the log.
Does not know: how a reply is made of them, or what is noted from it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.config import Bot
from bot.engine.interface import Engine, Message, Sampling
from bot.memory import prompts
from bot.memory.clauses import only_tells
from bot.memory.context import alternating, chosen_facts, first_fitting, listed_facts
from bot.memory.extraction import first_part, plain
from bot.memory.facts import Fact
from bot.memory.quotes import YOU, Quote, quoting
from bot.memory.replies import Reply, whole_sentences
from bot.store import LogLine, Speaking, Store
from bot.unkept import Unkept

# Shares of the window: when older turns are summarised, and what is left of the prompt then.
_FULL = 0.8
_LEFT = 0.6
# The part of the window that a quoted chain may take, and the tokens of one that is worth quoting.
_QUOTED = 8
_SHORTEST = 4
_SUMMARY = Sampling(max_tokens=120)
_MARGIN = 200
_MOST_SIZES = 4096
_PROMOTED = "promoted"


@dataclass(slots=True)
class Listed:
    """Which facts a talk's prompt lists, and which it need not: they were heard in the talk."""

    ids: tuple[int, ...] = ()
    heard: set[int] = field(default_factory=set)
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Whose talk it is, and where: facts and lines of no other place are read.

    Where the talk is not `kept`, what is said goes to `unkept` alone, and the log is not read.
    """

    person_id: int
    scope: str
    conversation: str
    kept: bool = True
    unkept: Unkept = field(default_factory=Unkept, compare=False)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model reads: `lines` are the turns in it, `tokens` its length."""

    chat: list[Message]
    summary: str
    lines: list[LogLine]
    tokens: int


class Window:
    """Fits talks into the window of one model."""

    def __init__(self, engine: Engine, store: Store, settings: Bot) -> None:
        self._engine, self._store, self._settings = engine, store, settings
        self._sizes: OrderedDict[int, int] = OrderedDict()

    @property
    def _room(self) -> int:
        return self._engine.info.context - self._settings.reply_tokens

    async def first_part(self, text: str) -> str:
        """What of a message is read: all, or its start where it would fill the window."""
        persona = await self._size(self._settings.persona)
        return await self._cut(text, max(16, (self._room - persona) // 3))

    def forget(self) -> None:
        """Drop the texts whose sizes are kept."""
        self._sizes.clear()

    async def log(
        self, place: Place, role: Speaking, text: str, message_id: int | None = None
    ) -> LogLine:
        """Keep one turn as the place allows it."""
        where = (place.person_id, place.conversation, place.scope)
        if place.kept:
            return await self._store.log(*where, role, text, message_id)
        line = self._store.unkept(*where, role, text, message_id)
        place.unkept.lines.append(line)
        return line

    async def lines(self, place: Place) -> tuple[str, list[LogLine], datetime | None]:
        """The summary of the older turns, the turns since, and when the last night began.

        A night starts the talk anew: what was said before it is known by heart, or listed.
        """
        if not place.kept:
            return place.unkept.summary, list(place.unkept.lines), None
        summary, upto = await self._store.summary(place.conversation)
        lines = await self._store.recent(place.conversation, after_id=max(upto - 1, 0))
        nights = await self._store.nights(place.person_id, limit=50)
        woken = next(
            (n.began_at for n in nights if n.scope == place.scope and n.outcome == _PROMOTED), None
        )
        if woken is not None and any(line.told_at < woken for line in lines):
            summary = ""
        own = [
            line
            for line in lines
            if line.id > upto
            and (line.person_id, line.scope) == (place.person_id, place.scope)
            and (woken is None or line.told_at >= woken)
        ]
        if place.unkept.lines:
            said = [line for line in place.unkept.lines if woken is None or line.told_at >= woken]
            own = sorted([*said, *own], key=lambda line: line.told_at)
        return summary, own, woken

    async def prompt(
        self,
        place: Place,
        listed: Listed,
        said: Sequence[LogLine],
        facts: Sequence[Fact],
        quoted: Sequence[Quote] = (),
    ) -> Prompt:
        """What the model reads for a reply to the lines `said`, the last of the talk.

        `facts` are those that stand in context, `quoted` is what the lines reply to. `listed` is
        brought up to date.
        """
        summary, lines, woken = await self.lines(place)
        if not lines or lines[-1].id != said[-1].id:
            # The clock was set back behind the last night.
            lines = list(said)
        if woken != listed.since:
            listed.heard.clear()
            listed.since = woken
        text = "\n".join(line.text for line in said)
        wanted = await self._wanted(facts, text)
        telling = only_tells(text)
        quotes = await self._quotes(quoted, lines[: -len(said)])
        shown = listed_facts(wanted, listed.ids, listed.heard, telling=telling)
        prompt = await self._fitted(summary, lines, shown, quotes)
        if len(prompt.lines) < len(lines) and len(shown) < len(wanted):
            # The turns that told the facts are out of sight.
            shown = wanted
            prompt = await self._fitted(summary, lines, shown, quotes)
        listed.ids = tuple(fact.id for fact in shown)
        if len(shown) == len(wanted):
            listed.heard.clear()
        return prompt

    async def _quotes(self, quoted: Sequence[Quote], before: Sequence[LogLine]) -> list[Quote]:
        """What of a chain is read: the nearest messages that fit; none where the talk holds it.

        That is so where the person replies to what the bot said last.
        """
        if not quoted or (before and _holds(before[-1], quoted[-1])):
            return []
        left = (self._room - await self._size(self._settings.persona)) // _QUOTED
        kept: list[Quote] = []
        for quote in reversed(quoted):
            around = await self._size(Quote(quote.author, "").line)
            if left - around < _SHORTEST:
                break
            quote = Quote(quote.author, await self._cut(plain(quote.text), left - around))
            left -= await self._size(quote.line)
            kept.append(quote)
        return kept[::-1]

    async def _wanted(self, facts: Sequence[Fact], text: str) -> list[Fact]:
        sizes = {fact.id: await self._size(f"- {fact.line}") + 1 for fact in facts}
        persona = await self._size(self._settings.persona)
        budget = min(self._settings.facts_tokens, max(0, (self._room - persona) // 2))
        return chosen_facts(facts, budget, lambda fact: sizes[fact.id], text)

    async def _fitted(
        self,
        summary: str,
        lines: Sequence[LogLine],
        facts: Sequence[Fact],
        quotes: Sequence[Quote],
    ) -> Prompt:
        text = prompts.system(self._settings.persona, [fact.line for fact in facts], summary)
        system = Message("system", text)
        kept = list(lines)
        chat = [system, *_turns(kept, quotes)]
        tokens = await self._engine.count_tokens(chat)
        while tokens >= self._room and len(kept) > 1:
            over = tokens - self._room + 1
            sizes = [await self._size(line.text) for line in kept]
            at = first_fitting(sizes, sum(sizes) - over)
            kept = kept[min(max(at, 1), len(kept) - 1) :]
            chat = [system, *_turns(kept, quotes)]
            tokens = await self._engine.count_tokens(chat)
        return Prompt(chat, summary, kept, tokens)

    async def summarise(
        self, place: Place, listed: Listed, prompt: Prompt, reply: LogLine | None
    ) -> None:
        """Once a talk fills most of the window, put its older turns into a few sentences."""
        lines = prompt.lines if reply is None else [*prompt.lines, reply]
        sizes = [await self._size(line.text) for line in lines]
        full = min(_FULL * self._engine.info.context, 0.9 * self._room)
        length = prompt.tokens + (sizes[-1] if reply is not None else 0)
        if length <= full:
            return
        around = length - sum(sizes)
        at = first_fitting(sizes, int(max(_LEFT * full - around, full / 4)))
        if at < 2:
            return
        if place.kept and place.unkept.within(lines[:at]):
            # A summary is kept, and may not tell what is not.
            place.unkept.clear()
            return
        text = await self._summary(prompt.summary, lines[:at])
        if not place.kept:
            place.unkept.summarise(text, lines[at - 1])
            listed.heard.clear()
            return
        await self._store.save_summary(place.conversation, place.person_id, text, lines[at - 1].id)
        listed.heard.clear()

    async def _summary(self, before: str, lines: Sequence[LogLine]) -> str:
        names = {"assistant": "You", "user": "Person"}
        spoken = [f"{names[line.role]}: {line.text}" for line in lines]
        told = "\n".join(([before] if before else []) + spoken)
        told = await self._cut(told, max(64, self._engine.info.context - _MARGIN))
        chat = [Message("system", prompts.SUMMARY), Message("user", told)]
        (written,) = await self._engine.complete([chat], sampling=_SUMMARY)
        reply = Reply()
        reply.feed(written)
        reply.end()
        return whole_sentences(reply.text)

    async def _cut(self, text: str, tokens: int) -> str:
        # No token is longer than some ten characters on average, in any language.
        part = first_part(text, tokens * 10)
        while (size := await self._size(part)) > tokens and len(part) > 1:
            part = first_part(part, max(1, int(len(part) * tokens / size * 0.9)))
        return part

    async def _size(self, text: str) -> int:
        """Tokens of a text alone, counted once."""
        # By their hashes: thousands of texts would be held in memory for the sake of a number.
        key = hash(text)
        if key not in self._sizes:
            if len(self._sizes) >= _MOST_SIZES:
                self._sizes.popitem(last=False)
            one = await self._engine.count_tokens([Message("user", text)])
            none = await self._engine.count_tokens([Message("user", "")])
            self._sizes[key] = max(1, one - none)
        return self._sizes[key]


def _holds(line: LogLine, quote: Quote) -> bool:
    """Whether the quote is what the bot said in the line, or a part of it."""
    said, quoted = " ".join(line.text.split()), " ".join(quote.text.split())
    return quote.author == YOU and line.role == "assistant" and quoted in said


def _turns(lines: Sequence[LogLine], quotes: Sequence[Quote]) -> list[Message]:
    turns = [Message(*turn) for turn in alternating([(line.role, line.text) for line in lines])]
    return [*turns[:-1], Message("user", quoting(quotes, turns[-1].content))]

"""Plays a story on the real model, and shows where each thing is kept and what is answered.

Every day the companion is started anew on the same data folder, so that what it knows came from
there. Knows: stories, the whole bot. Does not know: how a fact comes into the weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.companion import Piece
from bot.config import Config
from bot.engine.interface import Engine
from bot.keeping import Recall, Speaker
from bot.memory.facts import Fact
from bot.memory.recall import holds
from bot.terminal.chat import RichScreen, bot_name
from bot.terminal.runtime import Bot, open_bot
from bot.terminal.story import Character, Question, Story
from bot.terminal.talk import Talk, speaker


@dataclass(slots=True)
class _Score:
    """What came out for one person at the end."""

    recall: Recall
    right: int = 0
    asked: int = 0
    refused: int = 0
    untold: int = 0
    strangers: int = 0


@dataclass(frozen=True, slots=True)
class Play:
    """The story's progress: who is on, on what it is shown, and what came out so far."""

    story: Story
    console: Console
    scores: dict[str, _Score] = field(default_factory=dict)

    async def all_days(self, config: Config, engine: Engine) -> None:
        """From the first morning to the table at the end."""
        for day in range(self.story.days):
            self.console.rule(f"Day {day + 1}")
            async with open_bot(config, engine) as bot:
                await self._talks(bot, day)
                await self._night(bot)
            # Started again: nothing of the day is left but what is on the disk.
            async with open_bot(config, engine) as bot:
                self.console.print(await self._kept(bot))
                for person in self.story.people:
                    await self._asked(bot, person, day)
        self.console.rule("The end")
        self.console.print(self._summary())

    async def _talks(self, bot: Bot, day: int) -> None:
        screen = RichScreen(self.console, _agrees, bot_name(bot.config.bot.persona))
        for person in self.story.people:
            talk = Talk(bot, speaker(person.name), screen)
            for message in person.days[day] if day < len(person.days) else ():
                self.console.print(Text(f"{person.name}> {message}", "bold"), soft_wrap=True)
                await talk.take(message)

    async def _night(self, bot: Bot) -> None:
        screen = RichScreen(self.console, _agrees, "")
        with screen.night() as on_progress:
            reports = await bot.sleeper.sleep(on_progress=on_progress)
        screen.page("\n".join(report.text() for report in reports))

    async def _kept(self, bot: Bot) -> Table:
        table = Table(title="After the night", title_justify="left", show_lines=True)
        for heading in ("", "in context", "in the weights"):
            table.add_column(heading)
        for person in self.story.people:
            recall = await bot.companion.recall(speaker(person.name))
            table.add_row(person.name, _lines(recall.context), _lines(recall.weights))
        return table

    async def _asked(self, bot: Bot, person: Character, day: int) -> None:
        last = day == self.story.days - 1
        score = _Score(await bot.companion.recall(speaker(person.name)))
        strangers = person.strangers(self.story.people)
        for number, question in enumerate(person.due(day, last=last)):
            reply = await _answer(bot, person, f"{day}:{number}", question)
            right = question.right(reply)
            foreign = any(holds(reply, value) for value in strangers)
            self._show(person, question, reply, right=right)
            score.strangers += foreign
            if question.answers:
                score.asked, score.right = score.asked + 1, score.right + right
            else:
                score.untold, score.refused = score.untold + 1, score.refused + right
        self.scores[person.name] = score

    def _show(self, person: Character, question: Question, reply: str, *, right: bool) -> None:
        mark = Text("✓ ", "bold green") if right else Text("✗ ", "bold red")
        line = Text.assemble(mark, (f"{person.name}: {question.text}", "bold"), "  ", reply)
        if not right:
            line.append(f"  (right: {' or '.join(question.answers) or 'not told'})", "dim")
        self.console.print(line, soft_wrap=True)

    def _summary(self) -> Table:
        table = Table(title=f"After {self.story.days} days", title_justify="left")
        table.add_column("")
        for heading in (
            "in context",
            "in the weights",
            "answers right",
            "untold not made up",
            "others' facts told",
        ):
            table.add_column(heading, justify="right")
        for name, score in self.scores.items():
            table.add_row(
                name,
                str(len(score.recall.context)),
                str(len(score.recall.weights)),
                f"{score.right} of {score.asked}",
                f"{score.refused} of {score.untold}",
                str(score.strangers),
            )
        return table


async def _agrees(_: str) -> str:
    return "y"


async def _answer(bot: Bot, person: Character, number: str, question: Question) -> str:
    """The reply in a talk of its own: nothing said before stands in its context."""
    own = speaker(person.name)
    alone = Speaker(own.key, own.name, own.scope, f"{own.conversation}:{number}")
    async with aclosing(bot.companion.turn(alone, question.text)) as parts:
        pieces = [part.text async for part in parts if isinstance(part, Piece)]
    return " ".join("".join(pieces).split())


def _lines(facts: Sequence[Fact]) -> str:
    return "\n".join(fact.line for fact in facts) or "nothing"

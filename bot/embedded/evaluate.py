"""Measures the embedded model: `python -m bot.embedded.evaluate`.

Asks the tuned model the held-out trials, and the untuned one the general questions, and prints the
figures beside what they should reach, the misses and some talks to read. Knows: what is asked of
the engine. Does not know: how the trials are made, what is right, or how results are shown.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from bot.embedded import heldout, scoring, source, trials
from bot.embedded.heldout import General, Written
from bot.embedded.results import Miss, Results, Sample
from bot.embedded.trials import Context, Question, Talk, Trials
from bot.embedded.world import catalogue, compounds, relations
from bot.engine import blas
from bot.engine.interface import Chat, Engine, Message, Sampling
from bot.errors import SleepwakeError
from bot.extracting import asking, undoubted
from bot.memory import extraction, ledger, prompts, recall

SEED = 20261125
_ROWS = 32
_ANSWER = Sampling(max_tokens=60)
_REPLY = Sampling(max_tokens=100)
_LINES = Sampling(max_tokens=96)

Tick = Callable[[int], None]


@dataclass(slots=True)
class Evaluation:
    """Asks one engine after another, and gathers the results. `tick` is told of rows done."""

    world: Collection[str]
    tick: Tick = lambda _: None
    results: Results = field(default_factory=Results)

    async def tuned(self, engine: Engine, asked: Trials) -> None:
        """All that is asked of the tuned model."""
        for name, contexts in (("known", asked.known), ("new", asked.new)):
            for context in contexts:
                await self._questions(engine, context, f"recall_{name}_attributes")
        await self._extraction(engine, asked.messages)
        await self.general(engine, asked.general, "general_after")
        await self._talks(engine, asked.talks)

    async def general(self, engine: Engine, asked: Sequence[General], measure: str) -> None:
        """Questions of common knowledge."""
        chats = [_chat((), question.ask) for question in asked]
        replies = await self._complete(engine, chats, _REPLY)
        for question, reply in zip(asked, replies, strict=True):
            miss = Miss(question.ask, " or ".join(question.right), reply)
            self.results.count(measure, None if scoring.knows(reply, question) else miss)

    async def _questions(self, engine: Engine, context: Context, measure: str) -> None:
        asked: list[Question] = [*context.told, *context.untold]
        chats = [_chat(context.facts, question.text) for question in asked]
        replies = await self._complete(engine, chats, _ANSWER)
        for question, reply in zip(asked, replies, strict=True):
            if question.value:
                right = recall.holds(reply, question.value)
                miss = Miss(question.text, question.value, reply, context.facts)
                self.results.count(measure, None if right else miss)
            else:
                miss = Miss(question.text, "not to know", reply, context.facts)
                self.results.count("untold", None if recall.unknown(reply) else miss)

    async def _extraction(self, engine: Engine, messages: Sequence[Written]) -> None:
        # Rows of like length need little padding.
        ordered = sorted(messages, key=lambda message: len(message.text))
        read = [extraction.readable(message.text) for message in ordered]
        chats = [asking(text) for text in read]
        outputs = await self._complete(engine, chats, _LINES)
        sure = await undoubted(engine, chats, outputs)
        for message, text, output, kept in zip(ordered, read, outputs, sure, strict=True):
            self._read(message, text, output, kept)

    def _read(self, message: Written, text: str, output: str, kept: str) -> None:
        written = scoring.as_written(output)
        wrong, _ = scoring.wrong_and_missed(written, message.facts, self.world)
        self.results.raw += scoring.tally(written, wrong, len(message.facts))
        found = ledger.stated(kept, text) if extraction.worth_reading(text) else []
        wrong, missed = scoring.wrong_and_missed(found, message.facts, self.world)
        self.results.grounded += scoring.tally(found, wrong, len(message.facts))
        self.results.messages += 1
        expected = "; ".join(fact.line for fact in message.facts) or "none"
        miss = Miss(message.text, expected, output.replace("\n", "; "))
        for measure, faults in (("extraction_precision", wrong), ("extraction_recall", missed)):
            if faults:
                self.results.misses[measure].append(miss)

    async def _talks(self, engine: Engine, talks: Sequence[Talk]) -> None:
        chats: list[list[Message]] = [
            [Message("system", prompts.system(prompts.PERSONA, talk.facts))] for talk in talks
        ]
        for said in zip(*(talk.says for talk in talks), strict=True):
            for chat, text in zip(chats, said, strict=True):
                chat.append(Message("user", text))
            replies = await self._complete(engine, chats, _REPLY)
            for chat, reply in zip(chats, replies, strict=True):
                chat.append(Message("assistant", reply))
        for talk, chat in zip(talks, chats, strict=True):
            texts = [message.content for message in chat[1:]]
            turns = tuple(zip(texts[::2], texts[1::2], strict=True))
            self.results.samples.append(Sample(talk.facts, turns))

    async def _complete(
        self, engine: Engine, chats: Sequence[Chat], sampling: Sampling
    ) -> list[str]:
        replies: list[str] = []
        for at in range(0, len(chats), _ROWS):
            rows = chats[at : at + _ROWS]
            replies += await engine.complete(rows, sampling=sampling)
            self.tick(len(rows))
        return replies


def _chat(facts: Sequence[str], text: str) -> Chat:
    system = prompts.system(prompts.PERSONA, facts)
    return [Message("system", system), Message("user", text)]


def rows(asked: Trials) -> int:
    """How many rows an evaluation decodes, for its progress bar."""
    questions = sum(len(c.told) + len(c.untold) for c in (*asked.known, *asked.new))
    turns = sum(len(talk.says) for talk in asked.talks)
    return questions + len(asked.messages) + 2 * len(asked.general) + turns


def world() -> frozenset[str]:
    """The attributes that the model was tuned on."""
    return frozenset((*catalogue.names(), *relations.names(), *compounds.names()))


async def evaluate(
    tuned: Path, base: Path, asked: Trials, tick: Tick, accelerated: blas.Blas
) -> Results:
    """Ask both models, one after the other: there is room for one at a time. Raises ModelError."""
    from bot.engine.mlx.engine import EngineSettings, open_engine

    evaluation = Evaluation(world(), tick)
    began = time.monotonic()
    async with open_engine(EngineSettings(str(tuned)), accelerated) as engine:
        await evaluation.tuned(engine, asked)
    async with open_engine(EngineSettings(str(base)), accelerated) as engine:
        await evaluation.general(engine, asked.general, "general_before")
    evaluation.results.seconds = time.monotonic() - began
    return evaluation.results


def _run(chosen: argparse.Namespace) -> Results:
    errors = Console(stderr=True)
    cache = source.default_cache()
    # A conversion imports MLX, which takes the BLAS that was loaded before it.
    accelerated = blas.load()
    tuned = chosen.model or source.tuned(cache, errors.print)
    base = chosen.base or source.untuned(cache, errors.print)
    asked = trials.make(heldout.read(), SEED, quick=chosen.quick)
    columns = TextColumn("Asking"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    with Progress(*columns, console=errors) as bar:
        task = bar.add_task("", total=rows(asked))
        evaluation = evaluate(tuned, base, asked, lambda done: bar.advance(task, done), accelerated)
        return asyncio.run(evaluation)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bot.embedded.evaluate",
        description="Measures the embedded model on held-out wordings, values and attributes.",
    )
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument("--quick", action="store_true", help="ask about a fifth of it")
    parser.add_argument(
        "--model", type=Path, metavar="FOLDER", help="a tuned model other than the shipped one"
    )
    parser.add_argument(
        "--base", type=Path, metavar="FOLDER", help="an untuned model other than the shipped one"
    )
    chosen = parser.parse_args()
    try:
        results = _run(chosen)
    except SleepwakeError as error:
        print(f"{error.fault}\n{error.mend}".strip(), file=sys.stderr)
        return 1
    if chosen.json:
        print(json.dumps(results.as_dict(), indent=1, ensure_ascii=False))
    else:
        results.show(Console())
    return 0


if __name__ == "__main__":
    sys.exit(main())

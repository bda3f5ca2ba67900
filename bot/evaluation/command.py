"""What `sleepwake evaluate` is asked for, and what it leaves behind.

Knows: scenes, methods, where results go. Does not know: the command line, or how it is measured.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.config import Config
from bot.engine.interface import Engine
from bot.errors import RequestError
from bot.evaluation import subjects
from bot.evaluation.dealt import Dealt
from bot.evaluation.evaluate import Evaluation, Tell, about, made_of
from bot.evaluation.methods import METHODS
from bot.evaluation.played import Played
from bot.evaluation.records import Folder, key_of
from bot.evaluation.results import Results
from bot.evaluation.scene import Scene
from bot.story import Story, read_story

_FACTS, _QUICK_FACTS = 20, 6


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be measured. With a `story`, its own facts and days go before those asked for."""

    facts: int
    nights: int
    seeds: tuple[int, ...]
    methods: tuple[str, ...]
    quick: bool = False
    story: Story | None = None
    plotted: bool = True

    @staticmethod
    def read(
        *,
        facts: int | None,
        nights: int | None,
        seeds: tuple[int, ...],
        methods: str,
        quick: bool,
        story: Path | None,
        plotted: bool,
    ) -> Request:
        """From what was typed. Raises RequestError where it can't be done."""
        count = facts or (_QUICK_FACTS if quick else _FACTS)
        days, told = nights or 1, None
        if story is None:
            subjects.deal(count, days, seeds[0], quick=quick)
        else:
            told = read_story(story)
            if facts or nights:
                raise RequestError(
                    "A story tells its own facts over its own days.",
                    "Leave --facts and --nights out.",
                )
            if not any(person.questions for person in told.people):
                raise RequestError(f"Nobody asks anything in {story}.", "Add questions as `ask`.")
        return Request(count, days, seeds, chosen(methods), quick, told, plotted)

    def scene(self, engine: Engine, config: Config) -> Scene:
        if self.story is not None:
            return Played(engine, config, self.story, self.quick)
        return Dealt(engine, config, self.facts, self.nights, self.quick)


def chosen(text: str) -> tuple[str, ...]:
    """Methods by name, in the order of the tables; all where none is named. Raises RequestError."""
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in METHODS:
            near = difflib.get_close_matches(name, METHODS, n=1)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise RequestError(
                f"There is no method {name!r}.", f"{hint}There are {', '.join(METHODS)}."
            )
    return tuple(name for name in METHODS if name in names or not names)


async def evaluate(
    engine: Engine,
    config: Config,
    request: Request,
    out: Path | None,
    tell: Tell,
    say: Callable[[str], None],
) -> Results:
    """Measure, and put results.json, results.md and results.svg beside the records.

    Raises SleepwakeError; what was measured until then is kept.
    """
    scene = request.scene(engine, config)
    made = made_of(engine, config, scene)
    folder = Folder(out or config.paths.cache / "evaluation" / key_of(made), made)
    methods = {name: METHODS[name] for name in request.methods}
    evaluation = Evaluation(scene, methods, request.seeds, folder, tell)
    results = await evaluation.run(about(engine, request.seeds))
    if not evaluation.anew:
        say("All of this was measured before; --out with a new folder measures it anew.")
    folder.put("results.json", json.dumps(results.as_dict(), ensure_ascii=False, indent=1))
    folder.put("results.md", results.markdown())
    if request.plotted:
        try:
            results.draw(folder.path / "results.svg")
        except RequestError as error:
            # The figures are worth more than their picture.
            say(str(error))
    say(f"Results are in {folder.path}.")
    return results

"""`forget`: a fact forgotten by rebuilding, asked for in a hundred ways, and learned again.

What is gone must come out as seldom as what was never there, and must take as long to learn: a
trace in the weights would show in either. Knows: probes of forgetting. Does not know: how an
adapter is rebuilt.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.engine.interface import Adapter
from bot.evaluation.asking import Question
from bot.evaluation.experiments import asked, figures, teaching
from bot.evaluation.experiments.counts import Count
from bot.evaluation.experiments.grid import Cell, Done, Figures, Findings
from bot.evaluation.experiments.lab import Lab
from bot.evaluation.plots import Bar, BarPanel, Line, LinePanel, Panel, Point
from bot.evaluation.subjects import Told, deal, topics
from bot.memory.recall import holds
from bot.sleep.parts import WHOLE

_FACTS, _FORGOTTEN, _SEEDS = 12, 3, 3
_QUICK_FACTS, _QUICK_FORGOTTEN = 4, 1
_PHRASINGS = 100
# Of these so many are asked after every few steps of learning again.
_ASKED_AGAIN, _STEPS, _MOST_STEPS, _QUICK_MOST_STEPS = 12, 2, 16, 6
_LEARNED = 0.5
_NAMES = {
    "before": "before it was forgotten",
    "after": "after it was forgotten",
    "never": "never told",
}


@dataclass(frozen=True, slots=True)
class Forget:
    """Some of a night's facts are forgotten; the adapter is made anew without them."""

    name: str = "forget"
    title: str = "Forgetting by rebuilding"
    about: str = (
        "Facts are learned in a night; some are forgotten, which deletes every adapter that was "
        "trained on them, and the next night rebuilds one from the base without them. Each "
        "forgotten fact is then asked for in a hundred phrasings, beside the topic's other values, "
        "which were never told, and it is taught again to the rebuilt adapter, a few steps at a "
        "time, beside a value that was never told."
    )

    def cells(self, seed: int, *, quick: bool) -> Sequence[Cell]:
        seeds = range(seed, seed + (1 if quick else _SEEDS))
        return [Cell(f"seed {at}", {"seed": at}) for at in seeds]

    async def measure(self, cell: Cell, lab: Lab) -> Figures:
        seed = cell.settings["seed"]
        facts, count = (_QUICK_FACTS, _QUICK_FORGOTTEN) if lab.quick else (_FACTS, _FORGOTTEN)
        held = deal(facts, 1, seed, quick=lab.quick).measured.held
        gone, left = held[:count], held[count:]
        # With an open gate there is an adapter to forget in any case.
        parts = replace(WHOLE, gate=False)
        async with lab.life(f"{self.name} {seed}", parts=parts) as life:
            await life.told(held)
            await life.sleep()
            before = await _hundred(lab, await life.adapter(), gone)
            await life.forget([told.attribute for told in gone])
            if await life.adapter() is not None:
                # The night that follows would go on from weights that held them.
                return {"kept_weights": True}
            await life.sleep()
            rebuilt = await life.adapter()
        after = await _hundred(lab, rebuilt, gone)
        kept = await lab.ask(rebuilt, asked.about(left))
        again = [await _relearned(lab, rebuilt, told, seed) for told in gone]
        return {
            "before": before["told"],
            "after": after["told"],
            "never": after["never"],
            "left": Count.of(answer.right for answer in kept).as_list(),
            "relearned": again,
        }

    def findings(self, done: Sequence[Done]) -> Findings:
        whole = [one for one in done if "kept_weights" not in one.figures]
        if len(whole) < len(done):
            return _failed(len(done) - len(whole))
        counts = {name: _count(whole, name) for name in (*_NAMES, "left")}
        rows = [
            [f"named when asked in a hundred ways, {words}", counts[name].text()]
            for name, words in _NAMES.items()
        ]
        rows.append(["the other facts, after the rebuilding", counts["left"].text()])
        rows += [
            [f"steps until half is answered right, {words}", _speed(_steps(whole, name))]
            for name, words in (("forgotten", "forgotten"), ("never", "never told"))
        ]
        return Findings(("measure", "figure"), rows, _panels(whole, counts), _seen(whole), _PAPER)


_PAPER = (
    "The paper has no forgetting, and says so; unlearning by training alone is known to come back "
    "under a few steps of learning, which rebuilding is to rule out."
)


async def _hundred(lab: Lab, adapter: Adapter | None, gone: Sequence[Told]) -> dict[str, list[int]]:
    """How often the value is named, and how often each of the topic's other values."""
    own, others = [], []
    for told in gone:
        texts = asked.phrasings(told.attribute, _PHRASINGS)
        answers = await lab.ask(adapter, [Question(text) for text in texts])
        never = _others(told)
        for answer in answers:
            own.append(_named(answer.reply, told.spellings))
            others += [_named(answer.reply, spellings) for spellings in never]
    return {"told": Count.of(own).as_list(), "never": Count.of(others).as_list()}


async def _relearned(
    lab: Lab, start: Adapter | None, told: Told, seed: int
) -> dict[str, list[list[int]]]:
    """Right answers, of so many, after every few steps of learning the one value or the other."""
    spellings = _others(told)[0]
    other = replace(
        told,
        value=spellings[0],
        said=told.said.replace(told.value, spellings[0]),
        spellings=spellings,
    )
    return {
        "forgotten": await _course(lab, start, told, seed),
        "never": await _course(lab, start, other, seed),
    }


async def _course(lab: Lab, start: Adapter | None, told: Told, seed: int) -> list[list[int]]:
    dream = await lab.dream([told], f"again {seed}")
    items = [item for items in dream.per_fact.values() for item in items]
    texts = asked.phrasings(told.attribute, _ASKED_AGAIN)
    questions = [Question(text, right=told.spellings) for text in texts]
    adapter, course = start, [await _right(lab, start, questions)]
    if not items:
        # The model can't read this value off its own context: there is nothing to learn from.
        return course
    most = _QUICK_MOST_STEPS if lab.quick else _MOST_STEPS
    for begin in range(0, most, _STEPS):
        plan = teaching.own_plan(len(items), lab.settings, lab.settings.rate, 1, seed + begin)
        adapter = await lab.train(items, replace(plan, steps=_STEPS, warmup=0.0), adapter)
        course.append(await _right(lab, adapter, questions))
    return course


async def _right(lab: Lab, adapter: Adapter | None, questions: Sequence[Question]) -> list[int]:
    return Count.of(answer.right for answer in await lab.ask(adapter, questions)).as_list()


def _others(told: Told) -> list[tuple[str, ...]]:
    """The topic's values that were never told."""
    values = [
        value for topic in topics() if topic.attribute == told.attribute for value in topic.values
    ]
    return [value for value in values if value != told.spellings]


def _named(reply: str, spellings: Sequence[str]) -> bool:
    return any(holds(reply, spelling) for spelling in spellings)


def _count(done: Sequence[Done], name: str) -> Count:
    return Count.pooled(one.figures[name] for one in done)


def _courses(done: Sequence[Done], name: str) -> list[list[Count]]:
    found = [again[name] for one in done for again in one.figures["relearned"]]
    return [[Count(*count) for count in course] for course in found if len(course) > 1]


def _steps(done: Sequence[Done], name: str) -> list[float]:
    """For each fact the steps until it was learned; one portion more where it never was."""
    found = []
    for course in _courses(done, name):
        learned = [at for at, count in enumerate(course) if count.share >= _LEARNED]
        found.append(float(_STEPS * (learned[0] if learned else len(course))))
    return found


def _speed(steps: Sequence[float]) -> str:
    if not steps:
        return "-"
    return f"{statistics.median(steps):g} ({min(steps):g} to {max(steps):g})"


def _failed(count: int) -> Findings:
    seen = f"In {count} runs weights that had held a forgotten fact were still in use."
    return Findings(("measure", "figure"), [], [], [seen], _PAPER)


def _seen(done: Sequence[Done]) -> list[str]:
    before, after, never = (_count(done, name) for name in _NAMES)
    told = [
        (
            f"In a hundred phrasings each, the facts were named in {before.text()} of the answers "
            f"before they were forgotten and in {after.text()} afterwards; values never told in "
            f"{never.text()}."
        )
    ]
    if after.interval.meets(never.interval):
        told.append("Forgotten facts come out as often as facts never told, as far as these show.")
    else:
        told.append("Forgotten facts DO NOT come out as often as facts never told.")
    gone, new = _steps(done, "forgotten"), _steps(done, "never")
    if gone and new:
        slower = statistics.fmean(gone) - statistics.fmean(new)
        # A portion of steps is as fine as this was looked at.
        same = "no trace shows" if slower >= -_STEPS else "THE WEIGHTS KEPT A TRACE"
        told.append(
            f"Learned again, a forgotten fact took {_speed(gone)} steps and one never told "
            f"{_speed(new)}: {same}."
        )
    else:
        told.append("No fact could be taught again, so relearning tells nothing.")
    told.append(f"Of the other facts {_count(done, 'left').text()} were recalled afterwards.")
    return told


def _panels(done: Sequence[Done], counts: Mapping[str, Count]) -> list[Panel]:
    bars = {words: [Bar(*figures.point(counts[name]))] for name, words in _NAMES.items()}
    lines = []
    for name, words in (("forgotten", "forgotten"), ("never", "never told")):
        courses = _courses(done, name)
        shortest = min((len(course) for course in courses), default=0)
        points: list[Point] = []
        for at in range(shortest):
            pooled = Count.pooled(course[at].as_list() for course in courses)
            points.append(Point(_STEPS * at, *figures.point(pooled)))
        lines.append(Line(words, points))
    return [
        BarPanel("Named in a hundred phrasings", "share", ["value"], bars, share=True),
        LinePanel("Learned again", "training steps", "share right", lines, share=True),
    ]

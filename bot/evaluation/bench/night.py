"""A whole night over ten facts: seconds in all, a fact, and a stage.

Knows: people with facts, and the sleeper. Does not know: what a night does.
"""

from __future__ import annotations

import time
from collections import defaultdict

from bot.errors import SleepError
from bot.evaluation.bench.bench import Bench
from bot.evaluation.bench.figures import Goal, Measured
from bot.evaluation.bench.people import facts
from bot.evaluation.bench.timing import seconds_of
from bot.sleep.report import STAGES, NightReport, Stage

NAME = "night"
_GOAL = Goal(180.0)


async def measure(bench: Bench) -> Measured:
    """Nights of people who told the same. Raises SleepError where one came to nothing."""
    told = facts()
    spent: list[float] = []
    computed: list[float] = []
    reports: list[NightReport] = []
    stages: dict[Stage, list[float]] = defaultdict(list)
    for number in range(bench.rounds(3, 1)):
        bench.say(f"bench night: night {number + 1}")
        # A model that was just loaded, so that no night finds what the last one kept.
        async with bench.engine() as engine, bench.bot(engine) as bot:
            person = await bot.store.person("bench:night", "Ana")
            for fact in told:
                await bot.store.add_fact(
                    person.id, fact.scope, fact.attribute, fact.value, fact.quote
                )
            worked = time.process_time()
            seconds, (report,) = await seconds_of(bot.sleeper.sleep([person.id]))
            worked = time.process_time() - worked
        if report.outcome not in ("promoted", "rolled back"):
            why = "; ".join(report.notes) or report.outcome
            raise SleepError(f"The night that was measured came to nothing: {why}")
        spent.append(seconds)
        computed.append(worked)
        reports.append(report)
        for stage in STAGES:
            stages[stage].append(report.seconds.get(stage, 0.0))
    measured = Measured(NAME, f"a first night over {len(told)} facts")
    measured.add(f"{len(told)} facts", spent, "s", _GOAL)
    measured.add("a fact", [seconds / len(told) for seconds in spent], "s")
    measured.add("processor time, of all cores", computed, "s")
    for each, values in stages.items():
        if any(values):
            measured.add(f"of it: {each}", values, "s")
    measured.add("recall after it", [report.after for report in reports], "share")
    measured.add("peak memory", [float(report.peak_bytes) for report in reports], "bytes")
    measured.notes.append("Nobody talks meanwhile. The goal is meant for two processor cores.")
    for report in reports:
        learned = f"{len(report.learned)} of {len(told)} facts learned by heart"
        measured.notes.append(f"{report.outcome.capitalize()}: {learned}, {report.steps} steps.")
    return measured

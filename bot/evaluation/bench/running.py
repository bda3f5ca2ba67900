"""Which measures there are, and running them one after another.

Knows: the measures' names and order. Does not know: what any of them does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.evaluation.bench import cache, chat, extraction, night, recall, swap, train
from bot.evaluation.bench.bench import Bench, Report, load
from bot.evaluation.bench.figures import Measured

MEASURES: Mapping[str, Callable[[Bench], Awaitable[Measured]]] = {
    module.NAME: module.measure for module in (train, swap, chat, cache, extraction, recall, night)
}


async def run(bench: Bench, names: Sequence[str] = ()) -> Report:
    """The named measures, or all of them.

    Raises:
        ModelError, TrainingError, StoreError, SleepError: as the measures do.
    """
    report = Report(bench.config.model.name, bench.quick, load())
    for name in names or MEASURES:
        bench.say(f"bench {name} ...")
        report.measures.append(await MEASURES[name](bench))
    return report

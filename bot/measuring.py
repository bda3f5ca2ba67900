"""The commands that measure: `sleepwake bench`, `evaluate`, `experiment`.

A part of the composition root: it hands `bot.evaluation` an engine and settings. Knows: how each is
started, and where its page goes. Does not know: what is measured.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, nullcontext
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.config import Config
from bot.terminal import start
from bot.terminal.commands import Output
from bot.terminal.settings import throw_away
from bot.terminal.words import FAILED, OK

if TYPE_CHECKING:
    from bot.engine.interface import Engine
    from bot.terminal.runtime import Bot


Prepare = Callable[[Config], Config]
"""Sees to it that the model of the settings is there, which may take a while."""


async def soak(arguments: Namespace, config: Config) -> int:
    """`sleepwake bench soak`."""
    from bot.evaluation.soak import Result, Soak, pretended
    from bot.terminal.processes import resident_bytes
    from bot.terminal.runtime import open_bot, open_model

    name = config.model.name
    result = Result(
        name or "pretended (answers by rule; no model is run)",
        arguments.messages,
        arguments.people,
        arguments.seed,
        allowed_growth=arguments.growth,
    )
    model = open_model(config, start.say) if name else nullcontext(pretended())
    with throw_away(config) as apart:
        async with model as engine, open_bot(apart, engine) as bot:
            soak = Soak(bot.companion, bot.sleeper, bot.store, result, resident=resident_bytes)
            await soak.run()
    Output(sys.stdout, json=arguments.json).write(result.as_dict(), result.text())
    return OK if result.sound else FAILED


async def bench(arguments: Namespace, config: Config, prepared: Prepare) -> int:
    """`sleepwake bench [NAME]`."""
    from bot.evaluation.bench import running
    from bot.evaluation.bench.bench import Bench
    from bot.terminal.runtime import open_bot, open_model

    named = prepared(config)

    @asynccontextmanager
    async def opened(engine: Engine) -> AsyncIterator[Bot]:
        with throw_away(named) as apart:
            async with open_bot(apart, engine) as bot:
                yield bot

    bench = Bench(
        named, lambda: open_model(named, start.say), opened, quick=arguments.quick, say=start.say
    )
    report = await running.run(bench, [arguments.bench] if arguments.bench else [])
    Output(sys.stdout, json=arguments.json).write(report.as_dict(), report.text())
    return OK


async def evaluate(arguments: Namespace, config: Config, prepared: Prepare) -> int:
    """`sleepwake evaluate`."""
    from bot.evaluation.command import Request
    from bot.evaluation.command import evaluate as run
    from bot.terminal.measuring import measuring_bars
    from bot.terminal.runtime import open_model

    # What can't be measured is told before the model takes its time.
    request = Request.read(
        facts=arguments.facts,
        nights=arguments.nights,
        seeds=arguments.seeds,
        methods=arguments.methods,
        quick=arguments.quick,
        story=arguments.story,
        plotted=not arguments.no_plot,
    )
    named = prepared(config)
    with measuring_bars(start.errors(arguments)) as tell:
        async with open_model(named, start.say) as engine:
            results = await run(engine, named, request, arguments.out, tell, start.say)
    Output(sys.stdout, json=arguments.json).write(results.as_dict(), results.markdown())
    return OK


async def experiment(arguments: Namespace, config: Config, prepared: Prepare) -> int:
    """`sleepwake experiment NAME`."""
    from bot.evaluation.experiments import lab, progress, registry
    from bot.evaluation.experiments.run import Request, measure
    from bot.terminal.runtime import open_model

    chosen = registry.experiments()[arguments.experiment]
    request = Request(arguments.out, arguments.seed, arguments.quick, arguments.model or "")
    named = prepared(config)
    async with open_model(named, start.say) as engine:
        place = request.files(chosen.name, ".state")
        made = lab.Lab(engine, named, place, quick=request.quick)
        with progress.cell_bar(start.errors(arguments), chosen.title) as bar:
            page = await measure(chosen, made, request, bar)
    sys.stdout.write(page.read_text("utf-8"))
    start.say(f"Written to {page}, its plot and its record beside it.")
    return OK


MEASURES: Mapping[str, Callable[[Namespace, Config, Prepare], Coroutine[None, None, int]]] = (
    MappingProxyType({"bench": bench, "evaluate": evaluate, "experiment": experiment})
)

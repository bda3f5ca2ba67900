"""One experiment from its first cell to its page: table, plot, and what was seen.

Knows: the order of things, and the files' names. Does not know: what is measured, or how its
progress is shown.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from msgspec.structs import asdict

from bot.errors import RequestError
from bot.evaluation import plots
from bot.evaluation.experiments import page, provenance
from bot.evaluation.experiments.grid import Done, Experiment
from bot.evaluation.experiments.lab import Lab
from bot.evaluation.experiments.record import Record
from bot.evaluation.records import key_of


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for. `command` is how it was typed, `model` the model's name there, if any."""

    out: Path
    seed: int = 1
    quick: bool = False
    model: str = ""

    def files(self, name: str, suffix: str) -> Path:
        """An experiment's file of this kind; a quick run's stand beside the whole one's."""
        return self.out / f"{name}{'-quick' if self.quick else ''}{suffix}"

    def command(self, name: str) -> str:
        typed = ["sleepwake experiment", name]
        typed += ["--quick"] if self.quick else []
        typed += [f"--seed {self.seed}"]
        typed += [f"--model {self.model}"] if self.model else []
        return " ".join(typed)


class Watch(Protocol):
    """Is told where a run is: which cell of how many, and what goes on in it."""

    def begin(self, cells: int, done: int) -> None: ...

    def cell(self, key: str) -> None: ...

    def tell(self, what: str) -> None: ...

    def finished(self, key: str, seconds: float) -> None: ...


async def measure(
    experiment: Experiment,
    lab: Lab,
    request: Request,
    watch: Watch,
    clock: Callable[[], float] = time.monotonic,
) -> Path:
    """Measure what is not measured yet, then write the page and the plot; gives the page's path.

    Raises RequestError where files can't be used, and what measuring raises; finished cells stay.
    """
    plots.require()
    made_with = {
        "experiment": experiment.name,
        "quick": request.quick,
        "seed": request.seed,
        "model": lab.engine.info.fingerprint,
        "settings": key_of({"sleep": asdict(lab.settings), "persona": lab.persona}),
    }
    record = Record.opened(request.files(experiment.name, ".jsonl"), made_with)
    cells = experiment.cells(request.seed, quick=request.quick)
    if not record.done:
        # Chains of a run whose record was removed.
        _remove(lab.folder)
    lab.tell = watch.tell
    watch.begin(len(cells), sum(cell.key in record.done for cell in cells))
    for cell in cells:
        if cell.key in record.done:
            continue
        watch.cell(cell.key)
        began = clock()
        figures = await experiment.measure(cell, lab)
        record.add(cell, figures, clock() - began)
        watch.finished(cell.key, record.done[cell.key].seconds)
    path = _write(experiment, [record.done[cell.key] for cell in cells], lab, request)
    _remove(lab.folder)
    return path


def _write(experiment: Experiment, done: Sequence[Done], lab: Lab, request: Request) -> Path:
    findings = experiment.findings(done)
    plot = request.files(experiment.name, ".svg")
    if findings.panels:
        plots.draw(plot, experiment.title, findings.panels)
    source = page.Source(
        request.command(experiment.name),
        provenance.machine(),
        provenance.model(lab.engine.info),
        provenance.versions(),
        sum(one.seconds for one in done),
    )
    path = request.files(experiment.name, ".md")
    try:
        path.write_text(page.written(experiment, findings, source, plot.name), "utf-8")
    except OSError as error:
        fault = f"{path} can't be written: {error.strerror}."
        raise RequestError(fault, "Start it again: what was measured stays.") from error
    return path


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)

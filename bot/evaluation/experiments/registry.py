"""All experiments by name.

Knows: which there are. Does not know: what they do.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.evaluation.experiments.ablation import Ablation
from bot.evaluation.experiments.capacity import Capacity
from bot.evaluation.experiments.forget import Forget
from bot.evaluation.experiments.grid import Experiment
from bot.evaluation.experiments.lr_window import LrWindow
from bot.evaluation.experiments.retention import Retention
from bot.evaluation.experiments.spacing import Spacing


def experiments() -> Mapping[str, Experiment]:
    """In the order in which they are told of."""
    every: tuple[Experiment, ...] = (
        LrWindow(),
        Spacing(),
        Capacity(),
        Retention(),
        Ablation(),
        Forget(),
    )
    return {one.name: one for one in every}

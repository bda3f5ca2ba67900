"""The paper's numbers, and how deep each of its sleeps is.

Baranov 2026, "Sleep-Wake Consolidation for Lifelong Conversational Memory in Local Language
Models". Knows: figures. Does not know: what is done with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from bot.config import Sleep
from bot.store import NightRecord

Depth = Literal["nap", "light", "deep"]

# A night that was broken off is none.
_WHOLE = ("promoted", "rolled back")


@dataclass(frozen=True, slots=True)
class Recipe:
    """The paper's recipe; experiments change a number of it.

    `replay` is a share of the replay buffer, `decay` what an item's priority is multiplied by each
    time it is replayed, `floor` the share of the benchmark before that must be left after.
    """

    rank: int = 16
    # The paper says alpha 32, which is scale times rank.
    scale: float = 2.0
    layers: int = 8
    rate: float = 1e-4
    passes: int = 1
    batch_items: int = 1
    replay: float = 0.2
    decay: float = 0.85
    deep_every: int = 5
    dreams: int = 10
    floor: float = 0.5

    def applied(self, settings: Sleep) -> Sleep:
        """The settings with the paper's numbers in the place of ours.

        The paper is silent on which of a layer's matrices have an adapter; mlx_lm.lora, which it
        trains with, takes all linear ones unless it is told otherwise, and so does our default.
        """
        return replace(
            settings,
            rank=self.rank,
            scale=self.scale,
            layers=self.layers,
            rate=self.rate,
            passes=float(self.passes),
            batch_items=self.batch_items,
            replay=self.replay,
        )


def depth_of(nights: Sequence[NightRecord], recipe: Recipe, *, napping: bool) -> Depth:
    """How deep the next sleep of a person in a scope is; `nights` are those before, newest first.

    The paper has naps, light and deep sleeps, deep ones every fifth time, and tests light ones
    only; what a nap is it does not say. Chosen here: a sleep that the number of turns brings on is
    a nap, as somebody is in the middle of a talk. It takes up what was said since the last sleep
    and no more. A sleep by command or at the quiet hour is light: it goes over every conversation
    again, as the paper's does ("no deduplication"). Naps do not count towards the fifth.
    """
    if napping:
        return "nap"
    since_deep = 0
    for night in nights:
        depth = night.report.get("depth") if night.outcome in _WHOLE else None
        if depth == "deep":
            break
        since_deep += depth == "light"
    return "deep" if since_deep >= recipe.deep_every - 1 else "light"

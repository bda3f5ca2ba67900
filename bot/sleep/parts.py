"""The parts of a night that can be taken out, to see what each is good for.

People's nights have all of them. Knows: which parts there are, and how the losses are weighed
without one. Does not know: the stages that leave them out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.engine.interface import TrainingPlan


@dataclass(frozen=True, slots=True)
class Parts:
    """Which parts a night has.

    `kl` and `cross_entropy` are the two losses on what has a teacher; `unknowns` the questions
    about the untold, `anchors` the small talk, `paraphrases` all wordings of a fact but one;
    `gate` the check before an adapter is used; `rehearsal` all that is done for known facts:
    their schedule, the replayed share, and the look at what faded.
    """

    kl: bool = True
    cross_entropy: bool = True
    unknowns: bool = True
    anchors: bool = True
    paraphrases: bool = True
    gate: bool = True
    rehearsal: bool = True

    def weighed(self, plan: TrainingPlan) -> TrainingPlan:
        """The plan without the loss that is taken out."""
        return replace(
            plan,
            kl=plan.kl if self.kl else 0.0,
            cross_entropy=plan.cross_entropy if self.cross_entropy else 0.0,
        )


WHOLE = Parts()

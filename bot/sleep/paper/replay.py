"""Stage 2 of the paper's sleep: earlier exchanges come again, the worthiest first.

The paper samples a share of its buffer, by priority, and multiplies the priority of what was
sampled; a priority begins as the curation's score. It is silent on equal priorities (here the
older goes first), on sleeps that are rolled back (here they replayed nothing), and rounds a share
down (here up, so that one item alone comes again too). Knows: priorities. Does not know: where
they are kept, or what an exchange says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.store import Exchange, Replayed


def chosen(buffer: Sequence[Exchange], share: float) -> list[Exchange]:
    """The share (0 to 1) of the buffer with the highest priorities.

    Exchanges that were not taken up yet are none of the buffer's.
    """
    ranked = [(one.replayed.priority, one) for one in buffer if one.replayed is not None]
    ranked.sort(key=lambda pair: (-pair[0], pair[1].said.id))
    # A share such as 0.2 of 5 must not come to six by the way fractions are written.
    count = math.ceil(round(share * len(ranked), 6))
    return [one for _, one in ranked[:count]]


def again(item: Replayed, decay: float) -> Replayed:
    """An item's place in the buffer after it was replayed once more."""
    return Replayed(item.priority * decay, item.replays + 1)


def taken_up(score: float) -> Replayed:
    """An exchange's place in the buffer after its first sleep."""
    return Replayed(min(1.0, max(0.0, score)))

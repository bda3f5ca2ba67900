"""What is shown of facts and nights, as lines of plain text.

Knows: how a fact and a night are told. Does not know: where they come from, nor what they are
shown on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.memory.facts import Fact, State
from bot.store import NightRecord

if TYPE_CHECKING:
    from bot.proof import Proof

_NONE: Mapping[int, Proof] = MappingProxyType({})

HELP = """\
Just talk. What you tell about yourself is noted, and learned by heart in the next sleep.
  !recall [WORDS]   what I know about you: noted down, or by heart
  !forget WORDS     forget what these words find, for good
  !forget me        forget everything about you
  !sleep            sleep now, and learn by heart what you told me
  !sleep all        the same for everyone I know
  !help             this
  !quit             leave (so does Ctrl-D)"""


def recalled(
    context: Sequence[Fact],
    weights: Sequence[Fact],
    nights: Sequence[NightRecord],
    words: str = "",
    proofs: Mapping[int, Proof] = _NONE,
) -> str:
    """Where each fact is kept: in words before every reply, or in the weights alone.

    `proofs` are those of the facts in the weights, by the fact's number.
    """
    about = f" about {words!r}" if words else ""
    lines = [f"In context{about} (noted, not yet known by heart): {_count(context)}"]
    lines += [f"  {fact.line}{_trouble(fact)}" for fact in context]
    lines += [f"In the weights{about} (known by heart): {_count(weights)}"]
    for fact in weights:
        lines.append(f"  {fact.line}")
        if fact.id in proofs:
            lines.append(f"    {proof(proofs[fact.id])}")
    if nights:
        lines.append(f"Last night: {night(nights[0])}")
    return "\n".join(lines)


def proof(found: Proof) -> str:
    """What was said with nothing in context, and how probable the right answer was."""
    said = f"asked {found.question!r} it says {found.answer!r}"
    taught, before = f"{found.probability:.2%}", f"{found.untaught:.2%}"
    if found.right:
        return f"{said}: right, probability {taught} ({before} without these weights)"
    return f"{said}: the right answer, {found.expected!r}, has probability {taught}"


def night(record: NightRecord) -> str:
    """One line on a night."""
    learned = record.report.get("learned", ())
    count = len(learned) if isinstance(learned, list | tuple) else 0
    outcome = record.outcome or "not ended"
    return f"{moment(record.began_at)}, {outcome}" + (f", {count} learned" if count else "")


def moment(time: datetime) -> str:
    """A time as the person's own clock shows it."""
    return time.astimezone().strftime("%Y-%m-%d %H:%M")


def found(facts: Sequence[Fact]) -> str:
    return "\n".join(f"  {fact.line}" for fact in facts)


def forgotten(facts: Sequence[Fact], *, rebuilt: bool) -> str:
    """What went, and what that means for the rest."""
    lines = [f"Forgotten, for good: {len(facts)}", found(facts)]
    if rebuilt:
        lines.append("The rest that I knew by heart is noted down again until the next sleep.")
    return "\n".join(lines)


def _count(facts: Sequence[Fact]) -> str:
    return str(len(facts)) if facts else "nothing"


def _trouble(fact: Fact) -> str:
    if fact.state is State.LEARNING and fact.trouble:
        return f"  (not learned yet: {fact.trouble})"
    return ""

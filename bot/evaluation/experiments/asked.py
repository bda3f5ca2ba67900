"""Questions to one person about what they told, and about what they never did.

Knows: the held-out topics. Does not know: engines or answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product

from bot.evaluation.asking import Question
from bot.evaluation.subjects import Cast, Told, topics, untold
from bot.memory.questions import Form, templates
from bot.memory.recall import bare

# What may stand around a question without changing what is asked.
_BEFORE = (
    "", "Hey, ", "Quick one: ", "I forgot. ", "Be honest: ", "Sorry to ask, but ",
    "One more thing: ", "For the form: ", "Long day. ", "You know me well: ",
)  # fmt: skip
_AFTER = ("", " Just say it.", " Take a guess.", " I once told you.")


def about(told: Sequence[Told]) -> list[Question]:
    """Every fact in all three forms."""
    ask = {topic.attribute: topic.ask for topic in topics()}
    return [
        Question(ask[one.attribute][form], form, one.spellings) for one in told for form in Form
    ]


def never_told(count: int) -> list[Question]:
    """Questions that nobody's facts answer."""
    return [Question(text) for text in untold()[:count]]


def held(cast: Cast, day: int) -> list[Told]:
    """What is so of the measured person after this day, counted from 0, in order of its telling."""
    days = cast.measured.days[: day + 1]
    return list({told.attribute: told for told_then in days for told in told_then}.values())


def phrasings(attribute: str, count: int) -> list[str]:
    """So many ways to ask for one attribute, none twice: held-out ones first, then usual ones.

    Once all are used up, words that change nothing are put around them.
    """
    ask = [topic.ask for topic in topics() if topic.attribute == attribute]
    plain = [form for forms in ask for form in forms.values()] + templates(attribute)
    framed = (f"{before}{text}{after}" for after, before, text in product(_AFTER, _BEFORE, plain))
    different = {bare(text): text for text in framed}
    return list(islice(different.values(), count))

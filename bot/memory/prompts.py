"""The words in which the model is asked to do each of its jobs.

The same prompts serve the embedded model (which is tuned on exactly these, but for the dream's) and
any larger one. Knows: the jobs' wording. Does not know: what a Message is to the engine, or what
comes back.
"""

from __future__ import annotations

from collections.abc import Iterable

PERSONA = "You are Ember, a friendly companion."

EXTRACT = (
    "Write down the lasting facts that the person states about themselves, one a line, "
    "as attribute: value. Write none if there are none."
)

QUESTIONS = "Write questions that the person could ask about this fact, one a line."

DREAM = (
    "Write one question that the person could ask whose answer needs both of these facts. "
    "Write the question only."
)

SUMMARY = (
    "Summarise what was talked about in two or three sentences. Leave out facts about the person."
)

_HEADING = "About the person you talk with:"
_EARLIER = "Earlier in this talk:"
_RETRACTION = "no longer "
_BEFORE = "(after: "


def system(persona: str, facts: Iterable[str] = (), summary: str = "") -> str:
    """The system prompt of a reply: persona, the facts that stand in context, older turns."""
    lines = [persona]
    listed = [f"- {fact}" for fact in facts]
    if listed:
        lines += [_HEADING, *listed]
    if summary:
        lines += [_EARLIER, summary]
    return "\n".join(lines)


def extraction_input(message: str, question: str = "") -> str:
    """What extraction reads: the message, and the open question that it may be the answer to."""
    return f"{_BEFORE}{question})\n{message}" if question else message


def extraction_line(attribute: str, value: str, *, retracts: bool = False) -> str:
    """How one found fact is written."""
    return f"{_RETRACTION if retracts else ''}{attribute}: {value}"

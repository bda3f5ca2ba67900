"""From a message to the facts that it states, by way of what the model wrote down of it.

The model proposes, this module disposes: a line is kept only if its value stands in the person's
own words, in a part of the message that states something. Knows: messages, lines, clauses. Does
not know: the model, other facts of the person, or how attributes are called in the end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.memory import grounding
from bot.memory.attributes import canonical, folded, holds_several
from bot.memory.clauses import Clause, clause_at, clauses
from bot.memory.facts import Statement

MOST_CHARACTERS = 1200
MOST_FACTS = 6
_LONGEST_VALUE = 100
# A value that stands in more places is a word like "my".
_MOST_PLACES = 8
_WORDS_OF_AN_ANSWER = 6
# Of what the embedded model was less sure of, on held-out messages, one line in six was right.
_SURE_ENOUGH = 1 / 3

_CODE = re.compile(r"```.*?(?:```|\Z)|``.*?``|`[^`\n]*`", re.DOTALL)
_QUOTED_REST = re.compile(r"^[^\S\n]*>>> .*\Z", re.MULTILINE | re.DOTALL)
_QUOTED_LINE = re.compile(r"^[^\S\n]*>+ .*$", re.MULTILINE)
_SPEECH = re.compile(r"\"([^\"\n]*)\"|“([^”\n]*)[”\"]|«([^»\n]*)»|„([^“”\n]*)[“”]")
# A picture's name is nobody's statement.
_SENT = re.compile(r"^\[sent an? [^\]\n]*\]$", re.MULTILINE)
_MARKUP = re.compile(r"<a?:\w+:\d+>|<[@#][!&]?\d+>|<t:-?\d+(?::\w)?>|<(?=https?:)|(?<=\S)>(?=\s|$)")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_STRUCK = re.compile(r"~~.+?~~", re.DOTALL)
_EMPHASIS = re.compile(r"\*\*|__|\|\|")
_JOINERS = "\u200c\u200d"
_SENTENCE_END = re.compile(r"[.!?…]+[\"')\]]*(?=\s)|\n")

_BULLET = re.compile(r"^\s*(?:[-*•]+|\d+[.)])\s+")
_ATTRIBUTE = re.compile(r"[^\W\d_][^\W_]*(?:[ '&/-]{1,2}[^\W_]+){0,5}'?", re.IGNORECASE)
_RETRACTS = re.compile(r"^(?:no longer|not anymore|not)\s+", re.IGNORECASE)
_EDGES = " \t.,!?;:\"'“”‘’*_~`…-–"
_TAIL = re.compile(
    r"\s+(?:now|these days|nowadays|anymore|any more|too|as well|lol|haha|btw|:\)|:D)$",
    re.IGNORECASE,
)
_CALLED = re.compile(r"^(?:called|named)\s+", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:a|an|the|my)\s+", re.IGNORECASE)
_NOTHING = frozenset(
    "i me my mine you your he him she her it we us they them this that these those here there yes "
    "no not none nothing nobody unknown anything something someone everything na called "
    "named".split()
)
_OPEN_ATTRIBUTES = re.compile(
    r"favou?rite|dream|goal|wish|bucket|resolution|plan|order|fear|next|learned", re.IGNORECASE
)
_PAST_ATTRIBUTES = re.compile(
    r"previous|former|old|first|last|child|hometown|birth|school|universit|degree|graduat|ex-|past",
    re.IGNORECASE,
)
_PAIRS = frozenset(("fish and chips", "mac and cheese", "salt and pepper", "arts and crafts"))
_BETWEEN = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s+&\s+", re.IGNORECASE)


def readable(message: str) -> str:
    """The person's own words: no code, quotes, longer speech, addresses, markup or control signs.

    Nor notes of what was sent beside words. Cut at a sentence's end to at most 1,200 characters.
    """
    text = plain(message)
    for pattern in (_CODE, _QUOTED_REST, _QUOTED_LINE, _SENT, _MARKUP, _ADDRESS, _STRUCK):
        text = pattern.sub(" ", text)
    text = _SPEECH.sub(_short_speech, text)
    text = _EMPHASIS.sub("", text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return _cut("\n".join(line for line in lines if line), MOST_CHARACTERS)


def plain(message: str) -> str:
    """A message without signs that nobody sees: control signs, marks of direction, half letters."""
    text = unicodedata.normalize("NFC", message.replace("\r\n", "\n"))
    kept = []
    for at, letter in enumerate(text):
        if letter in "\n\t":
            kept.append(letter)
        elif letter in _JOINERS:
            # Some scripts and emoji need joiners; between plain letters they only hide words.
            if at > 0 and not text[at - 1].isascii():
                kept.append(letter)
        elif unicodedata.category(letter) in ("Zl", "Zp"):
            kept.append("\n")
        elif unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co"):
            kept.append(letter)
        elif letter == "\r":
            kept.append(" ")
    return "".join(kept)


def _short_speech(match: re.Match[str]) -> str:
    inner = next((group for group in match.groups() if group is not None), "")
    return match[0] if len(inner.split()) <= 3 else " "


def _cut(text: str, most: int) -> str:
    """The text's first part, up to the end of a sentence, or of a word where there is none."""
    if len(text) <= most:
        return text
    head = text[: most + 1]
    ends = [match.end() for match in _SENTENCE_END.finditer(head) if match.end() <= most]
    if ends and ends[-1] >= most // 4:
        return head[: ends[-1]].rstrip()
    space = head.rfind(" ", 0, most)
    return head[: space if space > 0 else most].rstrip()


def first_part(message: str, most: int) -> str:
    """The start of a message that is too long, ended at a sentence; at most `most` characters."""
    return _cut(message, most)


def worth_reading(text: str) -> bool:
    """Whether a readable message may state anything: it has words that are not all questions."""
    return any(
        not clause.asks and any(letter.isalnum() for letter in clause.text)
        for clause in clauses(text)
    )


def lines(output: str) -> list[str]:
    """The lines that a model wrote; none where it wrote that there is nothing."""
    written = [line.strip() for line in output.splitlines() if line.strip()]
    return [] if [line.casefold().strip(".") for line in written] == ["none"] else written


def believed(output: str, probability: float) -> str:
    """An output, or nothing where its lines have too little probability for the one who wrote it.

    `probability` is that of the whole output, 0 to 1; what counts is the mean of a line.
    """
    each = max(probability, 0.0) ** (1 / max(1, len(lines(output))))
    return output if each >= _SURE_ENOUGH else ""


def parse(output: str, message: str, *, answering: bool = False) -> list[Statement]:
    """What the model's lines say that the message bears out; six at most.

    Args:
        output: the model's lines, `attribute: value`, `no longer attribute: value` or `none`.
        message: the readable message that it read.
        answering: whether the message may be the bare answer to a question asked before.
    """
    parts = clauses(message)
    found: list[Statement] = []
    for attribute, value, retracts in _lines(output):
        for piece in _pieces(attribute, value):
            statement = _grounded(attribute, piece, message, parts, retracts=retracts)
            if statement is None or statement in found:
                continue
            if _is_all(statement.value, message) and not (answering and _is_short(message)):
                continue
            found.append(statement)
    return found[:MOST_FACTS]


def _lines(output: str) -> Iterator[tuple[str, str, bool]]:
    for line in output.splitlines():
        attribute, mark, value = _BULLET.sub("", line).partition(":")
        attribute = " ".join(attribute.replace("_", " ").strip(" *\"'`").split())
        retracts = _RETRACTS.match(attribute) is not None
        attribute = _RETRACTS.sub("", attribute).casefold()
        if mark and 2 <= len(attribute) <= 40 and _ATTRIBUTE.fullmatch(attribute):
            yield attribute, value.strip(), retracts


def _pieces(attribute: str, value: str) -> list[str]:
    """Several values on one line, where the attribute can hold several."""
    if not holds_several(canonical(attribute)) or value.casefold() in _PAIRS:
        return [value]
    parts = [part for part in _BETWEEN.split(value) if part]
    return parts if all(len(part.split()) <= 3 for part in parts) else [value]


def _grounded(
    attribute: str, value: str, message: str, parts: list[Clause], *, retracts: bool
) -> Statement | None:
    value, spans = _placed(_trimmed(value), message)
    for start, end in spans[:_MOST_PLACES]:
        clause = clause_at(parts, start)
        if clause is None or not _stated(attribute, clause, retracts=retracts):
            continue
        ended = clause.ended(start, end)
        if clause.denied(start) and not (retracts or ended):
            continue
        statement = Statement(attribute, _own_spelling(message, start, end), retracts or ended)
        if _sane(statement):
            return statement
    return None


def _trimmed(value: str) -> str:
    before = None
    value = _CALLED.sub("", value.strip())
    while value != before:
        before = value
        symbols = value.rstrip().endswith(("C#", "F#", "c#", "f#"))
        value = value.strip() if symbols else _TAIL.sub("", value.strip(_EDGES))
    return value


def _placed(value: str, message: str) -> tuple[str, list[tuple[int, int]]]:
    """The value as the message bears it out, and where it does."""
    if not value or len(value) > _LONGEST_VALUE:
        return value, []
    for form in (value, _ARTICLE.sub("", value)):
        spans = grounding.places(form, message)
        if spans:
            return form, spans
    return value, grounding.nearly(value, message)


def _own_spelling(message: str, start: int, end: int) -> str:
    """The person's own letters, with the signs that belong to a word: 20€, #art."""
    while start > 0 and message[start - 1] in "#@$€£+" and not message[start - 1].isspace():
        start -= 1
    while end < len(message) and message[end] in "%°€£$+":
        end += 1
    return " ".join(message[start:end].split())


def _stated(attribute: str, clause: Clause, *, retracts: bool) -> bool:
    if clause.asks or clause.reports or clause.imagines:
        return False
    if clause.wishes and not _OPEN_ATTRIBUTES.search(attribute):
        return False
    return not clause.past or retracts or _PAST_ATTRIBUTES.search(attribute) is not None


def _sane(statement: Statement) -> bool:
    words = folded(statement.value)
    if len(words) == 1 and words[0] in _NOTHING:
        return False
    if words == folded(statement.attribute):
        return False
    speaks = words[:1] in (["i'm"], ["i've"], ["im"]) or words[:2] == ["i", "am"]
    return len(statement.value) <= _LONGEST_VALUE and not speaks


def _is_all(value: str, message: str) -> bool:
    return folded(value) == folded(message)


def _is_short(message: str) -> bool:
    return len(message.split()) <= _WORDS_OF_AN_ANSWER

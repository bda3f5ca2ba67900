"""Finds and blots out a forgotten value in texts.

Knows: texts. Does not know: which texts there are, or the database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

BLOT = "…"

# A value this short ("7", "tea") stands inside many a word: there it must be a word of its own.
_SHORT = 4


def folded(text: str) -> str:
    """A text without the differences of case, width and spacing."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def holds(text: str, value: str) -> bool:
    """Whether a text tells the value, in whatever case."""
    sought = folded(value)
    if not sought:
        return False
    return re.search(_pattern(sought), folded(text)) is not None


def blotted(text: str, value: str) -> str:
    """A text with the value blotted out, or nothing where that can't be done neatly."""
    if not holds(text, value):
        return text
    result = re.sub(_pattern(value.strip()), BLOT, text, flags=re.IGNORECASE)
    return "" if holds(result, value) else result


def blotted_report(report: Any, value: str) -> Any:
    """A report (JSON) with the value blotted out in every text and key."""
    if isinstance(report, str):
        return blotted(report, value)
    if isinstance(report, list):
        return [blotted_report(item, value) for item in report]
    if isinstance(report, dict):
        return {blotted(key, value): blotted_report(item, value) for key, item in report.items()}
    return report


def figures_only(report: Mapping[str, Any]) -> dict[str, Any]:
    """A report without its texts: numbers, and tables of numbers."""
    return {key: item for key, item in report.items() if _is_figure(item)}


def _is_figure(item: Any) -> bool:
    if isinstance(item, dict):
        return all(_is_figure(part) for part in item.values())
    return item is None or isinstance(item, int | float)


def _pattern(value: str) -> str:
    sought = re.escape(value)
    if len(value) < _SHORT and value.isascii():
        return rf"(?<!\w){sought}(?!\w)"
    return sought

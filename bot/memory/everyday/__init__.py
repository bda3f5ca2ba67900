"""The ways people ask for the most common facts, by attribute.

A night trains on them beside the model's own wordings, and asks those of attributes that were never
told, so that the untold stays unknown. Knows: words. Does not know: who told what.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.memory.everyday import days, favorites, food, oneself, people, things, work
from bot.memory.everyday.overlaps import OVERLAPPING, overlaps
from bot.memory.everyday.relatives import RELATED

__all__ = ["OVERLAPPING", "QUESTIONS", "RELATED", "overlaps"]

QUESTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **oneself.QUESTIONS,
        **people.QUESTIONS,
        **work.QUESTIONS,
        **things.QUESTIONS,
        **food.QUESTIONS,
        **favorites.QUESTIONS,
        **days.QUESTIONS,
    }
)
"""From the attribute's name to its questions, the most natural first; at least three each."""

"""The ways to remember that are compared, each in a module of its own.

Knows: their names. Does not know: what they are measured on.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.evaluation.methods.context import Context
from bot.evaluation.methods.interface import Factory, Method, Night
from bot.evaluation.methods.mlx_lm import MlxLm
from bot.evaluation.methods.none import Nothing
from bot.evaluation.methods.ours import Ours
from bot.evaluation.methods.search import Search

__all__ = ["METHODS", "Factory", "Method", "Night"]

METHODS: Mapping[str, Factory] = MappingProxyType(
    {
        "ours": Ours,
        "mlx_lm": MlxLm,
        "context": Context,
        "search": Search,
        "none": Nothing,
    }
)
"""By the names that tables and files have for them, in the order of the tables."""

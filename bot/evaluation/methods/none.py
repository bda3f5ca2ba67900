"""No memory: what the model says of its own accord, and how often it is right by chance."""

from __future__ import annotations

from bot.evaluation.methods.interface import Awake


class Nothing(Awake):
    """Neither weights nor lines."""

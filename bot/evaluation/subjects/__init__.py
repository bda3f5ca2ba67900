"""Held-out people of everyday life: what they tell on which day, and what is asked of them.

No training ever sees these wordings, and neither they nor the values stand in the world that the
embedded model was tuned on. Knows: the files beside it, and how facts are dealt out to people. Does
not know: engines, methods, or what was answered.
"""

from bot.evaluation.subjects.cast import Cast, Subject, Told, deal
from bot.evaluation.subjects.reading import Topic, topics
from bot.evaluation.subjects.talk import General, Turn, dialogue, general, untold

__all__ = [
    "Cast",
    "General",
    "Subject",
    "Told",
    "Topic",
    "Turn",
    "deal",
    "dialogue",
    "general",
    "topics",
    "untold",
]

"""The recipe of the paper that this project starts from, whole, to be used and compared with.

Baranov 2026, "Sleep-Wake Consolidation for Lifelong Conversational Memory in Local Language
Models". Where the paper is silent, each module says what was chosen. Knows: the paper's stages, one
module each. Does not know: which recipe is in use.
"""

from bot.sleep.paper.naps import Naps, naps_of
from bot.sleep.paper.recipe import Recipe
from bot.sleep.paper.sleeper import PaperSleeper

__all__ = ["Naps", "PaperSleeper", "Recipe", "naps_of"]

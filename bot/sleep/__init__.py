"""Sleep: what is in context today is in the weights tomorrow.

Knows: the stages of a night, and the adapters that come of it. Does not know: who asks for a night,
or where its report is shown.
"""

from bot.sleep.report import NightReport, SleepProgress
from bot.sleep.shelf import AdapterShelf
from bot.sleep.sleeper import Sleeper

__all__ = ["AdapterShelf", "NightReport", "SleepProgress", "Sleeper"]

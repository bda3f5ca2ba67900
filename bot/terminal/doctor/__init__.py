"""`sleepwake doctor`: looks whether the bot can run well here, and changes nothing."""

from bot.terminal.doctor.examination import Surroundings, examine
from bot.terminal.doctor.finding import Finding, as_record, as_text

__all__ = ["Finding", "Surroundings", "as_record", "as_text", "examine"]

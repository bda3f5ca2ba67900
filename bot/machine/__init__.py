"""What the machine can spare: its power, memory and disk, and how it is kept awake.

Knows: macOS and Linux. Does not know: what the readings are for.
"""

from bot.machine.interface import Disk, Machine, Memory, Power, Unknown
from bot.machine.real import this_machine

__all__ = ["Disk", "Machine", "Memory", "Power", "Unknown", "this_machine"]

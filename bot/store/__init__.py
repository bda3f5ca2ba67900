"""What the bot remembers, in one SQLite file: people, talk, facts, nights and adapter versions.

Knows: the tables and how they are kept whole. Does not know: models, or how a fact is found.
"""

from bot.store.opening import open_store
from bot.store.records import (
    AdapterVersion,
    Chooser,
    Consent,
    Exchange,
    Held,
    LogLine,
    NightRecord,
    Person,
    Promotion,
    Replayed,
    Speaking,
)
from bot.store.store import Store

__all__ = [
    "AdapterVersion",
    "Chooser",
    "Consent",
    "Exchange",
    "Held",
    "LogLine",
    "NightRecord",
    "Person",
    "Promotion",
    "Replayed",
    "Speaking",
    "Store",
    "open_store",
]

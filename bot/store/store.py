"""The store as the rest of the project sees it: its parts in one.

Knows: which parts there are. Does not know: anything that they know.
"""

from __future__ import annotations

from bot.store.adapters import Adapters
from bot.store.backup import Backup
from bot.store.consents import Consents
from bot.store.exchanges import Exchanges
from bot.store.export import Export
from bot.store.facts import Facts
from bot.store.forgetting import Forgetting
from bot.store.nights import Nights
from bot.store.people import People
from bot.store.probes import Probes
from bot.store.remains import Remains
from bot.store.talk import Talk


class Store(
    People,
    Consents,
    Talk,
    Exchanges,
    Facts,
    Probes,
    Nights,
    Adapters,
    Forgetting,
    Remains,
    Export,
    Backup,
):
    """What the bot remembers. Made by `open_store`.

    All methods may be awaited at the same time; each is one transaction. Besides what a method
    says, each raises StoreError where the file can't be read or written (a full disk, damage).
    """

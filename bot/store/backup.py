"""A copy of the memory, taken while the bot runs.

Knows: SQLite's backup. Does not know: adapters' files, or where copies are kept.
"""

from __future__ import annotations

from pathlib import Path

from bot.store.part import Part


class Backup(Part):
    """The store's part that copies it."""

    async def copy_to(self, path: Path) -> None:
        """Write the memory as it is at one instant into a new database file.

        Raises:
            StoreError: it can't be read, or the copy can't be written.
        """
        await self._database.copy_to(path)

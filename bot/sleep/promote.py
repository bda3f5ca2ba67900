"""Stage 6 of a night: an adapter becomes the one in use, or the night leaves only its reviews.

The files are written to a new version folder and flushed; then one transaction of the store makes
it current and moves the facts. A crash before that leaves the old version, and a folder that
nothing points to, which the next night clears away. Knows: folders and the store. Does not know:
how the adapter was judged.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.engine.interface import Adapter, Engine
from bot.errors import SleepwakeError
from bot.memory.facts import Fact
from bot.memory.rehearsal import rating
from bot.sleep.probe import Recalled
from bot.sleep.select import Sleeping
from bot.sleep.shelf import FOLDER, AdapterShelf, checksum
from bot.store import AdapterVersion, Promotion, Store


class Promoter:
    """Writes one night's result for one person and scope."""

    def __init__(
        self,
        engine: Engine,
        store: Store,
        shelf: AdapterShelf,
        data: Path,
        *,
        person_id: int,
        scope: str,
        night_id: int,
        from_base: bool,
    ) -> None:
        self._engine, self._store, self._shelf, self._data = engine, store, shelf, data
        self._person_id, self._scope, self._night_id = person_id, scope, night_id
        self._from_base = from_base

    async def promote(
        self,
        sleeping: Sleeping,
        adapter: Adapter,
        after: Recalled,
        cards: Mapping[int, str],
        why: Mapping[int, str],
        unlearned: Sequence[Fact] = (),
        also: Sequence[Fact] = (),
    ) -> None:
        """Make the adapter current and move the facts that it knows out of context.

        `why` says of each fact that it does not know why not; `unlearned` are those of the facts
        that are gone which it no longer tells, `also` others that the weights may hold. Raises
        AdapterError, StoreError and OSError where it can't be written, and StoreError where
        something was forgotten meanwhile: the files are removed, as they may hold it.
        """
        selection = sleeping.selection
        relative = Path(FOLDER) / place(self._person_id, self._scope) / f"v{self._night_id}"
        folder = self._data / relative
        shutil.rmtree(folder, ignore_errors=True)
        taught = (*selection.asked, *selection.gone, *also)
        known = [fact.id for fact in selection.asked if fact.id not in why]
        try:
            await self._engine.save_adapter(adapter, folder)
            promotion = Promotion(
                person_id=self._person_id,
                scope=self._scope,
                folder=str(relative),
                fingerprint=self._engine.info.fingerprint,
                checksum=checksum(folder),
                trained=tuple(fact.id for fact in taught),
                known=tuple(known),
                learning=dict(why),
                cards=dict(cards),
                reviews=_ratings(selection.asked, after),
                unlearned=tuple(fact.id for fact in unlearned),
                night_id=self._night_id,
                from_base=self._from_base,
            )
            await self._store.promote(promotion)
        except (SleepwakeError, OSError):
            # Half of a file on a full disk is of no use, and in the way of everything else.
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._shelf.drop(self._person_id, self._scope)

    async def record(self, sleeping: Sleeping, before: Recalled, cards: Mapping[int, str]) -> None:
        """No new adapter: keep what the probe of the old one showed."""
        selection = sleeping.selection
        failed = [fact for fact in selection.rehearsed if not before.knows(fact)]
        passed = [fact for fact in selection.learn if before.knows(fact)]
        await self._store.record_probes(
            known=[fact.id for fact in passed],
            learning={fact.id: "it was not recalled when asked" for fact in failed},
            cards={fact.id: cards[fact.id] for fact in (*selection.rehearsed, *passed)},
            reviews=_ratings((*selection.rehearsed, *passed), before),
            night_id=self._night_id,
        )


def place(person_id: int, scope: str) -> str:
    """The folder name of a person's adapters in a scope: no text of theirs is part of it."""
    return f"p{person_id}-{hashlib.sha256(scope.encode()).hexdigest()[:8]}"


def _ratings(facts: Sequence[Fact], recalled: Recalled) -> dict[int, int]:
    asked = [fact for fact in facts if recalled.of(fact)]
    return {fact.id: int(rating(recalled.right(fact), len(recalled.of(fact)))) for fact in asked}


def clear_away(data: Path, versions: Sequence[AdapterVersion]) -> list[Path]:
    """Remove version folders that nothing points to (nights that were cut off), and old ones.

    Of each person and scope the current version is kept, and the one before it.
    """
    kept: set[Path] = set()
    places: dict[tuple[int, str], list[AdapterVersion]] = {}
    for version in versions:
        places.setdefault((version.person_id, version.scope), []).append(version)
    for found in places.values():
        newest = sorted(found, key=lambda version: version.id)[-2:]
        kept |= {data / version.folder for version in found if version.current}
        kept |= {data / version.folder for version in newest}
    removed = []
    for folder in sorted((data / FOLDER).glob("*/v*")):
        if folder not in kept:
            shutil.rmtree(folder, ignore_errors=True)
            removed.append(folder)
    return removed

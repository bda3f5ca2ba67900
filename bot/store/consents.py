"""What people allow: their choices, what goes when they allow less, what may be used everywhere.

Knows: consents, and which weights a choice ends. Does not know: the adapters' files; whoever
asked deletes the folders that are returned.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.errors import StoreError
from bot.memory.facts import EVERYWHERE, State
from bot.store.database import Session, id_list
from bot.store.forgetting import delete_versions, spoil_nights
from bot.store.part import Part
from bot.store.records import Chooser, Consent, Held
from bot.store.states import facts_of, move_known_to_learning

_WITHDRAWN = "It may not be held in weights any more."
_SHARED = "Something else was shared, and the weights are made anew without it."


class Consents(Part):
    """The store's part that keeps what each person allows."""

    async def set_consent(
        self, person_id: int, consent: Consent, *, by: Chooser = "person"
    ) -> list[Path]:
        """Keep what the person allows from now on, who chose it, and when; whoever chose was asked.

        Where weights are not allowed (any more), every adapter version of the person goes, what
        only those held comes back into context, and a night under way keeps nothing.

        Returns the folders of those versions, relative to the data folder, to be deleted.

        Raises:
            StoreError: there is no such person.
        """
        async with self._database.writing() as session:
            await session.run(
                "UPDATE people SET consent = :consent WHERE id = :id",
                {"consent": consent, "id": person_id},
            )
            await record_consent(session, person_id, consent, by, self._now())
            if by == "person":
                await _mark_asked(session, person_id, self._now())
            return [] if consent == "weights" else await _withdraw_weights(session, person_id)

    async def mark_asked(self, person_id: int) -> None:
        """Note that the person was asked what may be kept; only the first time counts."""
        async with self._database.writing() as session:
            await _mark_asked(session, person_id, self._now())

    async def share(self, ids: Iterable[int]) -> list[Path]:
        """Let facts be used everywhere, and not only where they were told.

        They stand in context from now on: every adapter version that was trained on them goes, and
        what only those held comes back into context too.

        Returns the folders of those versions, relative to the data folder, to be deleted.

        Raises:
            StoreError: one does not exist, or is no longer so.
        """
        wanted = set(ids)
        async with self._database.writing() as session:
            rows = [row for row in await facts_of(session, wanted) if State(row["state"]).alive]
            if len(rows) < len(wanted):
                raise StoreError("One of these facts is not held any more.")
            folders = await delete_versions(session, rows, _SHARED)
            await spoil_nights(session, rows)
            await session.run(
                "UPDATE facts SET scope = :everywhere"
                " WHERE id IN (SELECT value FROM json_each(:ids))",
                {"everywhere": EVERYWHERE, "ids": id_list(wanted)},
            )
        return folders

    async def held(self, person_id: int, scope: str) -> Held:
        """How much is held of a person: facts told in the scope and elsewhere, lines, weights."""
        async with self._database.reading() as session:
            (row,) = await session.rows(
                "SELECT (SELECT count(*) FROM facts WHERE person_id = :person AND scope = :scope"
                " AND state <> 'superseded'),"
                " (SELECT count(*) FROM facts WHERE person_id = :person AND scope <> :scope"
                " AND state <> 'superseded'),"
                " (SELECT count(*) FROM log WHERE person_id = :person),"
                " (SELECT count(*) FROM adapters WHERE person_id = :person)",
                {"person": person_id, "scope": scope},
            )
        return Held(*(int(count) for count in row))


async def record_consent(
    session: Session, person_id: int, consent: Consent, by: Chooser, now: str
) -> None:
    await session.run(
        "INSERT INTO consents (person_id, consent, chosen_at, chosen_by)"
        " VALUES (:id, :consent, :now, :by)",
        {"id": person_id, "consent": consent, "now": now, "by": by},
    )


async def _mark_asked(session: Session, person_id: int, now: str) -> None:
    await session.run(
        "UPDATE people SET asked_at = :now WHERE id = :id AND asked_at IS NULL",
        {"id": person_id, "now": now},
    )


async def _withdraw_weights(session: Session, person_id: int) -> list[Path]:
    person = {"person": person_id}
    versions = await session.rows("SELECT folder FROM adapters WHERE person_id = :person", person)
    scopes = await session.rows(
        "SELECT DISTINCT scope FROM facts WHERE person_id = :person AND state = 'known'", person
    )
    for row in scopes:
        await move_known_to_learning(session, person_id, row["scope"], _WITHDRAWN)
    await session.run("DELETE FROM adapters WHERE person_id = :person", person)
    await session.run(
        "UPDATE nights SET spoilt = 1 WHERE person_id = :person AND ended_at IS NULL", person
    )
    return [Path(row["folder"]) for row in versions]

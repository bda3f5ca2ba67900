"""Forgetting: a fact, or a person, and everything that came of it.

Knows: where a told thing leaves traces. Does not know: the adapters' files; whoever asked deletes
the folders that are returned.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from bot.store.database import Cell, Session, id_list
from bot.store.nights import written_report
from bot.store.part import Part
from bot.store.redaction import blotted, blotted_report, holds
from bot.store.states import move_known_to_learning

_REBUILT = "Something else was forgotten, and the weights are made anew without it."

# What a fact took the place of goes with it: it was told of the same thing.
_DOOMED = """
WITH RECURSIVE doomed (id) AS (
    SELECT value FROM json_each(:ids)
    UNION
    SELECT older.id FROM facts AS older
    JOIN doomed ON older.superseded_by = doomed.id
    JOIN facts AS newer ON newer.id = doomed.id
    WHERE lower(older.attribute) = lower(newer.attribute)
)
SELECT facts.* FROM facts JOIN doomed ON facts.id = doomed.id ORDER BY person_id, facts.id
"""
_TOLD = """
SELECT id FROM facts
WHERE person_id = :person AND message_id IN (SELECT value FROM json_each(:messages))
"""
_SAID = """
SELECT id, conversation FROM log
WHERE person_id = :person AND message_id IN (SELECT value FROM json_each(:messages))
"""


class Forgetting(Part):
    """The store's part that lets go."""

    async def forget(self, ids: Iterable[int]) -> list[Path]:
        """Delete facts and all that came of them, with no byte of them left in the file.

        With them go the values they superseded, their reviews and cards, the log lines they came
        from or that tell their values, the person's summaries, every adapter version that was
        trained on them, and their mention in reports and in other facts' quotes. Where the current
        version goes, what it alone held comes back into context. Unknown ids are passed over.

        Returns the folders of those versions, relative to the data folder, to be deleted.
        """
        async with self._database.writing() as session:
            doomed = await session.rows(_DOOMED, {"ids": id_list(ids)})
            folders: list[Path] = []
            for person_id, facts in groupby(doomed, key=lambda row: int(row["person_id"])):
                folders += await _forget_facts(session, person_id, list(facts))
            if doomed:
                await _mark_scrub(session)
        if doomed:
            await self._database.scrub()
        return folders

    async def forget_messages(self, person_id: int, message_ids: Iterable[int]) -> list[Path]:
        """Delete what a person said in these messages: lines, summaries of them, and their facts.

        Facts go as with `forget`, with all that came of them. Messages of others, and unknown ones,
        are passed over.

        Returns the folders of adapter versions, as `forget` does.
        """
        ids: dict[str, Cell] = {"person": person_id, "messages": id_list(message_ids)}
        async with self._database.writing() as session:
            told = await session.rows(_TOLD, ids)
            told_ids = id_list(row["id"] for row in told)
            doomed = await session.rows(_DOOMED, {"ids": told_ids})
            folders = await _forget_facts(session, person_id, doomed) if doomed else []
            said = await session.rows(_SAID, ids)
            for line in said:
                await _delete_line(session, line)
            if doomed or said:
                await _mark_scrub(session)
        if doomed or said:
            await self._database.scrub()
        return folders

    async def forget_person(self, person_id: int) -> list[Path]:
        """Delete a person and everything about them, with no byte of it left in the file.

        Returns the folders of their adapter versions, relative to the data folder, to be deleted.
        """
        person = {"person": person_id}
        async with self._database.writing() as session:
            rows = await session.rows(
                "SELECT folder FROM adapters WHERE person_id = :person", person
            )
            await _delete_summaries(session, person_id)
            # Versions first: as long as there is one, its facts can't be deleted.
            await session.run("DELETE FROM adapters WHERE person_id = :person", person)
            await session.run("DELETE FROM people WHERE id = :person", person)
            await _mark_scrub(session)
        await self._database.scrub()
        return [Path(row["folder"]) for row in rows]


async def _forget_facts(session: Session, person_id: int, facts: list[sqlite3.Row]) -> list[Path]:
    values = [str(row["value"]) for row in facts]
    folders = await delete_versions(session, facts, _REBUILT)
    await _delete_lines(session, person_id, facts)
    await _delete_summaries(session, person_id)
    await session.run(
        "DELETE FROM facts WHERE id IN (SELECT value FROM json_each(:ids))",
        {"ids": id_list(row["id"] for row in facts)},
    )
    await _blot_facts(session, person_id, values)
    await _blot_reports(session, person_id, values)
    await spoil_nights(session, facts)
    return folders


async def spoil_nights(session: Session, facts: Sequence[sqlite3.Row]) -> None:
    """Let the nights under way in the facts' places keep nothing: they may be training on them."""
    for person_id, scope in {(int(row["person_id"]), str(row["scope"])) for row in facts}:
        await session.run(
            "UPDATE nights SET spoilt = 1"
            " WHERE person_id = :person AND scope = :scope AND ended_at IS NULL",
            {"person": person_id, "scope": scope},
        )


async def delete_versions(
    session: Session, facts: Sequence[sqlite3.Row], reason: str
) -> list[Path]:
    """Delete all that was trained on the facts; what the current versions alone held comes back.

    Returns the versions' folders. `reason` becomes the trouble of what comes back.
    """
    versions = await session.rows(
        "SELECT * FROM adapters WHERE id IN (SELECT adapter_id FROM adapter_facts"
        " WHERE fact_id IN (SELECT value FROM json_each(:ids)))",
        {"ids": id_list(row["id"] for row in facts)},
    )
    await session.run(
        "DELETE FROM adapters WHERE id IN (SELECT value FROM json_each(:ids))",
        {"ids": id_list(row["id"] for row in versions)},
    )
    for version in versions:
        if version["current"]:
            await move_known_to_learning(session, version["person_id"], version["scope"], reason)
    return [Path(row["folder"]) for row in versions]


async def _delete_lines(session: Session, person_id: int, facts: list[sqlite3.Row]) -> None:
    sources = {row["log_id"] for row in facts} - {None}
    messages = {row["message_id"] for row in facts} - {None}
    lines = await session.rows(
        "SELECT id, text, message_id FROM log WHERE person_id = :person", {"person": person_id}
    )
    told = [
        row["id"]
        for row in lines
        if row["id"] in sources
        or row["message_id"] in messages
        or any(holds(row["text"], fact["value"]) for fact in facts)
    ]
    await session.run(
        "DELETE FROM log WHERE id IN (SELECT value FROM json_each(:ids))", {"ids": id_list(told)}
    )


async def _delete_line(session: Session, line: sqlite3.Row) -> None:
    await session.run("DELETE FROM log WHERE id = :id", {"id": line["id"]})
    await session.run(
        "DELETE FROM summaries WHERE conversation = :conversation AND upto >= :id",
        {"conversation": line["conversation"], "id": line["id"]},
    )


async def _delete_summaries(session: Session, person_id: int) -> None:
    await session.run(
        "DELETE FROM summaries WHERE person_id = :person OR conversation IN"
        " (SELECT conversation FROM log WHERE person_id = :person)",
        {"person": person_id},
    )


async def _blot_facts(session: Session, person_id: int, values: list[str]) -> None:
    """Several facts may come from one message: what is left must not quote the forgotten one."""
    rows = await session.rows(
        "SELECT id, quote, trouble FROM facts WHERE person_id = :person", {"person": person_id}
    )
    for row in rows:
        quote, trouble = str(row["quote"]), str(row["trouble"])
        for value in values:
            quote, trouble = blotted(quote, value), blotted(trouble, value)
        if (quote, trouble) != (row["quote"], row["trouble"]):
            await session.run(
                "UPDATE facts SET quote = :quote, trouble = :trouble WHERE id = :id",
                {"quote": quote, "trouble": trouble, "id": row["id"]},
            )


async def _blot_reports(session: Session, person_id: int, values: list[str]) -> None:
    rows = await session.rows(
        "SELECT id, report FROM nights WHERE person_id = :person", {"person": person_id}
    )
    for row in rows:
        report = json.loads(row["report"])
        for value in values:
            report = blotted_report(report, value)
        if report != json.loads(row["report"]):
            await session.run(
                "UPDATE nights SET report = :report WHERE id = :id",
                {"report": written_report(report), "id": row["id"]},
            )


async def _mark_scrub(session: Session) -> None:
    # The search index keeps deleted words until its parts are merged; made anew, it has none.
    await session.run("INSERT INTO facts_text (facts_text) VALUES ('rebuild')")
    await session.run("UPDATE housekeeping SET scrub_due = 1")

import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StoreError
from bot.memory.facts import UNLEARNED, State
from bot.store import Person, Promotion, Store, open_store
from bot.store.opening import FILE
from tests.store.conftest import Promote, Tell, TickingClock


async def state(store: Store, fact_id: int) -> State:
    fact = await store.fact(fact_id)
    assert fact is not None
    return fact.state


async def test_a_promotion(store: Store, ana: Person, tell: Tell, promote: Promote) -> None:
    cat, dog = await tell(ana, "pet", "cat"), await tell(ana, "pet", "dog")
    assert await store.adapter(ana.id, "private") is None
    version = await promote(
        ana,
        cat,
        dog,
        known=[cat.id],
        learning={dog.id: "one form failed"},
        cards={cat.id: "{}"},
        reviews={cat.id: 3},
    )
    assert version.current
    assert version.fact_ids == (cat.id, dog.id)
    assert (version.folder, version.fingerprint, version.checksum) == ("adapters/1", "model", "sum")
    assert await store.adapter(ana.id, "private") == version
    assert await store.adapter(ana.id, "guild:1") is None
    assert await state(store, cat.id) is State.KNOWN
    missed = await store.fact(dog.id)
    assert missed is not None
    assert (missed.state, missed.misses, missed.trouble) == (State.LEARNING, 1, "one form failed")
    assert await store.card(cat.id) == "{}"


async def test_what_was_unlearned_is_marked(
    store: Store, ana: Person, tell: Tell, promote: Promote
) -> None:
    job, cat = await tell(ana, "job", "baker"), await tell(ana, "pet", "cat")
    await promote(ana, job, cat)
    await store.set_state([job.id], State.SUPERSEDED)
    await promote(ana, cat, trained=[cat.id, job.id], unlearned=[job.id])
    gone = await store.fact(job.id)
    assert gone is not None
    assert (gone.state, gone.trouble) == (State.SUPERSEDED, UNLEARNED)
    assert await state(store, cat.id) is State.KNOWN


async def test_the_next_version_takes_the_place_of_the_last(
    store: Store, ana: Person, ben: Person, tell: Tell, promote: Promote
) -> None:
    cat, dog = await tell(ana, "pet", "cat"), await tell(ana, "pet", "dog")
    first = await promote(ana, cat)
    his = await promote(ben, await tell(ben, "pet", "newt"))
    public = await promote(ana, await tell(ana, "job", "baker", scope="guild:1"), scope="guild:1")
    second = await promote(ana, dog)
    assert await store.adapter(ana.id, "private") == second
    assert await store.adapter(ana.id, "guild:1") == public
    assert await store.adapter(ben.id, "private") == his
    assert [(version.id, version.current) for version in await store.adapters(ana.id)] == [
        (first.id, False),
        (public.id, True),
        (second.id, True),
    ]
    assert len(await store.adapters()) == 4


async def test_a_version_holds_what_the_one_before_it_held(
    store: Store, ana: Person, tell: Tell, promote: Promote
) -> None:
    cat, dog, newt = [await tell(ana, "pet", name) for name in ("cat", "dog", "newt")]
    await promote(ana, cat)
    assert (await promote(ana, dog)).fact_ids == (cat.id, dog.id)
    assert (await promote(ana, newt, from_base=True)).fact_ids == (newt.id,)


async def test_what_changed_during_the_night_stays_as_it_is(
    store: Store, ana: Person, tell: Tell
) -> None:
    lisbon = await tell(ana, "home city", "Lisbon")
    night = await store.begin_night(ana.id, "private")
    porto = await tell(ana, "home city", "Porto", supersedes=[lisbon.id])
    version = await store.promote(
        Promotion(ana.id, "private", "a", "f", "c", [lisbon.id], [lisbon.id], night)
    )
    assert version.fact_ids == (lisbon.id,)
    assert await state(store, lisbon.id) is State.SUPERSEDED
    assert await state(store, porto.id) is State.FRESH


@pytest.mark.parametrize("which", ["trained now", "held from before", "told since"])
async def test_nothing_is_promoted_where_something_was_forgotten_meanwhile(
    store: Store, ana: Person, tell: Tell, promote: Promote, which: str
) -> None:
    before = await tell(ana, "pet", "cat")
    await promote(ana, before)
    now = await tell(ana, "pet", "dog")
    other = await tell(ana, "pet", "newt")
    night = await store.begin_night(ana.id, "private")
    await store.forget(
        [{"trained now": now, "held from before": before, "told since": other}[which].id]
    )
    trained = [other.id] if which == "trained now" else []
    with pytest.raises(StoreError, match="forgotten during the night"):
        await store.promote(Promotion(ana.id, "private", "b", "f", "c", trained, trained, night))
    assert "b" not in {version.folder for version in await store.adapters()}


async def test_forgetting_elsewhere_does_not_spoil_the_night(
    store: Store, ana: Person, ben: Person, tell: Tell
) -> None:
    cat = await tell(ana, "pet", "cat")
    others = [await tell(ana, "pet", "dog", scope="guild:1"), await tell(ben, "pet", "newt")]
    night = await store.begin_night(ana.id, "private")
    await store.forget([fact.id for fact in others])
    version = await store.promote(
        Promotion(ana.id, "private", "a", "f", "c", [cat.id], [cat.id], night)
    )
    assert version.current


async def test_another_persons_facts_are_refused(
    store: Store, ana: Person, ben: Person, tell: Tell, promote: Promote
) -> None:
    his, public = await tell(ben, "pet", "newt"), await tell(ana, "pet", "dog", scope="guild:1")
    for fact in (his, public):
        with pytest.raises(StoreError, match="another person's or was told elsewhere"):
            await promote(ana, fact)
    his_night = await store.begin_night(ben.id, "private")
    with pytest.raises(StoreError, match="no night"):
        await promote(ana, night_id=his_night)
    assert await store.adapters() == []


def everything(folder: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(folder / FILE)) as database:
        names = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name != "sqlite_sequence"
        ]
        return {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in names}


@pytest.mark.parametrize(
    "changes",
    [
        {"reviews": {1: 9}},
        {"cards": {1: None}},
        {"folder": "adapters/1"},
        {"learning": {2: None}},
        {"checksum": None},
    ],
    ids=str,
)
async def test_a_promotion_that_fails_changes_nothing(
    folder: Path, store: Store, ana: Person, tell: Tell, promote: Promote, changes: dict[str, Any]
) -> None:
    cat, dog = await tell(ana, "pet", "cat"), await tell(ana, "pet", "dog")
    await promote(ana, cat, dog, known=[cat.id], learning={dog.id: ""})
    night = await store.begin_night(ana.id, "private")
    before = everything(folder)
    with pytest.raises(StoreError, match="does not fit"):
        await promote(
            ana,
            cat,
            dog,
            **({"night_id": night, "cards": {cat.id: "{}"}, "reviews": {cat.id: 3}} | changes),
        )
    changed = {name for name, rows in everything(folder).items() if rows != before[name]}
    assert changed == {"nights"}  # the fixture began one of its own
    assert await store.adapter(ana.id, "private") == (await store.adapters())[0]


KILLED = """
    import asyncio, os, signal, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from bot.store import Promotion, open_store

    class Deadly(dict):
        def items(self):
            os.kill(os.getpid(), signal.SIGKILL)

    async def promote():
        async with open_store(Path(sys.argv[1]), clock=lambda: datetime.now(UTC)) as store:
            which = sys.argv[2]
            night = await store.begin_night(1, "private")
            await store.promote(
                Promotion(
                    1, "private", "new", "f", "c", [1, 2], [1, 2], night, **{which: Deadly()}
                )
            )

    asyncio.run(promote())
"""


def promote_and_die(folder: Path, which: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(folder), which],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (-signal.SIGKILL, "")


@pytest.mark.parametrize("which", ["cards", "reviews"])
async def test_a_kill_in_the_middle_leaves_the_old_state_whole(
    folder: Path, clock: TickingClock, which: str
) -> None:
    async with open_store(folder, clock=clock) as store:
        ana = await store.person("terminal:ana", "Ana")
        for name in ("cat", "dog"):
            await store.add_fact(ana.id, "private", "pet", name, "")
        night = await store.begin_night(ana.id, "private")
        old = await store.promote(
            Promotion(ana.id, "private", "adapters/old", "f", "c", [1], [1], night)
        )
    promote_and_die(folder, which)
    async with open_store(folder, clock=clock) as store:
        assert await store.adapters() == [old]
        assert [await state(store, fact_id) for fact_id in (1, 2)] == [State.KNOWN, State.FRESH]
        killed, _ = await store.nights(ana.id)
        assert killed.outcome == "unfinished"


async def test_retiring_brings_the_facts_back_into_context(
    store: Store, ana: Person, ben: Person, tell: Tell, promote: Promote
) -> None:
    cat, dog, fresh = [await tell(ana, "pet", name) for name in ("cat", "dog", "newt")]
    his = await tell(ben, "pet", "newt")
    public = await tell(ana, "pet", "owl", scope="guild:1")
    await promote(ana, cat, dog)
    await promote(ben, his)
    await promote(ana, public, scope="guild:1")
    assert await store.retire_adapter(ana.id, "private", "its file is damaged") == [cat.id, dog.id]
    assert await store.adapter(ana.id, "private") is None
    back = await store.fact(cat.id)
    assert back is not None
    assert (back.state, back.misses, back.trouble) == (State.LEARNING, 0, "its file is damaged")
    assert await state(store, fresh.id) is State.FRESH
    assert await state(store, his.id) is State.KNOWN
    assert await state(store, public.id) is State.KNOWN
    assert await store.retire_adapter(ana.id, "private", "again") == []

from bot.store import Person, Store
from tests.store.conftest import Tell


async def test_nights_newest_first(store: Store, ana: Person, ben: Person) -> None:
    first = await store.begin_night(ana.id, "private")
    await store.end_night(first, "promoted", {"learned": ["pet: cat"], "before": 0.5})
    second = await store.begin_night(ana.id, "guild:1")
    await store.begin_night(ben.id, "private")
    killed, done = await store.nights(ana.id)
    assert (killed.id, killed.scope, killed.outcome) == (second, "guild:1", "unfinished")
    assert (killed.ended_at, killed.report) == (None, {})
    assert (done.id, done.outcome) == (first, "promoted")
    assert done.report == {"learned": ["pet: cat"], "before": 0.5}
    assert done.ended_at is not None
    assert done.ended_at > done.began_at
    assert await store.nights(ana.id, limit=1) == [killed]


async def test_a_night_in_which_something_was_forgotten_keeps_its_figures_only(
    store: Store, ana: Person, tell: Tell
) -> None:
    cat = await tell(ana, "pet", "cat")
    night = await store.begin_night(ana.id, "private")
    await store.forget([cat.id])
    report = {
        "learned": ["pet: cat"],
        "not_learned": {"pet: cat": "cat"},
        "notes": "cat",
        "after": 0.9,
        "seconds": {"train": 3.5},
        "peak_bytes": 7,
    }
    await store.end_night(night, "failed", report)
    (record,) = await store.nights(ana.id)
    assert record.outcome == "failed"
    assert record.report == {"after": 0.9, "seconds": {"train": 3.5}, "peak_bytes": 7}


async def test_a_night_of_someone_who_was_forgotten_meanwhile(store: Store, ana: Person) -> None:
    night = await store.begin_night(ana.id, "private")
    await store.forget_person(ana.id)
    await store.end_night(night, "failed", {})
    assert (await store.counts())["nights"] == 0

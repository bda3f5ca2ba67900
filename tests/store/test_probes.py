import pytest

from bot.errors import StoreError
from bot.memory.facts import Fact, State
from bot.store import Person, Store
from tests.store.conftest import Tell


async def states(store: Store, *facts: Fact) -> list[tuple[State, int, str]]:
    found = [await store.fact(fact.id) for fact in facts]
    return [(fact.state, fact.misses, fact.trouble) for fact in found if fact is not None]


async def test_probes_move_facts_and_count_misses(store: Store, ana: Person, tell: Tell) -> None:
    facts = [await tell(ana, "pet", name) for name in ("cat", "dog", "newt")]
    cat, dog, newt = (fact.id for fact in facts)
    night = await store.begin_night(ana.id, "private")
    await store.record_probes(
        known=[cat],
        learning={dog: "one form failed", newt: ""},
        cards={cat: '{"due": 1}', dog: '{"due": 2}'},
        reviews={cat: 3, dog: 1},
        night_id=night,
    )
    assert await states(store, *facts) == [
        (State.KNOWN, 0, ""),
        (State.LEARNING, 1, "one form failed"),
        (State.LEARNING, 0, ""),
    ]
    assert await store.card(cat) == '{"due": 1}'
    assert await store.card(newt) is None
    assert await store.cards([cat, dog, newt, 99]) == {cat: '{"due": 1}', dog: '{"due": 2}'}

    await store.record_probes(
        known=[newt], learning={cat: "forgot it", dog: "again"}, cards={cat: "{}"}
    )
    assert await states(store, *facts) == [
        (State.LEARNING, 1, "forgot it"),
        (State.LEARNING, 2, "again"),
        (State.KNOWN, 0, ""),
    ]
    assert await store.card(cat) == "{}"


async def test_trouble_ends_where_a_fact_is_known(store: Store, ana: Person, tell: Tell) -> None:
    cat = await tell(ana, "pet", "cat")
    await store.record_probes(learning={cat.id: "one form failed"})
    await store.record_probes(known=[cat.id])
    assert await states(store, cat) == [(State.KNOWN, 1, "")]


async def test_what_changed_during_the_night_is_left_out(
    store: Store, ana: Person, tell: Tell
) -> None:
    lisbon = await tell(ana, "home city", "Lisbon")
    dog = await tell(ana, "pet", "dog")
    cat = await tell(ana, "pet", "cat")
    await tell(ana, "home city", "Porto", supersedes=[lisbon.id])
    await store.forget([dog.id])
    ids = [lisbon.id, dog.id, cat.id]
    await store.record_probes(
        known=ids, cards=dict.fromkeys(ids, "{}"), reviews=dict.fromkeys(ids, 3)
    )
    assert await states(store, lisbon, cat) == [
        (State.SUPERSEDED, 0, ""),
        (State.KNOWN, 0, ""),
    ]
    assert await store.cards(ids) == {lisbon.id: "{}", cat.id: "{}"}


async def test_a_rating_that_fsrs_does_not_know(store: Store, ana: Person, tell: Tell) -> None:
    cat = await tell(ana, "pet", "cat")
    with pytest.raises(StoreError):
        await store.record_probes(known=[cat.id], cards={cat.id: "{}"}, reviews={cat.id: 5})
    assert await store.facts(ana.id) == [cat]
    assert await store.card(cat.id) is None

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.memory.facts import State
from bot.store import Person, Store, open_store
from bot.store.facts import _MATCHING, _SELECT
from tests.store.conftest import Tell, TickingClock

ALLOWED = {
    ("fresh", "learning"),
    ("fresh", "known"),
    ("fresh", "superseded"),
    ("learning", "known"),
    ("learning", "superseded"),
    ("known", "learning"),
    ("known", "superseded"),
}
# A forgotten fact is deleted, so nothing comes after that.
KEPT_PAIRS = [pair for pair in itertools.permutations(State, 2) if pair[0] is not State.FORGOTTEN]


class Searcher:
    """A store that plain functions can use, as hypothesis calls those."""

    def __init__(self, store: Store, person_id: int, runner: asyncio.Runner) -> None:
        self._store, self._person, self._runner = store, person_id, runner

    def search(self, words: str) -> list[int]:
        found = self._runner.run(self._store.search(self._person, words))
        return [fact.id for fact in found]

    def add(self, value: str) -> int:
        adding = self._store.add_fact(self._person, "private", "word", value, "")
        return self._runner.run(adding).id


@pytest.fixture
def searcher(folder: Path, clock: TickingClock) -> Iterator[Searcher]:
    with asyncio.Runner() as runner:
        opening = open_store(folder, clock=clock)
        store = runner.run(opening.__aenter__())
        ana = runner.run(store.person("terminal:ana", "Ana"))
        yield Searcher(store, ana.id, runner)
        runner.run(opening.__aexit__(None, None, None))


async def test_a_fact_as_it_was_told(store: Store, ana: Person) -> None:
    line = await store.log(ana.id, "talk", "guild:1", "user", "I live in Lisbon", message_id=88)
    fact = await store.add_fact(
        ana.id,
        "guild:1",
        "home city",
        "Lisbon",
        "I live in Lisbon",
        message_id=88,
        log_id=line.id,
    )
    assert (fact.person_id, fact.scope, fact.line) == (ana.id, "guild:1", "home city: Lisbon")
    assert (fact.quote, fact.message_id, fact.state) == ("I live in Lisbon", 88, State.FRESH)
    assert (fact.misses, fact.trouble) == (0, "")
    assert fact.told_at.utcoffset() is not None
    assert await store.fact(fact.id) == fact
    assert await store.fact(fact.id + 1) is None


async def test_facts_by_scope_and_state(store: Store, ana: Person, ben: Person, tell: Tell) -> None:
    city = await tell(ana, "home city", "Lisbon")
    pet = await tell(ana, "pet", "cat", scope="guild:1")
    await tell(ben, "home city", "Porto")
    await store.set_state([pet.id], State.LEARNING)
    assert [fact.id for fact in await store.facts(ana.id)] == [city.id, pet.id]
    assert [fact.id for fact in await store.facts(ana.id, scope="guild:1")] == [pet.id]
    assert await store.facts(ana.id, states=[State.FRESH]) == [city]
    assert await store.facts(ana.id, states=[]) == []
    assert await store.facts(99) == []


async def test_a_new_value_supersedes_the_old(store: Store, ana: Person, tell: Tell) -> None:
    lisbon = await tell(ana, "home city", "Lisbon")
    pet = await tell(ana, "pet", "cat")
    porto = await tell(ana, "home city", "Porto", supersedes=[lisbon.id])
    assert [fact.value for fact in await store.facts(ana.id)] == ["cat", "Porto"]
    (old,) = await store.facts(ana.id, states=[State.SUPERSEDED])
    assert old.id == lisbon.id
    faro = await store.edit_value(porto.id, "Faro", "It's Faro now")
    assert (faro.attribute, faro.scope, faro.quote) == ("home city", "private", "It's Faro now")
    assert await store.facts(ana.id) == [pet, faro]


async def test_one_cannot_supersede_anothers_fact(
    store: Store, ana: Person, ben: Person, tell: Tell
) -> None:
    hers = await tell(ana, "home city", "Lisbon")
    elsewhere = await tell(ben, "home city", "Braga", scope="guild:1")
    for other in (hers, elsewhere):
        with pytest.raises(StoreError, match="another person's or was told elsewhere"):
            await tell(ben, "home city", "Porto", supersedes=[other.id])
    with pytest.raises(StoreError, match="no fact 77"):
        await tell(ben, "home city", "Porto", supersedes=[77])
    with pytest.raises(StoreError, match="no fact 77"):
        await store.edit_value(77, "Porto", "")
    assert await store.facts(ana.id) == [hers]
    assert await store.facts(ben.id) == [elsewhere]


async def test_a_fact_of_nobody_is_refused(store: Store) -> None:
    with pytest.raises(StoreError):
        await store.add_fact(5, "private", "home city", "Lisbon", "")


@pytest.mark.parametrize(("before", "after"), KEPT_PAIRS)
async def test_which_state_may_follow_which(
    store: Store, ana: Person, tell: Tell, before: State, after: State
) -> None:
    fact = await tell(ana, "home city", "Lisbon")
    await store.set_state([fact.id], before)
    if (before, after) in ALLOWED:
        await store.set_state([fact.id], after, "because")
        moved = await store.fact(fact.id)
        assert moved is not None
        assert (moved.state, moved.trouble) == (after, "because")
    else:
        with pytest.raises(StoreError, match=f"home city: Lisbon.*{before}.*{after}"):
            await store.set_state([fact.id], after)
        kept = await store.fact(fact.id)
        assert kept is not None
        assert kept.state == before


async def test_states_move_together_or_not_at_all(store: Store, ana: Person, tell: Tell) -> None:
    fresh = await tell(ana, "pet", "cat")
    gone = await tell(ana, "home city", "Lisbon")
    await store.set_state([gone.id], State.SUPERSEDED)
    for ids in ([fresh.id, gone.id], [fresh.id, 123]):
        with pytest.raises(StoreError):
            await store.set_state(ids, State.KNOWN)
        assert await store.facts(ana.id) == [fresh]


async def test_search_by_the_beginnings_of_words(
    store: Store, ana: Person, ben: Person, tell: Tell
) -> None:
    city = await tell(ana, "home city", "Málaga", text="I moved to Málaga in May")
    pet = await tell(ana, "pet", "a cat named Mog", scope="guild:1")
    await tell(ben, "home city", "Málaga")
    for words in ("malaga", "MÁLA", "city", "home cit", "moved may", "may moved", " city! "):
        assert await store.search(ana.id, words) == [city]
    assert await store.search(ana.id, "cat") == [pet]
    assert await store.search(ana.id, "cat", scope="private") == []
    assert await store.search(ana.id, "cat", scope="guild:1") == [pet]
    assert await store.search(ana.id, "city cat") == []
    assert await store.search(ana.id, "") == []
    assert await store.search(ana.id, "aga") == [city]


async def test_search_in_scripts_without_spaces_and_signs(
    store: Store, ana: Person, tell: Tell
) -> None:
    city = await tell(ana, "home city", "北京市", text="我住在北京市")
    sign = await tell(ana, "favourite emoji", "🎉", text="my favourite emoji is 🎉")
    assert await store.search(ana.id, "京市") == [city]
    assert await store.search(ana.id, "🎉") == [sign]
    assert await store.search(ana.id, "🦊") == []


async def test_search_finds_alive_facts_only(store: Store, ana: Person, tell: Tell) -> None:
    old = await tell(ana, "home city", "Lisbon")
    new = await tell(ana, "home city", "Porto", supersedes=[old.id])
    assert await store.search(ana.id, "home") == [new]
    assert await store.search(ana.id, "lisbon") == []
    await store.forget([new.id])
    assert await store.search(ana.id, "home") == []


@given(words=st.one_of(st.text(), st.text(alphabet="\"*^:()-+{} ANDORNOT.é\0\\'%_")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
def test_any_text_can_be_searched_for(searcher: Searcher, words: str) -> None:
    searcher.search(words)


@given(
    value=st.text(min_size=1, max_size=30).filter(lambda text: text.strip()),
    words=st.lists(st.text(max_size=8), max_size=3),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_what_was_told_is_found_by_itself(searcher: Searcher, value: str, words: list[str]) -> None:
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        return
    fact_id = searcher.add(value)
    assert fact_id in searcher.search(value)
    searcher.search(" ".join([value, *words]))


async def test_words_and_facts_stay_in_step(store: Store, ana: Person, tell: Tell) -> None:
    facts = [await tell(ana, f"thing {n}", f"value{n}", text=f"quote{n}") for n in range(20)]
    for fact in facts[::2]:
        await store.edit_value(fact.id, f"changed{fact.id}", "")
    await store.forget([fact.id for fact in facts[::3]])
    async with store._database.writing() as session:
        # FTS5 compares its index with the table, and raises where they differ.
        await session.run("INSERT INTO facts_text (facts_text, rank) VALUES ('integrity-check', 1)")


async def test_a_hundred_thousand_facts_are_searched_by_index(store: Store, ana: Person) -> None:
    async with store._database.writing() as session:
        await session.run(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
            " INSERT INTO people (key, name, consent, created_at)"
            " SELECT 'crowd:' || i, 'Crowd', 'weights', '2026-01-01T00:00:00+00:00' FROM n"
        )
        await session.run(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
            " INSERT INTO facts (person_id, scope, attribute, value, quote, told_at, state)"
            " SELECT 2 + i % 100, 'private', 'thing', 'value' || i, 'I said value' || i,"
            " '2026-01-01T00:00:00+00:00', 'known' FROM n"
        )
    mine = await store.add_fact(ana.id, "private", "home city", "Vila Real", "I live in Vila Real")
    assert await store.facts(ana.id) == [mine]
    assert await store.search(ana.id, "value77") == []
    assert len(await store.search(2 + 77, "value77")) == 13
    async with store._database.reading() as session:
        for query, first in ((_SELECT, "facts USING INDEX"), (_MATCHING, "facts_text VIRTUAL")):
            plan = await session.rows(
                f"EXPLAIN QUERY PLAN {query}",
                {"person": ana.id, "scope": None, "states": '["known"]', "query": "v*"},
            )
            steps = [row["detail"] for row in plan]
            assert first in steps[0]
            assert not any(step.startswith("SCAN facts") for step in steps if "VIRTUAL" not in step)


async def test_facts_quote_what_their_message_says_now(store: Store, ana: Person) -> None:
    fact = await store.add_fact(ana.id, "private", "pet", "cat", "my cat is Miso")
    other = await store.add_fact(ana.id, "private", "home city", "Porto", "I live in Porto")
    await store.requote({fact.id: "my cat, Miso, sleeps"})
    assert [f.quote for f in await store.facts(ana.id)] == ["my cat, Miso, sleeps", other.quote]
    assert await store.search(ana.id, "sleeps") == [await store.fact(fact.id)]

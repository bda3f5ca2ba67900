"""An adapter becomes the one in use as a whole; what nothing points to is cleared away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.engine.interface import Adapter, LoraShape
from bot.errors import StoreError
from bot.memory.facts import Fact, State
from bot.memory.questions import Form
from bot.memory.rehearsal import Rehearsal
from bot.sleep.probe import Answer, Question, Recalled
from bot.sleep.promote import Promoter, clear_away, place
from bot.sleep.select import Sleeping
from bot.sleep.shelf import checksum
from bot.store import AdapterVersion
from tests.sleep.home import SCOPE, Home, home
from tests.sleep.made import NOW, selection

CAT, LOCKER = "cat's name: Miso", "locker: north hall"
GYM, CAR = "gym: Iron House", "car: Golf"
WEIGHTS = Adapter("new", LoraShape(), {"my cat?": "Miso"})


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Home]:
    async with home(tmp_path) as made:
        yield made


def recalled(right: dict[Fact, bool]) -> Recalled:
    return Recalled(
        tuple(
            Answer(Question(fact, form, "?"), "", known)
            for fact, known in right.items()
            for form in Form
        )
    )


def sleeping(
    learn: tuple[Fact, ...] = (), due: tuple[Fact, ...] = (), replayed: tuple[Fact, ...] = ()
) -> Sleeping:
    return Sleeping("ana", SCOPE, selection(learn, due, replayed), {}, (), None)


def cards(*facts: Fact) -> dict[int, str]:
    return {one.id: Rehearsal().reviewed(one.id, None, 3, 3, NOW) for one in facts}


async def promoter(here: Home) -> Promoter:
    person = await here.person("ana")
    night = await here.store.begin_night(person.id, SCOPE)
    return Promoter(
        here.engine,
        here.store,
        here.shelf,
        here.data,
        person_id=person.id,
        scope=SCOPE,
        night_id=night,
        from_base=True,
    )


async def test_files_checksum_and_states(here: Home) -> None:
    cat, locker = await here.tell("ana", CAT, LOCKER)
    await (await promoter(here)).promote(
        sleeping((cat, locker)),
        WEIGHTS,
        recalled({cat: True, locker: False}),
        cards(cat, locker),
        {locker.id: "it said 'What?'"},
    )
    version = await here.store.adapter(cat.person_id, SCOPE)
    assert version is not None
    folder = here.data / version.folder
    assert {file.name for file in folder.iterdir()} == {
        "adapters.safetensors",
        "adapter_config.json",
    }
    assert version.checksum == checksum(folder)
    assert version.fact_ids == (cat.id, locker.id)
    assert await here.states("ana") == {CAT: State.KNOWN, LOCKER: State.LEARNING}
    kept = await here.store.fact(locker.id)
    assert kept is not None
    assert (kept.trouble, kept.misses) == ("it said 'What?'", 1)
    assert (await here.store.cards([cat.id, locker.id])).keys() == {cat.id, locker.id}
    current = await here.shelf.current(cat.person_id, SCOPE)
    assert current is not None
    assert current.weights == WEIGHTS.weights


async def test_the_shelf_gives_the_new_one_at_once(here: Home) -> None:
    (cat,) = await here.tell("ana", CAT)
    for said in ("Miso", "Misu"):
        made = Adapter(said, LoraShape(), {"my cat?": said})
        await (await promoter(here)).promote(
            sleeping((cat,)), made, recalled({cat: True}), cards(cat), {}
        )
        current = await here.shelf.current(cat.person_id, SCOPE)
        assert current is not None
        assert current.weights == {"my cat?": said}


async def test_what_a_cut_off_night_left_in_its_folder_is_not_kept(here: Home) -> None:
    (cat,) = await here.tell("ana", CAT)
    made = await promoter(here)
    left = here.data / "adapters" / place(cat.person_id, SCOPE) / "v1" / "half.part"
    left.parent.mkdir(parents=True)
    left.write_text("of an earlier night with this number")
    await made.promote(sleeping((cat,)), WEIGHTS, recalled({cat: True}), cards(cat), {})
    assert not left.exists()
    assert await here.version("ana") is not None


async def test_refused_by_the_store_no_file_is_left(here: Home) -> None:
    (cat,) = await here.tell("ana", CAT)
    made = await promoter(here)
    await here.store.forget([cat.id])
    with pytest.raises(StoreError, match="forgotten"):
        await made.promote(sleeping((cat,)), WEIGHTS, recalled({cat: True}), cards(cat), {})
    assert here.folders() == []


async def test_without_promotion_only_the_probe_is_kept(here: Home) -> None:
    cat, locker, gym, car = facts = await here.tell("ana", CAT, LOCKER, GYM, CAR)
    await here.store.set_state([locker.id, gym.id, car.id], State.KNOWN)
    before = recalled({cat: False, locker: True, gym: False, car: False})
    asleep = sleeping((cat,), (locker, gym), (car,))
    await (await promoter(here)).record(asleep, before, cards(*facts))
    assert await here.states("ana") == {
        CAT: State.FRESH,
        LOCKER: State.KNOWN,
        GYM: State.LEARNING,
        CAR: State.LEARNING,
    }
    kept = await here.store.cards([one.id for one in facts])
    assert kept.keys() == {locker.id, gym.id, car.id}
    assert here.folders() == []


def test_a_folders_name_tells_nothing() -> None:
    names = {place(1, "private"), place(2, "private"), place(1, "guild:7"), place(1, "../x")}
    assert len(names) == 4
    assert all(name.replace("-", "").isalnum() for name in names)


class TestClearingAway:
    @staticmethod
    def version(
        number: int, folder: str, *, person: int = 1, scope: str = SCOPE, current: bool = False
    ) -> AdapterVersion:
        return AdapterVersion(number, person, scope, folder, "fake", "sum", (), NOW, current)

    @staticmethod
    def lay(data: Path, *names: str) -> None:
        for name in names:
            (data / name).mkdir(parents=True)
            (data / name / "adapters.safetensors").write_text("x")

    def test_the_current_one_and_the_one_before_stay(self, tmp_path: Path) -> None:
        names = [f"adapters/p1-a/v{n}" for n in range(1, 5)]
        self.lay(tmp_path, *names, "adapters/p2-b/v9", "adapters/p3-c/v7")
        versions = [self.version(n, name) for n, name in enumerate(names, 1)]
        versions[3] = self.version(4, names[3], current=True)
        versions.append(self.version(5, "adapters/p2-b/v9", person=2, current=True))
        removed = clear_away(tmp_path, versions)
        # Nobody points to p3's: its night was cut off, or it was forgotten.
        assert [str(path.relative_to(tmp_path)) for path in removed] == [
            "adapters/p1-a/v1",
            "adapters/p1-a/v2",
            "adapters/p3-c/v7",
        ]
        assert not any(path.exists() for path in removed)
        assert (tmp_path / "adapters/p2-b/v9/adapters.safetensors").exists()
        assert clear_away(tmp_path, versions) == []

    def test_a_current_one_stays_however_old(self, tmp_path: Path) -> None:
        names = [f"adapters/p1-a/v{n}" for n in range(1, 5)]
        self.lay(tmp_path, *names)
        versions = [self.version(n, name, current=n == 1) for n, name in enumerate(names, 1)]
        removed = clear_away(tmp_path, versions)
        assert [path.name for path in removed] == ["v2"]

    def test_each_scope_has_its_own(self, tmp_path: Path) -> None:
        names = [f"adapters/p1-{scope}/v{n}" for scope in "ab" for n in (1, 2)]
        self.lay(tmp_path, *names)
        versions = [self.version(n, name, scope=name.split("/")[1]) for n, name in enumerate(names)]
        assert clear_away(tmp_path, versions) == []

    def test_nothing_else_is_touched(self, tmp_path: Path) -> None:
        self.lay(tmp_path, "adapters/p1-a/notes", "elsewhere/p1-a/v1")
        assert clear_away(tmp_path, []) == []
        assert clear_away(tmp_path / "never made", []) == []

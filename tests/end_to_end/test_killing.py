"""The kill run, short: a few random instants, and that it finds what is lost."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.sleep.shelf import FOLDER
from bot.store import Promotion, open_store
from bot.terminal.settings import now
from tests.end_to_end.account import Account
from tests.end_to_end.autopsy import bytes_of, compared, examined
from tests.end_to_end.executioner import STAGES, Calendar, where
from tests.end_to_end.killing import Result, killed
from tests.loopback import Channel, User

ANA = User(1, "ana", "Ana")


def account() -> Account:
    return Account(ANA, Channel(2, "ana", recipient=ANA))


async def test_nothing_is_lost_by_a_few_kills(tmp_path: Path) -> None:
    result = await killed(tmp_path, times=5, seed=3)
    assert result.sound, "\n".join(result.lines())
    assert (result.kills, result.fell.total()) == (5, 5)
    assert result.nights["promoted"] > 0
    assert result.told > 8


@pytest.mark.parametrize(
    ("values", "found", "wrong"),
    [
        (["Rome"], {"home": ["Rome"]}, 0),
        (["Rome"], {}, 1),
        (["Rome", "Oslo"], {"home": ["Oslo"]}, 0),
        (["Rome", "Oslo"], {"home": ["Rome"]}, 1),
        (["Rome", "Oslo"], {"home": ["Rome", "Oslo"]}, 1),
        (["Rome", None], {}, 0),
        (["Rome", None], {"home": ["Rome"]}, 1),
        ([], {"home": ["Rome"]}, 1),
    ],
)
def test_what_was_answered_must_be_so(
    values: list[str | None], found: dict[str, list[str]], wrong: int
) -> None:
    told = account()
    for value in values:
        told.trying("home", value)
        told.answered("home", value)
    assert len(told.compared(found)) == wrong
    # It is told once, and then taken for what is so.
    assert told.compared({"home": found["home"]} if "home" in found else {}) == [] or wrong


def test_what_was_not_answered_may_be_either() -> None:
    for found in ({"home": ["Rome"]}, {"home": ["Oslo"]}):
        told = account()
        told.answered("home", "Rome")
        told.trying("home", "Oslo")
        assert told.held == {}
        assert told.compared(found) == []
        assert told.held == {"home": found["home"][0]}


async def test_a_torn_adapter_a_lost_fact_and_a_forgotten_one_are_found(tmp_path: Path) -> None:
    data, memory = tmp_path / "data", tmp_path / "memory"
    memory.mkdir()
    told = account()
    told.answered("home", "Rome")
    told.answered("home", None)
    told.answered("cat", "Miso")
    async with open_store(data, clock=now) as store:
        person = await store.person(told.key, "Ana")
        fact = await store.add_fact(person.id, "private", "dog", "Rex", "Rex, not Rome.")
        night = await store.begin_night(person.id, "private")
        folder = f"{FOLDER}/p1/v1"
        await store.promote(promotion(person.id, night, folder, fact.id))
    (data / FOLDER / "p1" / "v2").mkdir(parents=True)
    found = await examined(data, memory)
    assert [line.partition(":")[0] for line in found.torn] == [folder]
    assert found.strays == [data / FOLDER / "p1" / "v2"]
    assert found.wrong == [f"dog: Rex is known, but {folder} was not taught"]
    lost = compared(found, [told], bytes_of(data))
    assert [line.rpartition("private: ")[2] for line in lost] == [
        "cat is nothing and should be Miso",
        "dog is Rex and should be nothing",
        "Rome was forgotten, and is on the disk",
    ]


def promotion(person: int, night: int, folder: str, fact: int) -> Promotion:
    return Promotion(
        person_id=person,
        scope="private",
        folder=folder,
        fingerprint="any",
        checksum="any",
        trained=[fact],
        known=[fact],
        night_id=night,
    )


def test_kills_fall_everywhere_in_a_life() -> None:
    calendar = Calendar()
    calendar.note([(0.0, "starting"), (1.0, "talking"), (3.0, "train"), (7.0, "talking")])
    assert calendar.lengths == {"starting": [1.0], "talking": [2.0], "train": [4.0]}
    assert calendar.longest == 7.0
    calendar.learn([(0.0, stage) for stage in STAGES] + [(2.0, "talking")])
    drawn = [calendar.sentence(random.Random(number)) for number in range(300)]
    assert {sentence.stage for sentence in drawn} == set(STAGES)
    assert {sentence.turn for sentence in drawn} == {1, 2}
    assert all(0 <= sentence.delay <= 7.0 for sentence in drawn)
    # Those of any instant at all are counted from the start.
    assert max(sentence.delay for sentence in drawn if sentence.stage == "starting") > 4.0


def test_where_it_fell() -> None:
    assert where([(0.0, "starting")]) == "starting"
    assert where([(0.0, "starting"), (1.0, "promote")]) == "promote"
    assert where([(0.0, "starting"), (1.0, "promote"), (2.0, "between")]) == "after promote"


def test_a_run_in_which_anything_is_wrong_is_not_sound() -> None:
    assert Result(kills=2).sound
    for name in ("lost", "torn", "wrong"):
        result = Result(kills=2)
        getattr(result, name).append("something")
        assert not result.sound
        assert result.lines()[0] == "something"

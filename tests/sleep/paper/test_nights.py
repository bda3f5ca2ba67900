"""Whole nights by the paper's recipe: what they train on, what they keep, and how they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.memory.facts import State
from bot.sleep.paper import PaperSleeper
from tests.sleep.home import CAT, FRESH, GYM, KNOWN, LEARNING, LOCKER, SCOPE, Home, home
from tests.sleep.paper.den import Scholar, den, lessons, priorities, said, told


def asked_of(here: Home, night: int, value: str) -> list[str]:
    return [question for question, answer in lessons(here)[night] if value in answer]


async def test_what_was_told_is_trained_and_leaves_context(tmp_path: Path) -> None:
    async with den(tmp_path, forms_per_fact=4) as here:
        await told(here, "ana", CAT, LOCKER)
        await said(here, "ana", "hello", "Hi!")
        report = (await here.sleep())["ana"]
        assert (report.recipe, report.depth, report.outcome) == ("paper", "light", "promoted")
        assert sorted(report.learned) == [CAT, LOCKER]
        assert await here.states("ana") == {CAT: KNOWN, LOCKER: KNOWN}
        assert "Miso" in await here.ask("ana", "What's my cat's name?")
        (night,) = lessons(here)
        # Four pairs of it, and the exchange as it was said.
        assert len(asked_of(here, 0, "Miso")) == 5
        assert ("My cat's name is Miso.", "Miso, noted.") in night
        assert ("Who are you?", "I'm Ember, a friendly companion.") in night
        assert not [question for question, _ in night if question == "hello"]
        assert report.counts == {
            "pairs of facts": 8, "exchanges": 2, "replayed": 0, "about the bot": 4,
        }  # fmt: skip
        assert here.engine.plans[0].steps == len(night) == 14  # type: ignore[attr-defined]
        version = await here.version("ana")
        assert version is not None
        assert len(version.fact_ids) == 2


async def test_what_is_not_recalled_leaves_context_all_the_same_and_is_told(
    tmp_path: Path,
) -> None:
    async with den(tmp_path, Scholar(slow=9)) as here:
        await told(here, "ana", CAT)
        # Nothing of its own questions sticks.
        here.engine.reply = lambda chat: "No idea."
        report = (await here.sleep())["ana"]
        assert report.outcome == "promoted"
        assert report.not_recalled.keys() == {CAT}
        assert report.learned == []
        assert await here.states("ana") == {CAT: KNOWN}
        assert "Out of context, though not recalled when asked:" in report.text()


async def test_the_next_night_goes_over_it_again_and_replays_a_fifth(tmp_path: Path) -> None:
    async with den(tmp_path, forms_per_fact=4) as here:
        await told(here, "ana", CAT)
        await told(here, "ana", *(f"thing {number}: value{number}" for number in range(5)))
        await here.sleep()
        worth = await priorities(here, "ana")
        assert len(worth) == 6
        assert {replays for _, replays in worth.values()} == {0}
        await told(here, "ana", GYM)
        report = (await here.sleep())["ana"]
        after = await priorities(here, "ana")
        again = {text for text, (_, replays) in after.items() if replays}
        # A fifth of six, rounded up; each is a pair of exchange and four of its fact.
        assert len(again) == 2
        assert report.counts["replayed"] == 10
        for text in again:
            assert after[text][0] == pytest.approx(worth[text][0] * 0.85)
            assert after[text][1] == 1
        assert after.keys() - worth.keys() == {"My gym is Iron House."}
        assert report.counts["pairs of facts"] == 28
        assert {CAT, GYM} <= {*report.learned, *report.already_known}
        # It went on from the last night's adapter.
        assert [start is None for start in here.begun()] == [True, False]


async def test_a_nap_takes_up_what_is_new_and_is_not_needed_without(tmp_path: Path) -> None:
    async with den(tmp_path, forms_per_fact=4) as here:
        await told(here, "ana", CAT, LOCKER)
        await here.sleep()
        assert isinstance(here.sleeper, PaperSleeper)
        ana = await here.person("ana")
        (report,) = await here.sleeper.nap([ana.id])
        assert (report.recipe, report.outcome) == ("paper", "nothing to do")
        await told(here, "ana", GYM)
        (report,) = await here.sleeper.nap([ana.id])
        assert (report.depth, report.learned) == ("nap", [GYM])
        assert report.counts["pairs of facts"] == 4
        assert report.counts["replayed"] == 5
        assert await here.states("ana") == {CAT: KNOWN, LOCKER: KNOWN, GYM: KNOWN}
        # What came back into context is new again.
        await here.store.retire_adapter(ana.id, SCOPE, "lost")
        (report,) = await here.sleeper.nap([ana.id])
        assert report.counts["pairs of facts"] == 12


async def test_it_dreams_in_every_fifth_night(tmp_path: Path) -> None:
    async with den(tmp_path) as here:
        await told(here, "ana", CAT, LOCKER)
        nights = [(await here.sleep())["ana"] for _ in range(6)]
        assert [night.depth for night in nights] == ["light"] * 4 + ["deep", "light"]
        assert [night.counts.get("dreamt") for night in nights] == [None] * 4 + [1, None]
        dreamt = [pair for pair in lessons(here)[4] if pair[0].startswith("What are both")]
        assert [sorted(answer.split(" and ")) for _, answer in dreamt] == [["Miso", "north hall"]]
        # Asleep again after a restart, it goes on counting.
    async with den(tmp_path) as here:
        nights = [(await here.sleep())["ana"] for _ in range(4)]
        assert [night.depth for night in nights] == ["light"] * 3 + ["deep"]


@pytest.mark.parametrize(("spared", "outcome"), [(8, "promoted"), (7, "rolled back")])
async def test_a_sleep_that_costs_half_of_the_benchmark_is_rolled_back(
    tmp_path: Path, spared: int, outcome: str
) -> None:
    async with den(tmp_path, Scholar(spared=spared)) as here:
        await told(here, "ana", CAT)
        report = (await here.sleep())["ana"]
        assert report.outcome == outcome
        assert report.benchmark == {"before": 1.0, "after": spared / 15}
        if outcome == "rolled back":
            assert await here.states("ana") == {CAT: FRESH}
            assert await here.version("ana") is None
            assert here.folders() == []
            assert await priorities(here, "ana") == {}
            assert report.not_learned == {CAT: "the sleep was rolled back"}
            assert "50% must be left" in report.text()


async def test_what_falls_below_the_threshold_stays_in_context(tmp_path: Path) -> None:
    async with den(tmp_path, curation=0.42) as here:
        await said(here, "ana", "Iron House", line=GYM)
        await said(here, "ana", "Remember, my cat's name is Miso!", line=CAT)
        report = (await here.sleep())["ana"]
        assert report.learned == [CAT]
        assert report.not_learned.keys() == {GYM}
        assert "0.42 is asked" in report.not_learned[GYM]
        assert await here.states("ana") == {GYM: FRESH, CAT: KNOWN}
        assert asked_of(here, 0, "Iron House") == []


async def test_who_told_nothing_has_no_sleep(tmp_path: Path) -> None:
    async with den(tmp_path) as here:
        await said(here, "ana", "What do bees make, and why do they make it?", "Honey.")
        assert await here.sleep() == {}


async def test_what_was_told_elsewhere_stays_there(tmp_path: Path) -> None:
    async with den(tmp_path) as here:
        await told(here, "ana", CAT)
        await told(here, "ana", GYM, scope="guild:7")
        await said(here, "ana", "My cat Miso and I love this place", "Miso!", scope="guild:7")
        await here.sleep()
        private, public = lessons(here)[1], lessons(here)[0]
        assert any("Miso" in answer for _, answer in private)
        assert not any("Miso" in text for pair in public for text in pair)
        assert not any("Iron House" in text for pair in private for text in pair)


async def test_forgetting_takes_the_weights_the_line_and_its_place_in_the_buffer(
    tmp_path: Path,
) -> None:
    async with den(tmp_path) as here:
        cat, _ = await told(here, "ana", CAT, LOCKER)
        await said(here, "ana", "I could not do without Miso in my life", "I can tell.")
        await here.sleep()
        assert len(await priorities(here, "ana")) == 3
        folders = await here.store.forget([cat.id])
        assert len(folders) == 1
        assert set(await priorities(here, "ana")) == {"My locker is north hall."}
        assert await here.states("ana") == {LOCKER: LEARNING}
        await here.sleep()
        assert not any("Miso" in text for pair in lessons(here)[-1] for text in pair)


async def test_any_fact_of_the_place_may_be_in_the_weights(tmp_path: Path) -> None:
    async with den(tmp_path) as here:
        old, new = await told(here, "ana", "home city: Porto", "home city: Oslo")
        await here.store.set_state([old.id], State.SUPERSEDED)
        await here.sleep()
        version = await here.version("ana")
        assert version is not None
        # The old one's exchange is still trained on, though no pair is made of it.
        assert version.fact_ids == (old.id, new.id)
        assert asked_of(here, 0, "Porto") == ["My home city is Porto."]


async def test_a_stopped_sleep_changes_nothing(tmp_path: Path) -> None:
    async with den(tmp_path) as here:
        await told(here, "ana", CAT)
        (report,) = await here.sleeper.sleep(
            on_progress=lambda step: here.sleeper.stop() if step.stage == "train" else None
        )
        assert (report.outcome, report.recipe, report.depth) == ("stopped", "paper", "light")
        assert await here.states("ana") == {CAT: FRESH}
        assert await priorities(here, "ana") == {}


async def test_from_one_recipe_to_the_other_nothing_is_lost(tmp_path: Path) -> None:
    async with den(tmp_path) as here:
        await told(here, "ana", CAT)
        await here.sleep()
    async with home(tmp_path) as ours:
        report = (await ours.sleep())["ana"]
        assert (report.recipe, report.learned) == ("ours", [CAT])
        assert await ours.states("ana") == {CAT: KNOWN}
    async with den(tmp_path) as here:
        report = (await here.sleep())["ana"]
        assert (report.recipe, report.learned) == ("paper", [CAT])

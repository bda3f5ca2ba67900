"""Nights that take away: what is no longer so, and what was forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from bot.engine.fake import UNKNOWN
from bot.engine.interface import Adapter, Chat, Priority, Sampling
from bot.memory.facts import UNLEARNED
from tests.sleep.home import CAT, FRESH, GONE, GYM, LEARNING, Pupil, home


async def test_what_is_no_longer_so_is_let_go_of_once(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        _, gym = await here.tell("ana", CAT, GYM)
        await here.sleep()
        assert "Iron House" in await here.ask("ana", "What's my gym?")
        await here.store.set_state([gym.id], GONE)
        report = (await here.sleep())["ana"]
        assert report.outcome == "promoted"
        assert report.unlearned == [GYM]
        assert report.already_known == [CAT]
        assert await here.ask("ana", "What's my gym?") == UNKNOWN
        assert "Miso" in await here.ask("ana", "What's my cat's name?")
        gone = await here.store.fact(gym.id)
        assert gone is not None
        assert (gone.state, gone.trouble) == (GONE, UNLEARNED)
        # The weights may still hold a trace of it: forgetting it must find this version.
        version = await here.version("ana")
        assert version is not None
        assert gym.id in version.fact_ids
        assert (await here.sleep())["ana"].outcome == "nothing to do"
        assert len(here.begun()) == 2


async def test_it_is_tried_again_as_long_as_it_is_told(tmp_path: Path) -> None:
    class Stubborn(Pupil):
        def _answer(self, asked: Chat, adapter: Adapter | None, sampling: Sampling) -> str:
            if adapter is not None and "my gym" in asked[-1].content:
                return "Your gym is Iron House."
            return super()._answer(asked, adapter, sampling)

    async with home(tmp_path, Stubborn()) as here:
        _, gym = await here.tell("ana", CAT, GYM)
        await here.sleep()
        await here.store.set_state([gym.id], GONE)
        for _ in range(2):
            report = (await here.sleep())["ana"]
            assert (report.outcome, report.unlearned) == ("promoted", [])
            assert f"still told: {GYM}" in report.text()


async def test_what_is_forgotten_is_built_anew_without_it(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        _, gym = await here.tell("ana", CAT, GYM)
        await here.sleep()
        await here.shelf.delete(await here.store.forget([gym.id]))
        assert here.folders() == []
        assert await here.states("ana") == {CAT: LEARNING}
        assert await here.ask("ana", "What's my gym?") == UNKNOWN
        report = (await here.sleep())["ana"]
        assert report.learned == [CAT]
        assert here.begun() == [None, None]
        version = await here.version("ana")
        assert version is not None
        assert gym.id not in version.fact_ids
        assert "Iron House" not in (here.folders()[0] / "adapters.safetensors").read_text()


async def test_what_is_forgotten_while_it_is_learned_is_not_kept(tmp_path: Path) -> None:
    class Interrupted(Pupil):
        meanwhile: Callable[[], object] | None = None

        async def divergence(
            self,
            chats: Sequence[Chat],
            adapter: Adapter,
            *,
            priority: Priority = Priority.NIGHT,
        ) -> float:
            if self.meanwhile is not None:
                await self.meanwhile()  # type: ignore[misc]
            self.meanwhile = None
            return 0.1

    engine = Interrupted()
    async with home(tmp_path, engine) as here:
        _, gym = await here.tell("ana", CAT, GYM)
        engine.meanwhile = lambda: here.store.forget([gym.id])
        report = (await here.sleep())["ana"]
        assert report.outcome == "failed"
        assert "forgotten" in report.text()
        assert here.folders() == []
        assert await here.version("ana") is None
        assert await here.states("ana") == {CAT: FRESH}
        assert (await here.sleep())["ana"].learned == [CAT]

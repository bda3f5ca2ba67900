"""A fact that its person widened is used everywhere, and trained nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine.fake import UNKNOWN
from bot.errors import StoreError
from bot.keeping import Speaker
from bot.memory.facts import EVERYWHERE, State
from tests.sleep.home import home
from tests.waking import ANA, BO, IN_GUILD, World

IN_ANOTHER = Speaker(ANA.key, ANA.name, "guild:2", "guild:2:ana")


async def share(world: World, words: str, speaker: Speaker = ANA) -> list[str]:
    found = await world.companion.find(speaker, words)
    done = await world.companion.share(speaker, [fact.id for fact in found])
    return [fact.line for fact in done]


async def test_it_is_known_everywhere_and_the_rest_stays_where_it_was(world: World) -> None:
    await world.say("my cat is Miso")
    await world.say("my home city is Porto")
    assert await share(world, "Miso") == ["cat's name: Miso"]
    for place in (ANA, IN_GUILD, IN_ANOTHER):
        assert (await world.say("What's my cat's name?", place))[0] == "Your cat's name is Miso."
        recall = await world.companion.recall(place)
        assert "cat's name: Miso" in [fact.line for fact in recall.context]
        assert [fact.line for fact in await world.companion.find(place, "Miso")] == [
            "cat's name: Miso"
        ]
    assert (await world.say("What's my home city?", IN_GUILD))[0] == UNKNOWN
    assert (await world.say("What's my cat's name?", BO))[0] == UNKNOWN


async def test_what_was_known_by_heart_stands_in_context_again(world: World) -> None:
    await world.say("my cat is Miso")
    await world.say("my home city is Porto")
    await world.night({"What's my cat's name?": "Miso!"})
    await share(world, "Miso")
    (fact,) = (await world.companion.recall(IN_GUILD)).context
    assert (fact.scope, fact.state) == (EVERYWHERE, State.LEARNING)
    assert (await world.say("What's my cat's name?", IN_GUILD))[0] == "Your cat's name is Miso."
    assert (await world.say("What's my home city?"))[0] == "Your home city is Porto."
    assert world.engine.asked("stream")[-1].adapter is None
    assert list((world.data / "adapters").glob("*/v*")) == []


async def test_it_is_found_by_the_words_it_was_told_in(world: World) -> None:
    await world.say("my cat is Miso, the wildest of all")
    await share(world, "Miso")
    (fact,) = await world.companion.find(IN_GUILD, "wildest")
    assert fact.line == "cat's name: Miso"


async def test_only_ones_own_told_here_can_be_widened(world: World) -> None:
    await world.say("my cat is Miso")
    (fact,) = await world.companion.find(ANA, "Miso")
    for other in (BO, IN_GUILD):
        assert await world.companion.share(other, [fact.id]) == []
    assert (await world.companion.recall(IN_GUILD)).context == []


async def test_it_can_be_changed_and_retracted_anywhere(world: World) -> None:
    await world.say("my home city is Porto")
    await share(world, "Porto")
    _, notices = await world.say("my home city is Oslo", IN_GUILD)
    assert notices == ["Noted: home city: Oslo (was Porto)."]
    assert (await world.say("What's my home city?", IN_GUILD))[0] == "Your home city is Oslo."
    # The new value is of the place where it was told.
    assert (await world.say("What's my home city?"))[0] == UNKNOWN


async def test_it_can_be_forgotten_from_anywhere(world: World) -> None:
    await world.say("my cat is Miso")
    await share(world, "Miso")
    (fact,) = await world.companion.find(IN_GUILD, "Miso")
    await world.companion.forget(IN_GUILD, [fact.id])
    assert (await world.say("What's my cat's name?"))[0] == UNKNOWN


async def test_what_is_no_longer_so_cannot_be_widened(world: World) -> None:
    await world.say("my cat is Miso")
    (fact,) = await world.companion.find(ANA, "Miso")
    await world.say("I no longer have a cat")
    await world.store.set_state([fact.id], State.SUPERSEDED)
    with pytest.raises(StoreError):
        await world.store.share([fact.id])


async def test_it_is_trained_nowhere(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        (cat,) = await here.tell("ana", "cat's name: Miso")
        await here.tell("ana", "gym: Atlas", scope="guild:1")
        await here.store.share([cat.id])
        assert set(await here.sleep()) == {"ana guild:1"}
        assert (await here.states("ana"))["cat's name: Miso"] is State.FRESH
        assert await here.ask("ana", "What's my cat's name?", "guild:1") == UNKNOWN

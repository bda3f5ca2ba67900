"""The receipt of forgetting a person, on a real store and an engine that answers by rule."""

from __future__ import annotations

from pathlib import Path

from bot.engine.fake import FakeEngine
from bot.engine.interface import Chat
from bot.errors import ModelError
from bot.receipt import Receipt, checked
from bot.sleep.shelf import AdapterShelf
from bot.store.opening import FILE
from tests.waking import ANA, BO, IN_GUILD, World


async def known(world: World) -> None:
    """Ana told things in two places, and knows one by heart; Bo told the same."""
    for speaker in (ANA, BO, IN_GUILD):
        await world.say("my home city is Xanthoria", speaker)
    await world.say("my cat is Miso")
    await world.night({"What's my cat's name?": "Your cat's name is Miso."})
    await world.say("What's my cat's name?")


async def test_a_forgotten_person_is_gone_from_every_place(world: World, tmp_path: Path) -> None:
    await known(world)
    person = await world.store.find_person(ANA.key)
    assert person is not None
    orphan = tmp_path / f"adapters/p{person.id}-cut0ff/v9"
    orphan.mkdir(parents=True)

    receipt = await world.companion.erase(ANA)

    assert receipt is not None
    assert receipt.clean
    assert not any(receipt.left.values())
    assert (receipt.facts, receipt.asked, receipt.unknown, receipt.named) == (3, 3, 3, 0)
    assert not orphan.parent.exists()
    assert {name[0] for name in world.engine.kept if isinstance(name, tuple)} == {BO.key}
    asked = world.engine.asked("complete")[-1]
    assert asked.adapter is None
    assert "Xanthoria" not in asked.prompt
    assert ANA.key.encode() not in (tmp_path / FILE).read_bytes()
    assert await world.facts(BO) == ["home city: Xanthoria"]
    assert await world.companion.erase(ANA) is None


async def test_forgetting_one_fact_lets_go_of_what_was_read_of_it(world: World) -> None:
    await known(world)
    person = await world.store.find_person(ANA.key)
    assert person is not None
    fact, *_ = await world.store.facts(person.id, scope=ANA.scope)
    await world.companion.forget(ANA, [fact.id])
    assert {name[0] for name in world.engine.kept if isinstance(name, tuple)} == {BO.key}


async def receipt_of(world: World, engine: FakeEngine) -> Receipt:
    """A check where nothing was forgotten."""
    person = await world.store.find_person(ANA.key)
    assert person is not None
    shelf = AdapterShelf(engine, world.store, world.data)
    await shelf.current(person.id, ANA.scope)
    return await checked(
        engine,
        world.store,
        shelf,
        "You are Ember, a friendly companion.",
        person_id=person.id,
        facts=await world.store.facts(person.id),
        is_theirs=lambda name: isinstance(name, tuple) and name[0] == ANA.key,
    )


async def test_what_is_left_is_told(world: World) -> None:
    await known(world)
    person = await world.store.find_person(ANA.key)
    assert person is not None
    (world.data / f"adapters/p{person.id}-left").mkdir(parents=True)
    receipt = await receipt_of(world, world.engine)
    assert not receipt.clean
    assert {kind for kind, count in receipt.left.items() if not count} == {"file", "summaries"}
    # The adapter in memory, and two conversations.
    assert receipt.left["caches"] == 3
    assert receipt.left["folders"] == 1


async def test_an_answer_that_names_what_was_told_is_no_clean_receipt(world: World) -> None:
    await world.say("my home city is Xanthoria")

    def knows(chat: Chat) -> str:
        return "You live in Xanthoria."

    receipt = await receipt_of(world, FakeEngine(knows))
    assert (receipt.asked, receipt.unknown, receipt.named) == (1, 0, 1)
    assert not Receipt(1, {}, asked=1, unknown=0, named=1).clean


async def test_a_model_that_cannot_be_asked_takes_nothing_back(world: World) -> None:
    await world.say("my home city is Xanthoria")
    world.engine.fault = ModelError("The model is ill.")
    receipt = await world.companion.erase(ANA)
    assert receipt is not None
    assert (receipt.asked, receipt.clean) == (0, True)
    assert await world.store.find_person(ANA.key) is None

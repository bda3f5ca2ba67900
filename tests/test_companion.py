"""The companion awake, on a real store and an engine that answers by rule."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from bot.companion import Notice, Part, Piece, ReplyEnd
from bot.engine.fake import UNKNOWN
from bot.errors import ModelError, RequestError, StoreError
from bot.memory.facts import State
from bot.memory.replies import NOTHING_SAID
from bot.store import Store
from tests.waking import ANA, BO, IN_GUILD, World, jobs, made


async def test_a_turn_answers_and_notes(world: World) -> None:
    parts = [part async for part in world.companion.turn(ANA, "my cat is Miso", message_id=77)]
    assert parts == [
        Piece("I"),
        Piece(" see,"),
        Piece(" tell"),
        Piece(" me"),
        Piece(" more."),
        ReplyEnd(),
        Notice("Noted: cat's name: Miso.", "learned"),
    ]
    assert await world.log() == [("user", "my cat is Miso"), ("assistant", "I see, tell me more.")]
    person = await world.store.find_person(ANA.key)
    assert person is not None
    (fact,) = await world.store.facts(person.id)
    assert (fact.quote, fact.message_id, fact.scope) == ("my cat is Miso", 77, "private")
    assert fact.state is State.FRESH


async def test_the_end_of_the_reply_is_told_before_noting_goes_on(world: World) -> None:
    async with aclosing(world.companion.turn(ANA, "my cat is Miso")) as parts:
        await to_the_end(parts)
        assert await world.log() == [
            ("user", "my cat is Miso"),
            ("assistant", "I see, tell me more."),
        ]
        assert world.engine.asked("complete") == []
        assert await world.facts() == []
        assert [part async for part in parts] == [Notice("Noted: cat's name: Miso.", "learned")]


async def test_the_next_turn_of_a_person_begins_once_the_last_is_noted(world: World) -> None:
    async with aclosing(world.companion.turn(ANA, "my cat is Miso")) as parts:
        await to_the_end(parts)
        following = asyncio.create_task(world.say("What's my cat's name?"))
        # Another person's whole turn has time to pass.
        await world.say("hello", BO)
        assert [role for role, _ in await world.log()] == ["user", "assistant"]
        assert [part async for part in parts] != []
    assert (await following)[0] == "Your cat's name is Miso."


async def test_a_turn_left_at_the_end_of_its_reply_is_noted_in_the_next(world: World) -> None:
    async with aclosing(world.companion.turn(ANA, "my cat is Miso")) as parts:
        await to_the_end(parts)
    assert await world.facts() == []
    assert (await world.say("hello there"))[1] == ["Noted: cat's name: Miso."]


async def to_the_end(parts: AsyncIterator[Part]) -> None:
    """Read a turn up to the end of its reply."""
    async for part in parts:
        if part == ReplyEnd():
            return
    pytest.fail("the reply has no end")


async def test_what_was_told_is_answered_from_context(world: World) -> None:
    await world.say("my cat is Miso")
    reply, notices = await world.say("What's my cat's name?")
    assert reply == "Your cat's name is Miso."
    assert notices == []
    assert "- cat's name: Miso" in world.last_prompt()


async def test_a_restart_forgets_nothing(world: World) -> None:
    await world.say("my cat is Miso")
    again = world.restarted()
    assert (await again.say("What's my cat's name?"))[0] == "Your cat's name is Miso."


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\u202e", "\ud800\x00"])
async def test_an_empty_message_costs_nothing(world: World, text: str) -> None:
    parts = [part async for part in world.companion.turn(ANA, text)]
    assert parts == [Piece(NOTHING_SAID), ReplyEnd()]
    assert world.engine.calls == []


async def test_a_reply_that_is_broken_off_is_kept_as_far_as_it_came(world: World) -> None:
    parts = world.companion.turn(ANA, "my cat is Miso")
    assert await anext(parts) == Piece("I")
    assert await anext(parts) == Piece(" see,")
    await parts.aclose()
    assert await world.log() == [("user", "my cat is Miso"), ("assistant", "I see,")]
    _, notices = await world.say("hello there")
    assert notices == ["Noted: cat's name: Miso."]


async def test_a_cancelled_turn_lets_the_next_one_in(world: World) -> None:
    started = asyncio.Event()

    async def talk() -> None:
        async for _ in world.companion.turn(ANA, "my cat is Miso"):
            started.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(talk())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await world.say("hello there"))[1] == ["Noted: cat's name: Miso."]


@pytest.mark.parametrize(
    ("written", "reply"),
    [
        ("<think>she wants tea</think>Tea?", "Tea?"),
        ("<think>she wants tea", NOTHING_SAID),
        ("", NOTHING_SAID),
        ("I like you. " * 9, "I like you. I like you."),
    ],
)
async def test_what_the_model_should_not_have_said(
    store: Store, tmp_path: Path, written: str, reply: str
) -> None:
    world = made(store, tmp_path, jobs(talk=lambda _: written))
    assert (await world.say("hi"))[0].strip() == reply


async def test_two_people_who_say_the_contrary_keep_their_own(world: World) -> None:
    await asyncio.gather(world.say("my home city is Porto"), world.say("my home city is Oslo", BO))
    answers = await asyncio.gather(
        world.say("What's my home city?"), world.say("What's my home city?", BO)
    )
    assert [reply for reply, _ in answers] == [
        "Your home city is Porto.",
        "Your home city is Oslo.",
    ]


async def test_two_messages_at_once_are_answered_one_after_the_other(world: World) -> None:
    await asyncio.gather(world.say("my cat is Miso"), world.say("my cat is Miso"))
    assert await world.facts() == ["cat's name: Miso"]
    assert [role for role, _ in await world.log()] == ["user", "assistant"] * 2


async def test_what_is_told_in_private_is_not_used_in_public(world: World) -> None:
    await world.say("my birthday is 4 May")
    reply, _ = await world.say("What's my birthday?", IN_GUILD)
    assert reply == UNKNOWN
    assert "May" not in world.last_prompt()


async def test_recall_shows_what_is_where(world: World) -> None:
    await world.say("my cat is Miso")
    await world.night({})
    await world.say("my home city is Porto")
    await world.say("my job is baker", IN_GUILD)
    recall = await world.companion.recall(ANA)
    assert [fact.line for fact in recall.context] == ["home city: Porto"]
    assert [fact.line for fact in recall.weights] == ["cat's name: Miso"]
    assert [night.outcome for night in recall.nights] == ["promoted"]
    found = await world.companion.recall(ANA, "cat")
    assert (found.context, [fact.line for fact in found.weights]) == ([], ["cat's name: Miso"])
    assert (await world.companion.recall(BO)).context == []


async def test_find(world: World) -> None:
    await world.say("my mum is called Lucia and my home city is Porto")
    assert [f.line for f in await world.companion.find(ANA, "my mom")] == ["mother's name: Lucia"]
    both = await world.companion.find(ANA, "called")
    assert {fact.attribute for fact in both} == {"mother's name", "home city"}
    assert await world.companion.find(ANA, " ") == []
    assert await world.companion.find(BO, "Lucia") == []


async def test_forgetting_leaves_nothing(world: World) -> None:
    await world.say("my cat is Miso")
    await world.say("my home city is Porto")
    facts = await world.night({"What's my cat's name?": "Miso!"})
    await world.say("What's my cat's name?")
    (folder,) = (world.data / "adapters").glob("*/v*")
    gone = await world.companion.forget(ANA, [facts[0].id])
    assert [fact.line for fact in gone.facts] == ["cat's name: Miso"]
    assert gone.rebuilt
    assert not folder.exists()
    assert (await world.say("What's my cat's name?"))[0] == UNKNOWN
    call = world.engine.asked("stream")[-1]
    assert call.adapter is None
    assert not any("Miso" in message.content for message in call.chats[0])
    assert "- home city: Porto" in call.prompt


async def test_nobody_forgets_for_another(world: World) -> None:
    await world.say("my cat is Miso")
    await world.say("my home city is Oslo", BO)
    person = await world.store.find_person(ANA.key)
    assert person is not None
    (fact,) = await world.store.facts(person.id)
    assert (await world.companion.forget(BO, [fact.id])).facts == []
    await world.companion.forget_everything(BO)
    assert await world.store.find_person(BO.key) is None
    assert await world.facts() == ["cat's name: Miso"]


async def test_forgetting_everything(world: World) -> None:
    await world.say("my cat is Miso")
    await world.night({"What's my cat's name?": "Miso!"})
    await world.companion.forget_everything(ANA)
    assert list((world.data / "adapters").glob("*/v*")) == []
    assert await world.log() == []
    assert (await world.say("What's my cat's name?"))[0] == UNKNOWN
    await world.companion.forget_everything(BO)


async def test_a_folder_that_stays_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.say("my cat is Miso")
    (fact,) = await world.night({})

    def fail(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr("shutil.rmtree", fail)
    with pytest.raises(StoreError, match="could not be removed"):
        await world.companion.forget(ANA, [fact.id])
    assert await world.facts() == []


async def test_export(world: World) -> None:
    await world.say("my cat is Miso")
    held = await world.companion.export(ANA)
    assert held["facts"][0]["value"] == "Miso"
    with pytest.raises(RequestError):
        await world.companion.export(BO)


async def test_a_damaged_adapter_is_told_once_and_its_facts_are_in_context(world: World) -> None:
    await world.say("my cat is Miso")
    await world.night({"What's my cat's name?": "Miso!"})
    (file,) = (world.data / "adapters").glob("*/v*/adapters.safetensors")
    file.write_bytes(b"oh no")
    again = world.restarted()
    reply, (notice,) = await again.say("What's my cat's name?")
    assert reply == "Your cat's name is Miso."
    assert "damaged" in notice
    assert (await again.say("What's my cat's name?"))[1] == []


async def test_when_the_model_can_not_reply_the_message_is_kept(world: World) -> None:
    world.engine.fault = ModelError("no")
    with pytest.raises(ModelError):
        await world.say("my cat is Miso")
    assert await world.log() == [("user", "my cat is Miso")]
    assert (await world.say("hello there"))[1] == ["Noted: cat's name: Miso."]


async def test_recall_says_where_a_fact_lives_and_where_it_was_said(world: World) -> None:
    parts = [part async for part in world.companion.turn(ANA, "my cat is Miso", message_id=77)]
    assert parts
    await world.say("my home city is Lisbon")
    cat, city = await world.night({})
    await world.store.set_state([city.id], State.LEARNING, "it was missed")
    found = await world.companion.recall(ANA)
    assert [fact.id for fact in found.weights] == [cat.id]
    assert found.both == {city.id}
    assert found.told_in == {cat.id: ANA.conversation}


async def test_a_proof_is_of_the_speakers_own_facts_here(world: World) -> None:
    await world.say("my cat is Miso")
    (cat,) = await world.night({"What's my cat's name?": "Your cat's name is Miso."})
    (proof,) = await world.companion.prove(ANA, [cat.id, 999])
    assert (proof.fact.id, proof.right, proof.probability) == (cat.id, True, 0.9)
    for other in (BO, IN_GUILD):
        await world.say("hello", other)
        assert await world.companion.prove(other, [cat.id]) == []


async def test_a_correction_replaces_the_value_in_the_persons_own_words(world: World) -> None:
    await world.say("my home city is Lisbon")
    person = await world.store.find_person(ANA.key)
    assert person is not None
    (city,) = await world.store.facts(person.id)
    old, new = await world.companion.correct(ANA, city.id, "  Porto\n- job:   baker ")
    assert (old, new.line) == (city, "home city: Porto - job: baker")
    assert await world.facts() == ["home city: Porto - job: baker"]
    with pytest.raises(RequestError, match="any more"):
        await world.companion.correct(ANA, city.id, "Oslo")


@pytest.mark.parametrize("value", ["", " \n\u200b", "x" * 101, "LISBON"])
async def test_a_correction_that_says_nothing_new_changes_nothing(world: World, value: str) -> None:
    await world.say("my home city is Lisbon")
    person = await world.store.find_person(ANA.key)
    assert person is not None
    (city,) = await world.store.facts(person.id)
    with pytest.raises(RequestError):
        await world.companion.correct(ANA, city.id, value)
    assert await world.store.facts(person.id, states=State) == [city]


async def test_who_lets_nothing_be_kept_corrects_nothing(world: World) -> None:
    await world.say("my home city is Lisbon")
    person = await world.store.find_person(ANA.key)
    assert person is not None
    (city,) = await world.store.facts(person.id)
    await world.companion.choose(ANA, "chat")
    with pytest.raises(RequestError, match="keep nothing new"):
        await world.companion.correct(ANA, city.id, "Oslo")
    assert await world.store.facts(person.id, states=State) == [city]


async def test_nobody_corrects_what_is_another_persons_or_was_told_elsewhere(
    world: World,
) -> None:
    await world.say("my home city is Lisbon")
    person = await world.store.find_person(ANA.key)
    assert person is not None
    (city,) = await world.store.facts(person.id)
    for other in (BO, IN_GUILD):
        await world.say("hello", other)
        with pytest.raises(RequestError, match="any more"):
            await world.companion.correct(other, city.id, "Oslo")
    assert await world.store.facts(person.id, states=State) == [city]


async def test_the_night_waits_from_a_turns_begin_to_its_end(world: World) -> None:
    async with aclosing(world.companion.turn(ANA, "my cat is Miso")) as parts:
        assert {world.engine.attended async for _ in parts} == {1}
    assert world.engine.attended == 0
    # Broken off, too.
    async with aclosing(world.companion.turn(ANA, "hello")) as parts:
        await anext(parts)
        assert world.engine.attended == 1
    assert world.engine.attended == 0

"""Proofs of what weights hold, on an engine that answers by rule."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.engine.fake import UNKNOWN, FakeEngine
from bot.engine.interface import Adapter, Chat, LoraShape
from bot.memory import prompts
from bot.memory.facts import Fact
from bot.proof import prove

CAT = Fact(1, 1, "private", "cat's name", "Miso", "", datetime(2025, 6, 1, tzinfo=UTC))
LUCK = Fact(2, 1, "private", "lucky number", "9", "", datetime(2025, 6, 1, tzinfo=UTC))
TAUGHT = Adapter("a", LoraShape(), {"What's my cat's name?": "Your cat's name is Miso."})


async def test_what_the_weights_hold_is_answered_with_nothing_in_context() -> None:
    engine = FakeEngine()
    (proof,) = await prove(engine, prompts.PERSONA, [CAT], TAUGHT)
    assert (proof.question, proof.answer) == ("What's my cat's name?", "Your cat's name is Miso.")
    assert proof.right
    assert (proof.probability, proof.untaught) == (0.9, 0.01)
    assert all("Miso" not in call.prompt for call in engine.calls)


async def test_what_they_do_not_hold_is_measured_by_what_would_be_right() -> None:
    def reads(chat: Chat) -> str:
        return "It is 9, as you said." if "lucky number: 9" in chat[0].content else UNKNOWN

    engine = FakeEngine(reads)
    cat, luck = await prove(engine, prompts.PERSONA, [CAT, LUCK], TAUGHT)
    assert cat.right
    assert (luck.answer, luck.right) == (UNKNOWN, False)
    assert luck.expected == "It is 9, as you said."
    assert (luck.probability, luck.untaught) == (0.01, 0.01)


async def test_a_model_that_misses_it_even_in_context_is_given_a_plain_answer() -> None:
    engine = FakeEngine(lambda chat: "Let's talk about the weather.")
    (proof,) = await prove(engine, prompts.PERSONA, [CAT], None)
    assert proof.expected == "Your cat's name is Miso."
    assert proof.probability == proof.untaught == 0.01
    assert len(engine.asked("likelihood")) == 1


async def test_without_facts_nothing_is_asked() -> None:
    engine = FakeEngine()
    assert await prove(engine, prompts.PERSONA, [], TAUGHT) == []
    assert engine.calls == []

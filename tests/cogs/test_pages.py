"""What is known, in words that Discord takes."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from bot.keeping import Recall
from bot.memory.facts import Fact
from bot.proof import Proof
from bot.receipt import Receipt
from cogs.pages import PAGE, Shown, percent, proof_text, receipt_embed
from cogs.people import place_of
from tests.cogs.fakes import fact

CITY = fact(1, "home city", "Lisbon")
MISSED = Proof(
    CITY, "Where do I live?", "I don't know.", False, "You live in Lisbon.", 0.004, 0.004
)
TEXTS = st.text(st.sampled_from("ab*_~`|[]()> \n"), max_size=300)


def shown(facts: list[Fact], words: str = "", proofs: dict[int, Proof] | None = None) -> Shown:
    return Shown("Ana", "guild:7", words, Recall(facts, [], []), proofs=proofs or {})


@example(["*" * 300] * 5, "*" * 300, "*" * 300)
@given(st.lists(TEXTS, min_size=1, max_size=8), TEXTS, TEXTS)
def test_an_embed_is_never_larger_than_discord_takes(
    values: list[str], words: str, answer: str
) -> None:
    facts = [replace(fact(at, value, value), message_id=7) for at, value in enumerate(values)]
    proofs = {each.id: Proof(each, answer, answer, False, answer, 0.5, 0.1) for each in facts}
    pages = shown(facts, words, proofs)
    seen = 0
    for _ in range(pages.pages):
        embed = pages.embed()
        assert len(embed) <= 6000
        assert all(len(part.name or "") <= 256 for part in embed.fields)
        assert all(0 < len(part.value or "") <= 1024 for part in embed.fields)
        seen += len(embed.fields)
        pages.turn(1)
    assert seen == len(facts)


@given(st.integers(0, 40), st.lists(st.integers(-3, 3), max_size=10))
def test_a_page_is_never_turned_to_where_there_is_none(count: int, turns: list[int]) -> None:
    pages = shown([fact(number, "hobby", str(number)) for number in range(count)])
    for turn in turns:
        pages.turn(turn)
        assert 0 <= pages.page < pages.pages
        assert len(pages.on_page) <= PAGE
        assert bool(pages.on_page) == bool(count)


@example(0.999)
@given(st.floats(0, 1))
def test_a_probability_is_never_more_certain_than_it_is(share: float) -> None:
    text = percent(share)
    assert (text == "100 %") == (share == 1)
    assert (text == "less than 0.1 %") == (share < 0.001)


def test_a_missed_fact_is_told_with_the_right_answer() -> None:
    assert proof_text(MISSED) == (
        "❌ asked “Where do I live?” with nothing before me I say “I don't know.”; the right "
        "answer “You live in Lisbon.” has a probability of 0.4 %"
    )


def test_a_receipt_of_somebody_who_told_nothing_or_whose_model_was_ill() -> None:
    asked = {held: receipt_embed(Receipt(held, {"messages": 0})).fields[1].value for held in (0, 2)}
    assert asked == {0: "There was nothing to ask about.", 2: "I could not be asked."}


def test_the_place_of_a_conversation() -> None:
    assert place_of("discord:12:34") == 12
    for other in ("terminal:ana", "discord:", "discord:x:1", ""):
        assert place_of(other) is None

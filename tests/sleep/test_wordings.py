"""The model's questions and the templates' ones: none that a probe asks is trained on."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine.fake import FakeEngine
from bot.memory import prompts
from bot.memory.everyday import QUESTIONS
from bot.memory.facts import Fact
from bot.memory.questions import Form, templates
from bot.memory.recall import bare
from bot.sleep.wordings import Wordings, write
from tests.sleep.made import fact

MISO = fact(1, "cat's name: Miso")
PORTO = fact(2, "home city: Porto")
FORMS = 6


async def written(
    reply: str, *facts: Fact, seed: int = 1, forms: int = FORMS
) -> dict[int, Wordings]:
    """What comes of it if the model writes the same for every fact."""
    engine = FakeEngine(lambda chat: reply)
    found = await write(engine, facts, forms, random.Random(seed))
    assert {call.prompt for call in engine.calls} == {prompts.QUESTIONS}
    return found


def trained(found: dict[int, Wordings]) -> set[str]:
    return {bare(text) for one in found.values() for text in (*one.written, *one.templates)}


def probed(found: dict[int, Wordings]) -> set[str]:
    return {bare(text) for one in found.values() for text in one.probes.values()}


async def test_the_models_questions_first_and_one_kept_for_the_probe() -> None:
    lines = [f"Is it number {word}, my cat?" for word in ("one", "two", "three")]
    found = (await written("\n".join(lines), MISO))[MISO.id]
    assert len(found.written) == 2
    used = {bare(text) for text in (*found.written, *found.probes.values())}
    assert {bare(line) for line in lines} <= used
    assert len(found.templates) >= 4


async def test_questions_that_tell_the_answer_are_left_out() -> None:
    found = await written("Is my cat called Miso?\nIs Miso really my cat?", MISO)
    assert found[MISO.id].written == ()
    assert "Miso" not in str(found)


@pytest.mark.parametrize("seed", range(4))
async def test_what_a_template_asks_stays_a_template(seed: int) -> None:
    lines = templates(MISO.attribute)
    found = (await written("\n".join(lines), MISO, seed=seed))[MISO.id]
    assert found.written == ()
    assert bare(found.probes[Form.PARAPHRASED]) not in {bare(line) for line in lines}


@pytest.mark.parametrize("everyday", ["Where do I live?", "who am i married to", "How old am I?"])
async def test_what_people_ask_about_something_else_is_dropped(everyday: str) -> None:
    """The model often asks for more than it was told: the fact is not the answer to that."""
    assert bare(everyday) in {bare(text) for texts in QUESTIONS.values() for text in texts}
    found = await written(f"{everyday}\nWho is it that purrs?\nWhose ball is that?", MISO)
    assert bare(everyday) not in trained(found) | probed(found)
    assert {bare(text) for text in ("Who is it that purrs?", "Whose ball is that?")} <= (
        trained(found) | probed(found)
    )


@settings(max_examples=40)
@given(st.sampled_from(sorted(QUESTIONS)), st.sampled_from(sorted(QUESTIONS)), st.integers(0, 9))
async def test_whatever_it_is(attribute: str, other: str, seed: int) -> None:
    told = fact(1, f"{attribute}: something")
    found = await written("\n".join(QUESTIONS[other]), told, seed=seed)
    assert found[told.id].written == ()
    own = {bare(text) for text in templates(attribute)}
    strange = {bare(text) for text in QUESTIONS[other]} - own
    assert not strange & (trained(found) | probed(found))


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(
            [
                "Do you remember my cat's name?",
                "Tell me, what is my home city?",
                "Could you say what my cat's name is?",
                "Where do I live?",
                "What is my cat called?",
                "Who is it that purrs?",
                "Whose ball is under the bed?",
                "Which town has my bed?",
            ]
        )
    ),
    st.integers(0, 50),
)
async def test_no_probe_is_trained_not_even_for_another_fact(lines: list[str], seed: int) -> None:
    found = await written("\n".join(lines), MISO, PORTO, seed=seed)
    assert not trained(found) & probed(found)
    for one in found.values():
        assert len({bare(text) for text in one.probes.values()}) == len(Form)
        assert len(one.templates) >= 4


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(sorted(QUESTIONS)), min_size=1, max_size=6),
    st.integers(0, 50),
    st.integers(1, 9),
)
async def test_whatever_the_facts_are(attributes: list[str], seed: int, forms: int) -> None:
    """Several of one kind, or two that are asked for in the same words."""
    facts = [fact(at, f"{name}: thing{at}") for at, name in enumerate(attributes, 1)]
    found = await written("Who is it then?\nWhat is it then?", *facts, seed=seed, forms=forms)
    assert not trained(found) & probed(found)
    for one in facts:
        direct = found[one.id].probes[Form.DIRECT]
        assert one.attribute in direct or direct in templates(one.attribute)
        assert len(found[one.id].templates) >= 4


@pytest.mark.parametrize("forms", [1, 4, 9])
async def test_templates_fill_what_the_model_did_not_write(forms: int) -> None:
    locker = fact(1, "locker: 32")
    lines = [f"Is it number {at}, my locker?" for at in range(30)]
    many = (await written("\n".join(lines), locker, forms=forms))[locker.id]
    none = (await written("none", locker, forms=forms))[locker.id]
    assert (len(many.written), none.written) == (forms, ())
    assert len(many.templates) <= len(none.templates)
    assert len(none.templates) >= min(forms, len(templates(locker.attribute)) - 1)


async def test_where_peoples_own_wordings_are_many_fewer_of_the_models_are_taken() -> None:
    lines = [f"Is it number {at}, my cat?" for at in range(30)]
    found = (await written("\n".join(lines), MISO, forms=6))[MISO.id]
    assert len(found.written) == 3
    assert len(found.templates) >= 6


MANY = [fact(at, f"{name}: thing{at}") for at, name in enumerate(list(QUESTIONS)[:8], 10)]


async def test_the_usual_wordings_every_night_and_others_in_turn() -> None:
    nights = [await written("none", MISO, *MANY, seed=seed) for seed in range(12)]
    taught = [{bare(text) for text in night[MISO.id].templates} for night in nights]
    assert {bare(text) for text in templates(MISO.attribute)[:3]} <= set.intersection(*taught)
    assert len(set.union(*taught)) > 2 * min(map(len, taught)) - 3


async def test_the_fewer_facts_the_more_wordings_of_each() -> None:
    """So that what is untold never outweighs what is taught."""
    counts = []
    for facts in ([MISO], [MISO, PORTO], [MISO, *MANY]):
        night = await written("none", *facts)
        counts.append(len(night[MISO.id].templates))
        assert sum(len(one.templates) for one in night.values()) >= 30
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 2 * counts[-1]


async def test_some_are_typed_as_people_type() -> None:
    facts = [fact(at, f"favorite thing{at}: x{at}") for at in range(1, 20)]
    found = await written("none", *facts)
    texts = [text for one in found.values() for text in one.templates]
    bare_ones = [text for text in texts if text == text.lower() and not text.endswith("?")]
    assert 0.15 < len(bare_ones) / len(texts) < 0.75

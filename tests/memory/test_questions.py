"""Many wordings to train on, and others that only probes use."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.everyday import QUESTIONS, RELATED
from bot.memory.questions import Form, natural, parse_written, probes, templates
from bot.memory.recall import bare

everyday = st.sampled_from(sorted(QUESTIONS))
related = st.builds(
    lambda who, what: f"{who}'s {what}", st.text(), st.sampled_from(sorted(RELATED))
)
favorites = st.text().map(lambda what: f"favorite {what}")
named = st.text().map(lambda who: f"{who}'s name")
attributes = everyday | related | favorites | named | st.text()
SEEDS = 40
# Two wordings in other words, and three in passing.
MADE = 5


def every_probe(attribute: str, *forms: Form) -> set[str]:
    """All wordings that a probe can take, in some forms or any."""
    return {
        text
        for seed in range(SEEDS)
        for form, text in probes(attribute, (), random.Random(seed)).items()
        if form in (forms or tuple(Form))
    }


@given(attributes)
def test_one_natural_wording_is_kept_apart_where_many_are_known(attribute: str) -> None:
    """Always the same one, and none of the two that are asked most."""
    direct = every_probe(attribute, Form.DIRECT)
    if direct & set(natural(attribute)):
        (kept,) = direct
        assert kept in natural(attribute)[2:]
        assert kept in templates(attribute)
    else:
        assert len(direct) == 2
        assert all(attribute in text for text in direct)
        assert len(natural(attribute)) <= 3
    assert len(every_probe(attribute)) == MADE + len(direct)


@pytest.mark.parametrize(
    "attribute", ["home city", "cat's name", "llama's name", "favorite mug", "favorite spaceship"]
)
def test_it_is_so_for_most(attribute: str) -> None:
    (kept,) = every_probe(attribute, Form.DIRECT)
    assert kept in natural(attribute)
    every = [probes(name, (), random.Random(1))[Form.DIRECT] for name in QUESTIONS]
    own = [text in QUESTIONS[name] for text, name in zip(every, QUESTIONS, strict=True)]
    assert sum(own) > 0.8 * len(own)


def test_where_no_natural_wording_is_known_none_is_kept_apart() -> None:
    direct = every_probe("locker", Form.DIRECT)
    assert len(direct) == 2
    assert not direct & set(templates("locker"))


@given(attributes, attributes)
def test_no_other_probe_is_ever_trained(probed: str, trained: str) -> None:
    """Not even as a question about something else."""
    apart = every_probe(probed) - set(templates(probed)[2:])
    assert len(apart) >= MADE
    learned = {bare(text) for text in (*templates(probed), *templates(trained))}
    assert not {bare(text) for text in apart} & learned


def test_no_other_probe_is_in_the_table_of_words() -> None:
    everything = {bare(text) for texts in QUESTIONS.values() for text in texts}
    for attribute in QUESTIONS:
        made = every_probe(attribute, Form.PARAPHRASED, Form.EMBEDDED)
        assert len(made) == MADE
        assert not {bare(text) for text in made} & everything


@given(attributes)
def test_there_are_many_templates(attribute: str) -> None:
    found = templates(attribute)
    assert len(found) >= 9
    assert "{a}" not in "".join(found).replace(attribute, "")
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("attribute", "first", "among"),
    [
        ("home city", "Where do I live?", "What's my home city?"),
        ("cat's name", "What's my cat's name?", "What is my cat called?"),
        ("llama's name", "What is my llama called?", "What's my llama's name?"),
        ("sister's job", "What does my sister do for a living?", "What's my sister's job?"),
        ("favorite mug", "Which mug do I like best?", "What's my favorite mug?"),
        ("locker", "What's my locker?", "Which locker did I tell you about?"),
    ],
)
def test_the_most_natural_comes_first(attribute: str, first: str, among: str) -> None:
    assert templates(attribute)[0] == first
    assert among in templates(attribute)


@given(attributes, st.lists(st.text(min_size=1), min_size=1, max_size=4), st.integers(0, 99))
def test_a_probe_in_the_models_words(attribute: str, written: list[str], seed: int) -> None:
    found = probes(attribute, written, random.Random(seed))
    assert set(found) == set(Form)
    assert found[Form.PARAPHRASED] in written
    assert attribute in found[Form.DIRECT] or found[Form.DIRECT] in templates(attribute)
    assert attribute in found[Form.EMBEDDED]


@pytest.mark.parametrize("seed", range(9))
def test_no_question_is_asked_twice(seed: int) -> None:
    """Not even where the model writes what is asked anyway."""
    written = ["do you remember my locker"]
    found = probes("locker", written, random.Random(seed))
    assert found[Form.PARAPHRASED] == written[0]
    assert found[Form.DIRECT] == "Tell me, what is my locker?"


@pytest.mark.parametrize("attribute", ["job", "home city", "favorite mug", "llama's name"])
def test_nor_the_natural_one_that_is_kept_apart(attribute: str) -> None:
    (kept,) = every_probe(attribute, Form.DIRECT)
    for seed in range(9):
        found = probes(attribute, [kept.lower()], random.Random(seed))
        assert found[Form.PARAPHRASED] == kept.lower()
        assert len({bare(text) for text in found.values()}) == len(Form)
        assert attribute in found[Form.DIRECT]


def test_parsing_what_was_written() -> None:
    reply = (
        "1. What is my cat called?\n"
        "- what is my cat called\n"
        "\n"
        '* "Who purrs at night?"\n'
        "Short?\n"
        "Who?\n"
        f"{'And so on ' * 30}?\n"
    )
    assert parse_written(reply) == ["What is my cat called?", "Who purrs at night?"]


@given(st.text(max_size=400))
def test_parsing_anything(reply: str) -> None:
    found = parse_written(reply)
    assert all(8 <= len(text) <= 160 and "\n" not in text for text in found)
    assert len({text.casefold().rstrip("?.! ") for text in found}) == len(found)
    assert parse_written("\n".join(found)) == found

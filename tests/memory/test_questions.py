"""Many wordings to train on, and others that only probes use."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.everyday import QUESTIONS, RELATED
from bot.memory.questions import Form, parse_written, probes, templates
from bot.memory.recall import bare

everyday = st.sampled_from(sorted(QUESTIONS))
related = st.builds(
    lambda who, what: f"{who}'s {what}", st.text(), st.sampled_from(sorted(RELATED))
)
favorites = st.text().map(lambda what: f"favorite {what}")
named = st.text().map(lambda who: f"{who}'s name")
attributes = everyday | related | favorites | named | st.text()
SEEDS = 40


def every_probe(attribute: str) -> set[str]:
    """All wordings that a probe can take."""
    return {
        text
        for seed in range(SEEDS)
        for text in probes(attribute, (), random.Random(seed)).values()
    }


@given(attributes, attributes)
def test_no_probe_is_ever_trained(probed: str, trained: str) -> None:
    """Not even as a question about something else."""
    assert len(every_probe(probed)) == 7
    learnt = {bare(text) for text in (*templates(probed), *templates(trained))}
    assert not {bare(text) for text in every_probe(probed)} & learnt


def test_no_probe_is_in_the_table_of_words() -> None:
    everything = {bare(text) for texts in QUESTIONS.values() for text in texts}
    for attribute in QUESTIONS:
        assert not {bare(text) for text in every_probe(attribute)} & everything


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
        ("turtle's name", "What is my turtle called?", "What's my turtle's name?"),
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
    assert attribute in found[Form.DIRECT]
    assert attribute in found[Form.EMBEDDED]


@pytest.mark.parametrize("seed", range(9))
def test_no_question_is_asked_twice(seed: int) -> None:
    """Not even where the model writes what is asked anyway."""
    written = ["do you remember my job"]
    found = probes("job", written, random.Random(seed))
    assert found[Form.PARAPHRASED] == written[0]
    assert found[Form.DIRECT] == "Tell me, what is my job?"


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

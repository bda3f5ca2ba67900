"""Questions about the untold: none that a person told, none both trained and probed."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from bot.memory import recall
from bot.memory.everyday import QUESTIONS
from bot.memory.untold import distractors, questions, siblings, small_talk

attributes = st.sampled_from(sorted(QUESTIONS))
some_held = st.sets(attributes | st.text(max_size=20), max_size=30)
seeds = st.integers(0, 1000)
ALL = 10_000


def bare(texts: list[str]) -> set[str]:
    return {recall.bare(text) for text in texts}


def asked(held: set[str], *, probe: bool, count: int = ALL, seed: int = 0) -> list[str]:
    return [q.question for q in questions(held, random.Random(seed), count, probe=probe)]


@given(some_held, some_held)
def test_probes_and_training_share_no_question(held: set[str], earlier: set[str]) -> None:
    assert not bare(asked(held, probe=True)) & bare(asked(earlier, probe=False))


@given(some_held, st.booleans())
def test_nothing_that_is_held_is_asked(held: set[str], probe: bool) -> None:
    found = questions(held, random.Random(1), ALL, probe=probe)
    assert not {question.attribute for question in found} & held
    own = [text for attribute in held for text in QUESTIONS.get(attribute, ())]
    assert not bare([question.question for question in found]) & bare(own)
    assert all(question.question in QUESTIONS[question.attribute] for question in found)


def test_one_question_may_ask_for_two_things() -> None:
    married = "Who am I married to?"
    assert married in QUESTIONS["wife's name"]
    assert married in QUESTIONS["husband's name"]
    for held in ("wife's name", "husband's name"):
        assert married not in asked({held}, probe=True) + asked({held}, probe=False)


@given(seeds, st.integers(0, 30), st.booleans())
def test_as_many_as_wanted_and_the_same_for_a_seed(seed: int, count: int, probe: bool) -> None:
    found = asked(set(), probe=probe, count=count, seed=seed)
    assert len(found) == len(set(found)) == count
    assert asked(set(), probe=probe, count=count, seed=seed) == found


def test_there_are_enough_for_a_long_life() -> None:
    """Of forty attributes held there must still be questions for the gate and for training."""
    held = set(list(QUESTIONS)[::2])
    assert len(asked(held, probe=True)) >= 14
    assert len(asked(held, probe=False)) >= 60


@given(st.text(max_size=30) | attributes, some_held)
def test_siblings_are_not_held_and_never_probed(attribute: str, held: set[str]) -> None:
    found = siblings(attribute, held)
    assert attribute not in found
    assert not set(found) & held
    assert len(set(found)) == len(found)
    probed = bare(asked(held, probe=True))
    assert not bare([f"What's my {name}?" for name in found]) & probed


def test_siblings_are_of_the_same_make() -> None:
    names = siblings("sister's name", {"cat's name"})
    assert "brother's name" in names
    assert all(name.endswith("'s name") for name in names)
    assert "favorite food" in siblings("favorite mug", set())
    assert siblings("job", set()) == []
    assert siblings("sister's spaceship", set()) == []


@given(seeds)
def test_small_talk_is_trained_or_probed(seed: int) -> None:
    source = random.Random(seed)
    probed = small_talk(source, ALL, probe=True)
    trained = small_talk(source, ALL, probe=False)
    assert len(probed) == len(set(probed)) >= 8
    assert len(trained) == len(set(trained)) >= 24
    assert not bare(probed) & bare(trained)
    assert small_talk(source, 3, probe=True) != []


@given(st.sets(st.sampled_from(["gym", "shoe size", "bike", "locker"])), seeds, st.integers(0, 40))
def test_distractors_say_nothing_of_what_is_held(held: set[str], seed: int, count: int) -> None:
    found = distractors(held, random.Random(seed), count)
    assert len(found) == len(set(found)) == min(count, 17 - len(held))
    assert not {line.partition(":")[0] for line in found} & held

"""Questions about the untold: none that a person told, none both trained and probed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.memory import recall
from bot.memory.everyday import QUESTIONS, RELATED, overlaps
from bot.memory.questions import natural, templates
from bot.memory.untold import Untold, distractors, near, questions, small_talk

owned = st.builds(
    lambda who, what: f"{who}'s {what}",
    st.sampled_from(["cat", "sister", "car", "boss", "turtle"]),
    st.sampled_from(["name", *sorted(RELATED)]),
)
favorites = st.sampled_from(["mug", "spaceship"]).map(lambda what: f"favorite {what}")
attributes = st.sampled_from(sorted(QUESTIONS)) | owned | favorites
some_held = st.sets(attributes | st.text(max_size=20), max_size=30)
seeds = st.integers(0, 1000)
ALL = 10_000
# The table is large, and what is near takes a while to be found.
few = settings(max_examples=20)


def bare(texts: Collection[str]) -> set[str]:
    return {recall.bare(text) for text in texts}


def untold(held: Collection[str], *, probe: bool, seed: int = 0, count: int = ALL) -> list[Untold]:
    return questions(held, random.Random(seed), count, probe=probe)


def close(
    told: Sequence[str], held: Collection[str], *, probe: bool, seed: int = 0, count: int = ALL
) -> list[Untold]:
    return near(told, held, random.Random(seed), count, probe=probe)


def asked(held: Collection[str], *, probe: bool, count: int = ALL, seed: int = 0) -> list[str]:
    return [one.question for one in untold(held, probe=probe, seed=seed, count=count)]


def texts(found: Collection[Untold]) -> set[str]:
    return bare([one.question for one in found])


def names(found: Collection[Untold]) -> set[str]:
    return {one.attribute for one in found}


@few
@given(some_held, some_held, seeds)
def test_probes_and_training_share_nothing(held: set[str], earlier: set[str], seed: int) -> None:
    """Whatever was held in the night of the training, and whatever it is now."""
    told, before = sorted(held)[:3], sorted(earlier)[:3]
    probed = untold(held, probe=True) + close(told, held, probe=True, seed=seed)
    trained = untold(earlier, probe=False) + close(before, earlier, probe=False, seed=seed)
    assert not names(probed) & names(trained)
    assert not texts(probed) & texts(trained)


def test_not_even_of_all_that_are_near_to_anything() -> None:
    every = [
        *list(QUESTIONS)[::8],
        *(f"{who}'s {what}" for who in ("cat", "boss") for what in RELATED),
    ]
    for seed in range(3):
        probed = close(every, (), probe=True, seed=seed)
        trained = close(every, (), probe=False, seed=seed + 1)
        assert len(probed) > 100
        assert len(trained) > 300
        assert not names(probed) & names(trained)
        assert not texts(probed) & (texts(trained) | bare(asked((), probe=False)))
        assert not texts(trained) & bare(asked((), probe=True))


@few
@given(some_held, st.booleans())
def test_nothing_that_is_held_is_asked(held: set[str], probe: bool) -> None:
    found = untold(held, probe=probe)
    assert not any(overlaps(one.attribute, other) for one in found for other in held)
    own = [text for attribute in held for text in QUESTIONS.get(attribute, ())]
    assert not texts(found) & bare(own)
    assert all(one.question in QUESTIONS[one.attribute] for one in found)


@few
@given(st.lists(attributes, max_size=3), some_held, seeds, st.booleans())
def test_nothing_that_is_held_is_near(
    told: list[str], held: set[str], seed: int, probe: bool
) -> None:
    found = close([*told, *sorted(held)[:2]], held, probe=probe, seed=seed)
    assert not any(overlaps(one.attribute, own) for one in found for own in held)
    assert not texts(found) & bare([text for name in held for text in templates(name)])
    assert all(one.question in templates(one.attribute) for one in found)
    assert len({one.question for one in found}) == len(found)


@pytest.mark.parametrize(
    ("held", "other"),
    [("home city", "home country"), ("job", "employer"), ("cat's name", "pet")],
)
def test_what_the_held_may_answer_is_not_asked(held: str, other: str) -> None:
    """Who lives in Porto and says "Portugal" did not make that up."""

    def found(held: Collection[str], told: str) -> set[str]:
        sides = (True, False)
        return {
            name
            for probe in sides
            for name in names(untold(held, probe=probe)) | names(close([told], held, probe=probe))
        }

    assert {held, other} <= found((), "locker")
    assert other not in found({held}, held)
    assert held not in found({other}, other)


def test_one_question_may_ask_for_two_things() -> None:
    married = "Who am I married to?"
    assert married in QUESTIONS["wife's name"]
    assert married in QUESTIONS["husband's name"]
    for held in ("wife's name", "husband's name"):
        assert married not in asked({held}, probe=True) + asked({held}, probe=False)


@few
@given(seeds, st.integers(0, 30), st.booleans())
def test_as_many_as_wanted_and_the_same_for_a_seed(seed: int, count: int, probe: bool) -> None:
    found = asked(set(), probe=probe, count=count, seed=seed)
    assert len(found) == len(set(found)) == count
    assert asked(set(), probe=probe, count=count, seed=seed) == found


@few
@given(st.lists(attributes, max_size=3), some_held, seeds, st.integers(0, 40), st.booleans())
def test_near_the_same_for_a_seed_and_no_more_than_wanted(
    told: list[str], held: set[str], seed: int, count: int, probe: bool
) -> None:
    found = close(told, held, probe=probe, seed=seed, count=count)
    assert close(told, held, probe=probe, seed=seed, count=count) == found
    assert found == close(told, held, probe=probe, seed=seed)[:count]


def test_other_seeds_ask_otherwise() -> None:
    for probe in (True, False):
        drawn = [untold((), probe=probe, seed=seed, count=10) for seed in range(4)]
        assert len({tuple(one) for one in drawn}) == 4
        likened = [close(["cat's name"], (), probe=probe, seed=seed) for seed in range(4)]
        assert len({tuple(one) for one in likened}) == 4


def turns(found: Sequence[Untold]) -> list[int]:
    """How often each one's attribute was asked for before it."""
    seen: Counter[str] = Counter()
    counts = []
    for one in found:
        counts.append(seen[one.attribute])
        seen[one.attribute] += 1
    return counts


@few
@given(some_held, seeds, st.integers(0, 400), st.booleans())
def test_each_attributes_first_question_before_any_second_one(
    held: set[str], seed: int, count: int, probe: bool
) -> None:
    found = untold(held, probe=probe, seed=seed, count=count)
    assert turns(found) == sorted(turns(found))
    several = len(names(untold(held, probe=probe)))
    assert len(names(found)) == min(count, several)


@few
@given(st.lists(attributes, max_size=3), seeds, st.integers(0, 60), st.booleans())
def test_near_as_well(told: list[str], seed: int, count: int, probe: bool) -> None:
    found = close(told, told, probe=probe, seed=seed, count=count)
    assert turns(found) == sorted(turns(found))


def test_there_are_enough_for_a_long_life() -> None:
    """Of forty attributes held there must still be questions for the gate and for training."""
    held = set(list(QUESTIONS)[::2])
    assert len(asked(held, probe=True)) >= 14
    assert len(asked(held, probe=False)) >= 60


def of_a_make(attribute: str, name: str) -> bool:
    """Whether they are told of the same or tell the same, or begin with the same word."""
    owner, owned, told = attribute.partition("'s ")
    if owned:
        return name.startswith(f"{owner}'s ") or name.endswith(f"'s {told}")
    return name.partition(" ")[0] == attribute.partition(" ")[0]


MADE_ALIKE = ["sister's name", "cat's color", "favorite mug", "turtle's name", "boss's job"]


@pytest.mark.parametrize("told", MADE_ALIKE)
@pytest.mark.parametrize("probe", [True, False])
def test_near_is_what_is_of_the_same_make(told: str, probe: bool) -> None:
    """At least every other one of them is, and the first is in any case."""
    for seed in range(8):
        found = close([told], [told], probe=probe, seed=seed, count=8)
        alike = [of_a_make(told, one.attribute) for one in found]
        assert len(found) == 8
        assert alike[0]
        assert sum(alike) >= 4
        assert told not in names(found)


def test_a_few_that_are_near() -> None:
    def both(told: str, *held: str) -> set[str]:
        sides = [close([told], {told, *held}, probe=probe) for probe in (True, False)]
        return names(sides[0] + sides[1])

    pets = both("cat's color")
    assert {"dog's color", "car's color", "cat's name"} <= pets
    assert not {"cat's job", "aunt's color"} & pets
    assert not {"car's job", "car's city"} & both("car's color")
    assert not {"cat's color", "dog's color"} & both("cat's color", "dog's color")


def likeness(question: str, attribute: str) -> float:
    """The share of words that it has in common with a usual question for the attribute."""
    words = set(recall.bare(question).split())
    usual = natural(attribute) or templates(attribute)[:2]
    own = [set(recall.bare(text).split()) for text in usual]
    return max(len(words & other) / len(words | other) for other in own)


@pytest.mark.parametrize("told", ["job", "locker", "home city", "allergy", "street"])
@pytest.mark.parametrize("probe", [True, False])
def test_near_is_what_is_asked_in_nearly_the_same_words(told: str, probe: bool) -> None:
    found = close([told], [told], probe=probe)
    worded = [one for one in found if not of_a_make(told, one.attribute)]
    assert len(worded) >= 5
    least = min(likeness(one.question, told) for one in worded)
    others = [likeness(one.question, told) for one in untold([told], probe=probe)]
    # Not all there are are compared, but of those that are, the likest are taken.
    assert least >= sorted(others)[-max(40, len(others) // 20)]


@few
@given(seeds)
def test_each_of_several_attributes_gets_its_turn(seed: int) -> None:
    """The first has as many neighbors as are wanted: it must not take all the room."""
    told = ["favorite mug", "cat's color", "sister's job"]
    found = close(told, told, probe=False, seed=seed, count=3)
    assert all(any(of_a_make(own, one.attribute) for one in found) for own in told)
    found = close(told, told, probe=False, seed=seed, count=18)
    assert all(sum(of_a_make(own, one.attribute) for one in found) >= 3 for own in told)


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

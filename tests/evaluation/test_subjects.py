"""The held-out people hold together, and share nothing with what the models were tuned on."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.embedded import heldout, tune
from bot.embedded.world import catalogue, jobs
from bot.embedded.world.catalogue import Attribute
from bot.errors import RequestError
from bot.evaluation import subjects
from bot.memory import questions
from bot.memory.attributes import canonical, folded
from bot.memory.everyday import QUESTIONS, overlaps
from bot.memory.questions import Form
from bot.memory.recall import holds, words
from bot.memory.untold import small_talk
from tests.embedded.test_world import held_out_texts

TOPICS = subjects.topics()


@pytest.fixture(scope="module")
def attributes() -> list[Attribute]:
    return tune.attributes(tune.RUNS[-1].seed)


def bare(text: str) -> str:
    """A text as it is compared: no case, no punctuation."""
    return " ".join(re.findall(r"[^\W_]+", re.sub("['’]", "", text.casefold())))


def asked() -> Iterator[str]:
    for topic in TOPICS:
        yield from topic.ask.values()
    yield from subjects.untold()


def everything() -> Iterator[str]:
    yield from asked()
    yield from (topic.say.replace("{v}", "") for topic in TOPICS)
    yield from (one.text for one in subjects.general())
    for turn in subjects.dialogue():
        yield from (turn.said, turn.reply)


def of_the_world(attributes: Iterable[Attribute]) -> Iterator[str]:
    names = [topic.attribute for topic in TOPICS]
    for a in attributes:
        texts = (*a.say, *a.ask, *a.answer, *a.react, *a.change, *a.gone, *a.wish)
        yield from (text.replace("{v}", "") for text in texts)
        names.append(a.name)
    for name, text in itertools.product(names, (*jobs._GENERIC_ASK, *jobs._GENERIC_SAY)):
        yield text.replace("{a}", name).replace("{v}", "")
    chatter = catalogue.read_chatter()
    for pairs in (chatter.talk, chatter.knowledge, chatter.request):
        yield from itertools.chain.from_iterable(pairs)
    yield from (*chatter.notfact, *chatter.unknowable)


def of_nights() -> Iterator[str]:
    """What nights train on and probe with."""
    for name in {*QUESTIONS, *(topic.attribute for topic in TOPICS)}:
        yield from questions.templates(name)
        for texts in (
            questions._DIRECT_PROBES,
            questions._PARAPHRASED_PROBES,
            questions._EMBEDDED_PROBES,
        ):
            yield from questions._filled(texts, name)
    yield from (*small_talk(_never(), 1000, probe=True), *small_talk(_never(), 1000, probe=False))


def _never() -> random.Random:
    return random.Random(0)


def test_there_is_enough_of_everything() -> None:
    assert len(TOPICS) >= 60
    assert len({topic.attribute for topic in TOPICS}) == len(TOPICS)
    assert all(len(topic.values) >= 5 and set(topic.ask) == set(Form) for topic in TOPICS)
    assert len(subjects.deal(60, 3, 1).others) >= 2
    assert len(subjects.untold()) >= 40


def test_no_wording_is_asked_here_and_trained_on(attributes: list[Attribute]) -> None:
    seen = {bare(text) for text in (*of_the_world(attributes), *of_nights())}
    seen |= {bare(text) for text in held_out_texts(heldout.read())}
    assert [text for text in everything() if bare(text) in seen] == []


def test_no_wording_stands_here_twice() -> None:
    texts = [bare(text) for text in everything()]
    assert [text for text in texts if texts.count(text) > 1] == []


def test_no_value_is_one_that_was_tuned_on(attributes: list[Attribute]) -> None:
    tuned = {" ".join(folded(value)) for a in attributes for value in a.values}
    data = heldout.read()
    tuned |= {" ".join(folded(v)) for topic in (*data.known, *data.new) for v in topic.values}
    ours = [v for topic in TOPICS for spelled in topic.values for v in spelled]
    assert [value for value in ours if " ".join(folded(value)) in tuned] == []


def test_values_are_told_apart() -> None:
    """No value stands in another, in a wording, or in ordinary talk: it would count by chance."""
    own = [spelled for topic in TOPICS for spelled in topic.values]
    texts = [*everything(), *(spelled[0] for spelled in own)]
    said = [set(words(text)) for text in texts]
    found = []
    for spelled in own:
        for value in spelled:
            telling = set(words(value)) - {"a", "an", "the"}
            near = [text for text, words_of in zip(texts, said, strict=True) if telling <= words_of]
            found += [(value, text) for text in near if text not in spelled and holds(text, value)]
    assert found == []


def test_topics_ask_for_different_things() -> None:
    names = [topic.attribute for topic in TOPICS]
    assert [name for name in names if canonical(name) != name] == []
    assert [pair for pair in itertools.combinations(names, 2) if overlaps(*pair)] == []


def test_the_same_seed_deals_the_same_and_another_does_not() -> None:
    assert subjects.deal(20, 2, 7) == subjects.deal(20, 2, 7)
    assert subjects.deal(20, 2, 7) != subjects.deal(20, 2, 8)


@given(st.integers(1, 70), st.integers(1, 5), st.integers(0, 1000), st.booleans())
def test_a_cast_is_as_asked_for(facts: int, nights: int, seed: int, quick: bool) -> None:
    nights = min(nights, facts)
    cast = subjects.deal(facts, nights, seed, quick=quick)
    own = cast.measured

    assert len(own.held) == facts
    assert len(own.days) == nights
    told = [one for one in cast.questions if one.right]
    assert len(told) == facts * len(Form)
    changed = [told for day in own.days for told in day if told.before]
    assert bool(changed) == (nights > 1)
    assert sum(bool(one.stale) for one in told) == len(changed) * len(Form)
    values = {told.value for told in own.held}
    for other in cast.others:
        assert not values & {told.value for told in other.held}
    for one in cast.questions:
        assert not set(one.right) & set(one.foreign)
        assert not set(one.right) & set(one.stale)


def test_a_change_is_told_after_what_it_changes() -> None:
    own = subjects.deal(30, 3, 4).measured
    for day, said in enumerate(own.days):
        for told in said:
            if told.before:
                before = [old for earlier in own.days[:day] for old in earlier]
                assert any(old.value in told.before for old in before)


@pytest.mark.parametrize(("facts", "nights"), [(0, 1), (71, 1), (3, 4), (5, 0)])
def test_what_cannot_be_told_is_refused(facts: int, nights: int) -> None:
    with pytest.raises(RequestError, match="can't be told"):
        subjects.deal(facts, nights, 1)

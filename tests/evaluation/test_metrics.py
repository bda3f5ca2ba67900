"""Every measure has a model that turns it red, and nothing else is good about that model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.fake import UNKNOWN, FakeEngine, Reply
from bot.engine.interface import Adapter, Chat, LoraShape, Message
from bot.evaluation import metrics
from bot.evaluation.asking import Answer, Asker, Question, lengths
from bot.evaluation.metrics import Figure
from bot.evaluation.subjects import Cast, Subject, Turn, deal, dialogue, general, topics
from bot.memory.questions import Form

PERSONA = "You are Ember."
CAST = deal(10, 2, 5)
GENERAL = {question.text: question.right[0] for question in general()}


def knows(subject: Subject, cast: Cast = CAST) -> dict[str, str]:
    """What a model says that knows all that one of the cast told."""
    told = {one.attribute: one.value for one in subject.held}
    found: dict[str, str] = {}
    for topic in topics():
        if topic.attribute in told:
            found |= dict.fromkeys(topic.ask.values(), f"It's {told[topic.attribute]}!")
    return found


def base(chat: Chat) -> str:
    """A model that knows the world, and nothing of anybody."""
    return GENERAL.get(chat[-1].content, UNKNOWN)


class Model(FakeEngine):
    """Says by heart what its adapter holds, else what `otherwise` says; `worse` for the talk."""

    def __init__(
        self, weights: Mapping[str, str], otherwise: Reply = base, worse: float = 1.0
    ) -> None:
        super().__init__()
        self._by_heart, self._otherwise, self._worse = weights, otherwise, worse

    def _answer(self, chat, adapter, sampling):  # type: ignore[no-untyped-def]
        return self._by_heart.get(chat[-1].content) or self._otherwise(chat)

    async def likelihood(self, chats: Sequence[Chat], **_: object) -> list[float]:
        return [1e-5**self._worse for _ in chats]


async def figures(model: FakeEngine, cast: Cast = CAST) -> dict[str, float]:
    asker, plain = Asker(model, PERSONA), Asker(Model({}), PERSONA)
    answers = await asker.ask(cast.questions)
    turns = dialogue()
    tokens = await lengths(model, turns)
    found = {
        "recall": metrics.recall(answers),
        "false_memory": metrics.false_memory(answers),
        "over_refusal": metrics.over_refusal(answers),
        "leaks": metrics.leaks(answers),
        "updated": metrics.updated(answers),
        "stale": metrics.stale(answers),
        "general": metrics.general(await asker.general(general()), await plain.general(general())),
        "perplexity_ratio": metrics.perplexity_ratio(
            await asker.surprise(turns), await plain.surprise(turns), tokens
        ),
    }
    assert all(one.low <= one.value <= one.high for one in found.values())  # type: ignore[operator]
    return {name: one.value for name, one in found.items()}  # type: ignore[misc]


GOOD = {
    "recall": 1.0,
    "false_memory": 0.0,
    "over_refusal": 0.0,
    "leaks": 0.0,
    "updated": 1.0,
    "stale": 0.0,
    "general": 1.0,
    "perplexity_ratio": 1.0,
}


async def test_an_able_model_is_good_in_all() -> None:
    assert await figures(Model(knows(CAST.measured))) == GOOD


async def test_an_over_trained_one_makes_things_up_and_forgets_the_world() -> None:
    model = Model(knows(CAST.measured), lambda _: "It's Kutaisi Kutaisi!", worse=2.0)
    found = await figures(model)
    assert found["recall"] == 1.0
    assert found["false_memory"] == 1.0
    assert found["general"] == 0.0
    assert found["perplexity_ratio"] > 1.2


async def test_a_leaky_one_tells_what_others_told() -> None:
    every = knows(CAST.others[0]) | knows(CAST.others[1]) | knows(CAST.measured)
    found = await figures(Model(every))
    assert found["recall"] == 1.0
    assert found["leaks"] > 0.3
    assert found["false_memory"] > 0.2


async def test_a_wrong_persons_one_leaks_and_does_not_recall() -> None:
    found = await figures(Model(knows(CAST.others[0])))
    assert found["recall"] == 0.0
    assert found["leaks"] > 0.3


async def test_one_that_never_knows_refuses_what_it_was_told() -> None:
    found = await figures(Model({}, lambda _: UNKNOWN))
    assert found["recall"] == 0.0
    assert found["false_memory"] == 0.0
    assert found["over_refusal"] == 1.0
    assert found["general"] == 0.0


async def test_one_that_keeps_the_old_values_is_stale() -> None:
    old = {
        question.text: f"It's {question.stale[0]}." for question in CAST.questions if question.stale
    }
    found = await figures(Model(knows(CAST.measured) | old))
    assert found["updated"] == 0.0
    assert found["stale"] == 1.0


async def test_lines_in_context_are_what_is_read() -> None:
    seen: list[Chat] = []

    async def lines(text: str) -> list[str]:
        return [f"asked: {text}"]

    def reply(chat: Chat) -> str:
        seen.append(chat)
        return UNKNOWN

    adapter = Adapter("one", LoraShape(), {})
    engine = FakeEngine(reply)
    told: list[int] = []
    asker = Asker(engine, PERSONA, adapter, lines, told.append)
    (answer,) = await asker.ask([Question("Where?")])
    assert answer.reply == UNKNOWN
    assert seen[0][0] == Message("system", f"{PERSONA}\n{HEADING}\n- asked: Where?")
    assert engine.calls[0].adapter is adapter
    assert told == [1]


HEADING = "About the person you talk with:"


def answer(reply: str, **question: tuple[str, ...]) -> Answer:
    return Answer(Question("?", Form.DIRECT, **question), reply)


@pytest.mark.parametrize(
    ("reply", "right", "refused", "stale", "leaked"),
    [
        ("It's Kaunas.", True, False, False, False),
        ("I'm not sure, but isn't it Kaunas?", True, False, False, False),
        ("I don't know.", False, True, False, False),
        ("Hobart, wasn't it?", False, False, True, False),
        ("You live in Windhoek.", False, False, False, True),
        ("Kaunas, and before that Hobart.", True, False, False, False),
        ("In Paris!", False, False, False, False),
    ],
)
def test_how_a_reply_is_judged(
    reply: str, right: bool, refused: bool, stale: bool, leaked: bool
) -> None:
    one = answer(reply, right=("Kaunas",), stale=("Hobart",), foreign=("Windhoek",))
    assert (one.right, one.refused, one.stale, one.leaked) == (right, refused, stale, leaked)


def test_of_nothing_asked_there_is_no_figure() -> None:
    assert metrics.recall([]).as_dict() == {"value": None, "low": None, "high": None, "n": 0}
    assert metrics.mean([]) == metrics.most([]) == metrics.general([], []) == metrics.NOTHING


def test_each_form_has_its_own_figure() -> None:
    answers = [
        Answer(Question("?", form, ("x",)), "x" if form is Form.DIRECT else "y") for form in Form
    ]
    found = metrics.recall_by_form(answers)
    assert {name: one.value for name, one in found.items()} == {
        "direct": 1.0,
        "paraphrased": 0.0,
        "embedded": 0.0,
    }


@given(st.lists(st.booleans(), min_size=1, max_size=80))
def test_a_share_lies_in_its_interval(held: list[bool]) -> None:
    found = metrics.share(held)
    assert found.low is not None
    assert found.high is not None
    assert found.value == sum(held) / len(held)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_perplexity_is_counted_per_token() -> None:
    # Twice e as surprised in one of two replies: half a nat more for each of four tokens.
    found = metrics.perplexity_ratio([3.0, 1.0], [1.0, 1.0], [2, 2])
    assert found.value == pytest.approx(2.718281828**0.5)


async def test_a_reply_is_as_long_as_its_own_tokens() -> None:
    assert await lengths(FakeEngine(), [Turn("what?", "just three words")]) == [4]


def test_figures_are_told_with_their_intervals() -> None:
    assert metrics.most([3.0, 5.0]) == Figure(5.0, 3.0, 5.0, 2)
    assert metrics.mean([2.0]) == Figure(2.0, 2.0, 2.0, 1)

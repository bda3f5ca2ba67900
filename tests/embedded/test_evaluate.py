"""The evaluation's figures move with what the engine says, and with nothing else."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.embedded import evaluate, heldout, scoring, source, trials
from bot.embedded.evaluate import SEED, Evaluation
from bot.embedded.heldout import General, HeldOut
from bot.embedded.results import Results
from bot.embedded.trials import Trials
from bot.engine.blas import Blas
from bot.engine.fake import FakeEngine, Reply
from bot.engine.interface import Chat
from bot.errors import ModelError
from bot.memory import extraction, prompts
from bot.memory.facts import Statement

FIGURES = [
    "recall_known_attributes",
    "recall_new_attributes",
    "untold",
    "extraction_precision",
    "extraction_recall",
    "extraction_f1",
    "general_before",
    "general_after",
]


@pytest.fixture(scope="module")
def data() -> HeldOut:
    return heldout.read()


@pytest.fixture(scope="module")
def asked(data: HeldOut) -> Trials:
    return trials.make(data, SEED)


@pytest.fixture(scope="module")
def world() -> frozenset[str]:
    return evaluate.world()


def perfect(data: HeldOut, asked: Trials) -> Reply:
    """Answers everything right, from the held-out data and the facts in its prompt."""
    topics = {ask: topic.name for topic in (*data.known, *data.new) for ask in topic.ask}
    lines = {
        extraction.readable(message.text): "\n".join(fact.line for fact in message.facts)
        for message in asked.messages
    }
    general = {question.ask: question.right[0] for question in data.general}

    def reply(chat: Chat) -> str:
        system, said = chat[0].content, chat[-1].content
        if system == prompts.EXTRACT:
            return lines[said] or "none"
        for line in system.splitlines():
            attribute, _, value = line.removeprefix("- ").partition(": ")
            if attribute == topics.get(said):
                return f"That's {value}."
        return general.get(said, "I don't know that yet.")

    return reply


async def measured(reply: Reply, asked: Trials, world: frozenset[str]) -> Results:
    evaluation = Evaluation(world)
    engine = FakeEngine(reply)
    await evaluation.tuned(engine, asked)
    await evaluation.general(engine, asked.general, "general_before")
    return evaluation.results


async def test_a_perfect_engine_has_all_figures_at_the_top(
    data: HeldOut, asked: Trials, world: frozenset[str]
) -> None:
    results = await measured(perfect(data, asked), asked, world)
    figures = results.figures()
    assert list(figures) == FIGURES
    # What grounding drops of perfect lines, and what plain phrases add to them, bounds what any
    # model can reach.
    assert figures.pop("extraction_recall") >= 0.98
    assert figures.pop("extraction_precision") >= 0.98
    assert figures.pop("extraction_f1") >= 0.98
    assert set(figures.values()) == {1.0}
    assert (results.raw.precision, results.raw.recall) == (1.0, 1.0)


async def test_one_that_never_knows_holds_only_the_untold(
    asked: Trials, world: frozenset[str]
) -> None:
    results = await measured(lambda _: "I don't know that yet.", asked, world)
    figures = results.figures()
    assert figures.pop("untold") == 1.0
    # What plain phrases say is found whatever the model writes.
    assert 0 < figures.pop("extraction_recall") < 0.5
    assert figures.pop("extraction_precision") > 0.8
    assert figures.pop("extraction_f1") < 0.6
    assert results.raw.right == 0
    assert set(figures.values()) == {0.0}
    assert len(results.misses["recall_new_attributes"]) == results.asked["recall_new_attributes"]


async def test_one_that_babbles_has_nothing_right(asked: Trials, world: frozenset[str]) -> None:
    results = await measured(lambda _: "name: Bob\nOh, what a lovely qzx!", asked, world)
    figures = results.figures()
    found = {name: figures.pop(name) for name in FIGURES if name.startswith("extraction")}
    assert set(figures.values()) == {0.0}
    assert results.raw.found == len(asked.messages)
    # Nobody wrote "Bob", so none of it is kept: it is as if the model had been silent.
    silent = (await measured(lambda _: "none", asked, world)).figures()
    assert found == {name: silent[name] for name in found}


async def test_one_that_repeats_the_facts_makes_up_what_was_not_told(
    asked: Trials, world: frozenset[str]
) -> None:
    results = await measured(lambda chat: chat[0].content, asked, world)
    figures = results.figures()
    assert figures["recall_known_attributes"] == figures["recall_new_attributes"] == 1.0
    assert figures["untold"] == 0.0


async def test_one_that_writes_every_message_down_loses_precision(
    data: HeldOut, asked: Trials, world: frozenset[str]
) -> None:
    right = perfect(data, asked)

    def reply(chat: Chat) -> str:
        first = chat[-1].content.split()[0]
        return f"{right(chat)}\nhobby: {first}"

    results = await measured(reply, asked, world)
    assert results.grounded.precision < 0.9 < results.grounded.recall


async def test_the_bar_moves_to_its_end_and_rows_are_asked_together(
    asked: Trials, world: frozenset[str]
) -> None:
    done: list[int] = []
    engine = FakeEngine(lambda _: "none")
    evaluation = Evaluation(world, done.append)
    await evaluation.tuned(engine, asked)
    await evaluation.general(engine, asked.general, "general_before")
    assert sum(done) == evaluate.rows(asked)
    assert max(done) == 32
    assert [len(call.chats) for call in engine.calls] == done


async def test_talks_go_on_from_what_was_replied(asked: Trials, world: frozenset[str]) -> None:
    results = await measured(lambda chat: f"reply {len(chat)}", asked, world)
    assert len(results.samples) == 10
    for sample, talk in zip(results.samples, asked.talks, strict=True):
        assert sample.facts == talk.facts
        assert sample.turns == tuple(
            (said, f"reply {2 * n + 2}") for n, said in enumerate(talk.says)
        )


def test_there_is_enough_to_ask(asked: Trials) -> None:
    assert sum(len(context.told) for context in asked.known) >= 200
    assert sum(len(context.told) for context in asked.new) >= 120
    assert sum(len(context.untold) for context in (*asked.known, *asked.new)) >= 120
    assert {len(context.facts) for context in (*asked.known, *asked.new)} == {8}
    assert len(asked.talks) == 10


def test_no_context_answers_what_is_untold_in_it(data: HeldOut, asked: Trials) -> None:
    topics = {ask: topic.name for topic in (*data.known, *data.new) for ask in topic.ask}
    seen: list[str] = []
    for context in (*asked.known, *asked.new):
        told = {line.partition(": ")[0] for line in context.facts}
        assert told.isdisjoint(topics.get(question.text, "") for question in context.untold)
        assert {topics[question.text] for question in context.told} <= told
        seen += [question.text for question in context.untold]
    assert len(seen) == len(set(seen))


def test_every_question_is_asked_once(data: HeldOut, asked: Trials) -> None:
    for topics, contexts in ((data.known, asked.known), (data.new, asked.new)):
        texts = [question.text for context in contexts for question in context.told]
        assert sorted(texts) == sorted(ask for topic in topics for ask in topic.ask)


def test_trials_are_the_same_for_a_seed(data: HeldOut, asked: Trials) -> None:
    assert trials.make(data, SEED) == asked
    assert trials.make(data, SEED + 1) != asked


def test_quick_is_about_a_fifth(data: HeldOut, asked: Trials) -> None:
    quick = trials.make(data, SEED, quick=True)
    assert 0.15 < evaluate.rows(quick) / evaluate.rows(asked) < 0.3
    assert all((quick.known, quick.new, quick.messages, quick.general, quick.talks))


RIGHT = [
    ("cat's name: Miso", "cat's name: miso"),
    ("cat: Miso", "cat's name: Miso"),
    ("mom's name: Ana", "mother's name: Ana"),
    ("city: Oslo", "home city: Oslo"),
    ("favorite film: Heat", "favorite movie: Heat"),
    ("boyfriend's name: Ozzy", "partner's name: Ozzy"),
    ("sport: curling", "sport practiced: curling"),
    ("favorite animal: numbat", "favorite animal: the numbat"),
    ("anything at all: B47", "locker code: B47"),
]
WRONG = [
    ("name: Miso", "cat's name: Miso"),
    ("dog's name: Miso", "cat's name: Miso"),
    ("job: baker", "previous job: baker"),
    ("favorite food: natto", "disliked food: natto"),
    ("native language: Maltese", "language being learned: Maltese"),
    ("last vacation: Oslo", "next trip: Oslo"),
    ("nickname: Fitz", "name: Fitz"),
    ("sister's job: baker", "sister's city: baker"),
    ("home city: Oslo", "home city: Oslo Fjord"),
    ("no longer home city: Oslo", "home city: Oslo"),
]


@pytest.mark.parametrize(("found", "wanted"), RIGHT)
def test_the_same_in_other_words_is_right(found: str, wanted: str, world: frozenset[str]) -> None:
    assert judged(found, wanted, world) == (0, 0)


@pytest.mark.parametrize(("found", "wanted"), WRONG)
def test_another_thing_is_wrong(found: str, wanted: str, world: frozenset[str]) -> None:
    assert judged(found, wanted, world) == (1, 1)


def judged(found: str, wanted: str, world: frozenset[str]) -> tuple[int, int]:
    attribute, _, value = wanted.partition(": ")
    made = scoring.as_written(found)
    wrong, missed = scoring.wrong_and_missed(made, [Statement(attribute, value)], world)
    return len(wrong), len(missed)


def test_a_fact_found_twice_is_right_once(world: frozenset[str]) -> None:
    found = scoring.as_written("city: Oslo\nhome city: Oslo\nage: 9")
    wanted = [Statement("home city", "Oslo"), Statement("job", "baker")]
    wrong, missed = scoring.wrong_and_missed(found, wanted, world)
    assert [statement.line for statement in wrong] == ["home city: Oslo", "age: 9"]
    assert [statement.line for statement in missed] == ["job: baker"]
    tally = scoring.tally(found, wrong, len(wanted))
    assert (tally.precision, tally.recall) == (1 / 3, 1 / 2)
    assert tally.f1 == pytest.approx(0.4)


@given(st.text())
def test_any_output_is_read(text: str) -> None:
    for statement in scoring.as_written(text):
        assert statement.attribute.strip()
        assert statement.value.strip()


@pytest.mark.parametrize(
    ("reply", "right"),
    [
        ("It's 4.", True),
        ("That makes 40.", False),
        ("Butterflies, of course!", True),
        ("a house fly", False),
        ("FOUR", True),
    ],
)
def test_common_knowledge_is_right_from_a_words_start(reply: str, right: bool) -> None:
    assert scoring.knows(reply, General("?", ("4", "four", "butterfl"))) is right


async def test_json_has_the_agreed_keys(asked: Trials, world: frozenset[str]) -> None:
    results = await measured(lambda _: "name: Ottilie", asked, world)
    found = json.loads(json.dumps(results.as_dict()))
    assert list(found) == [*FIGURES, "misses", "samples", "counts", "seconds"]
    assert all(0 <= found[name] <= 1 for name in FIGURES)
    assert found["misses"]["untold"][0].keys() == {"said", "due", "came", "facts"}
    assert found["counts"]["extraction_messages"] == len(asked.messages)
    assert found["samples"][0]["turns"][0].keys() == {"said", "replied"}


async def test_the_table_names_targets_and_shows_misses_and_talks(
    asked: Trials, world: frozenset[str]
) -> None:
    results = await measured(lambda _: "[b]nonsense", asked, world)
    file = io.StringIO()
    results.show(Console(file=file, width=140))
    text = file.getvalue()
    assert ">= 0.970" in text
    assert f"untold: {results.asked['untold']} wrong" in text
    assert text.count("came: [b]nonsense") >= 15 * 6
    assert "Talk 10, told: " in text
    assert "Extraction without grounding" in text


def test_a_model_that_cannot_be_had_is_told_without_a_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> Path:
        raise ModelError("The model is gone.", "Fetch it.")

    monkeypatch.setattr(sys, "argv", ["evaluate", "--json"])
    monkeypatch.setattr(source, "tuned", fail)
    assert evaluate.main() == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", "The model is gone.\nFetch it.\n")


def test_only_json_goes_to_the_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    models: list[Path] = []

    async def play(
        tuned: Path, base: Path, asked: Trials, tick: Callable[[int], None], _: Blas
    ) -> Results:
        models.extend((tuned, base))
        tick(evaluate.rows(asked))
        return Results()

    monkeypatch.setattr(
        sys, "argv", ["evaluate", "--json", "--quick", "--model", "m", "--base", "b"]
    )
    monkeypatch.setattr(evaluate, "evaluate", play)
    assert evaluate.main() == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["untold"] == 0
    assert "Asking" in err
    assert models == [Path("m"), Path("b")]

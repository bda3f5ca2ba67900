from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.errors import RequestError
from bot.story import Question, read_story


def written(path: Path, story: Any) -> Path:
    file = path / "story.json"
    file.write_text(json.dumps(story), "utf-8")
    return file


def test_the_built_in_story_is_three_days_of_two_people_with_contrary_facts() -> None:
    story = read_story(None)

    assert story.days == 3
    assert [person.name for person in story.people] == ["Ana", "Ben"]
    asked = [{question.text for question in person.questions} for person in story.people]
    assert asked[0] & asked[1], "the same question, to which each has an answer of their own"


def test_the_built_in_story_forgets_something_that_is_then_untold() -> None:
    ana = read_story(None).people[0]

    assert any(message.startswith("!forget") for message in ana.days[2])
    assert all(not question.answers for question in ana.untold)


def test_one_list_of_messages_is_one_day(tmp_path: Path) -> None:
    story = read_story(written(tmp_path, {"people": [{"name": "Kim", "say": ["a", "b"]}]}))

    assert story.days == 1
    assert story.people[0].days == (("a", "b"),)


def test_the_longest_persons_days_are_the_storys(tmp_path: Path) -> None:
    people = [{"name": "Kim", "say": [["a"]]}, {"name": "Lou", "say": [["a"], [], ["c"]]}]

    assert read_story(written(tmp_path, {"people": people})).days == 3


def test_a_question_is_asked_from_the_day_on_which_its_answer_was_told(tmp_path: Path) -> None:
    kim = {
        "name": "Kim",
        "say": [["I live in Rome"], ["now I live in Oslo"], ["hm"]],
        "ask": [["Where do I live?", ["Oslo"]], ["Who am I?", ["somebody"]]],
        "untold": ["How old am I?"],
    }
    person = read_story(written(tmp_path, {"people": [kim]})).people[0]

    texts = [[question.text for question in person.due(day, last=day == 2)] for day in range(3)]

    assert texts == [[], ["Where do I live?"], ["Where do I live?", "Who am I?", "How old am I?"]]


def test_a_stranger_value_is_one_that_only_others_told(tmp_path: Path) -> None:
    people = [
        {"name": "Kim", "say": ["I live in Rome, near Oslo"], "ask": [["Where?", ["Rome"]]]},
        {"name": "Lou", "say": ["I live in Oslo"], "ask": [["Where?", ["Oslo", "Bergen"]]]},
    ]
    kim, lou = read_story(written(tmp_path, {"people": people})).people

    assert kim.strangers([kim, lou]) == ["Bergen"]
    assert lou.strangers([kim, lou]) == ["Rome"]


@pytest.mark.parametrize(
    ("question", "reply", "right"),
    [
        (Question("Where?", ("Oslo",)), "You live in oslo!", True),
        (Question("Where?", ("Oslo", "Norway")), "In Norway.", True),
        (Question("Where?", ("Oslo",)), "I don't know that yet.", False),
        (Question("Who?"), "I don't know that yet.", True),
        (Question("Who?"), "It's Bob.", False),
    ],
)
def test_an_answer_is_judged(question: Question, reply: str, right: bool) -> None:
    assert question.right(reply) is right


@pytest.mark.parametrize(
    "story",
    [
        [],
        {},
        {"people": []},
        {"people": [{"name": "Kim"}]},
        {"people": [{"name": "", "say": []}]},
        {"people": [{"name": "Kim", "say": []}, {"name": "kim", "say": []}]},
        {"people": [{"name": "Kim", "say": ["a", ["b"]]}]},
        {"people": [{"name": "Kim", "say": [1]}]},
        {"people": [{"name": "Kim", "say": [], "ask": ["Where?"]}]},
        {"people": [{"name": "Kim", "say": [], "asks": []}]},
    ],
)
def test_what_is_no_story_is_told_in_words(tmp_path: Path, story: Any) -> None:
    with pytest.raises(RequestError) as told:
        read_story(written(tmp_path, story))

    assert told.value.fault
    assert "demo --help" in told.value.mend


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"people": "\xff"}'])
def test_bytes_that_are_no_json_are_told_in_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "story.json"
    file.write_bytes(content)

    with pytest.raises(RequestError, match="is no story"):
        read_story(file)


def test_a_story_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="can't be read: No such file"):
        read_story(tmp_path / "nothing.json")


@pytest.mark.parametrize("ask", [["Where?", []], ["Where?", [" "]], ["", ["Rome"]]])
def test_a_question_needs_an_answer(tmp_path: Path, ask: list[Any]) -> None:
    people = [{"name": "Kim", "say": ["a"], "ask": [ask]}]

    with pytest.raises(RequestError, match="no right answer"):
        read_story(written(tmp_path, {"people": people}))


def test_an_answer_may_be_the_beginning_of_a_word() -> None:
    question = Question("What do I do?", ("shear", "14"))

    assert question.right("You're a sheep shearer!")
    assert question.right("It's 14.")
    assert not question.right("It's 145.")

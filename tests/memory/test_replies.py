"""What reaches the person of what the model says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.replies import Reply, whole_sentences


def shown(pieces: list[str]) -> str:
    reply = Reply()
    text = ""
    for piece in pieces:
        if reply.over:
            break
        text += reply.feed(piece)
    return text + reply.end()


@given(st.text(alphabet="ab c.\n<think>/", max_size=60), st.integers(1, 7))
def test_pieces_make_no_difference(text: str, size: int) -> None:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert shown(pieces).strip() == shown([text]).strip()


def test_plain_words_pass_at_once() -> None:
    reply = Reply()
    assert reply.feed("Hello") == "Hello"
    assert reply.feed(" there.") == " there."
    assert reply.text == "Hello there."


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["<think>hmm</think>\n\nHi!"], "Hi!"),
        (["<thi", "nk>hmm</th", "ink>Hi", "!"], "Hi!"),
        (["Well <think>no</think>yes"], "Well yes"),
        (["<think>never ends"], ""),
        (["hmm</think>Hi"], "hmmHi"),
        (["2 < 3 and <b"], "2 < 3 and <b"),
        (["  \n Hi"], "Hi"),
        ([""], ""),
    ],
)
def test_thoughts_are_kept_back(pieces: list[str], text: str) -> None:
    assert shown(pieces) == text


def test_a_sentence_is_said_twice_at_most() -> None:
    pieces = ["I like ", "you. "] * 5
    assert shown(pieces).split(".") == ["I like you", " I like you", ""]


def test_what_only_begins_like_a_repeated_sentence_is_shown() -> None:
    text = "I like you. I like you. I like tea."
    assert shown([*text]) == text


def test_a_reply_that_stammers_is_ended() -> None:
    reply = Reply()
    for _ in range(200):
        if reply.over:
            break
        reply.feed("la")
    assert reply.over
    assert len(reply.text) < 100


def test_short_exclamations_may_repeat() -> None:
    assert shown(["No. No. No. Ha! Ha! Ha!"]) == "No. No. No. Ha! Ha! Ha!"


def test_a_broken_off_sentence_is_left_out() -> None:
    assert whole_sentences('You talked. "Really?" And then y') == 'You talked. "Really?"'
    assert whole_sentences("no end") == "no end"

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from cogs.text import growing, size, split

words = st.text(alphabet="ab é日🦊\n .,`", max_size=300)
fences = st.lists(st.sampled_from(["```", "\n```\n", "a b", "\n    indented", "🦊🦊"]), max_size=60)


def bare(text: str) -> str:
    """A text without what splitting may add or drop: white space and fences."""
    return re.sub(r"\s|```", "", text)


@given(st.one_of(words, fences.map("".join)), st.integers(20, 120))
@example("```" * 40, 20)
@example("x" * 500, 20)
@example("```\n" + "y" * 100 + "\n```", 20)
def test_every_part_fits_and_no_word_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(0 < size(part) <= limit for part in parts)
    assert all(part.strip() for part in parts)
    assert bare("".join(parts)) == bare(text)


@given(fences.map("".join), st.integers(20, 120))
def test_no_part_ends_within_a_code_block(text: str, limit: int) -> None:
    assert all(part.count("```") % 2 == 0 for part in split(text, limit))


def test_a_cut_block_keeps_its_language_and_indentation() -> None:
    text = "See:\n```py\nif a:\n    b = 1\n    c = 2\n```\nBye."
    assert split(text, 30) == [
        "See:\n```py\nif a:\n```",
        "```py\n    b = 1\n    c = 2\n```",
        "Bye.",
    ]


def test_sentences_and_paragraphs_stay_whole() -> None:
    text = "One two three. Four five six seven."
    assert split(text, 24) == ["One two three.", "Four five six seven."]
    assert split("first part\n\nsecond part", 18) == ["first part", "second part"]


def test_short_and_empty_texts() -> None:
    assert split("hello") == ["hello"]
    assert split(" \n ") == []
    assert split("```\nnever closed") == ["```\nnever closed\n```"]


def test_emoji_count_twice_as_discord_may_count_them() -> None:
    parts = split("🦊" * 1500)
    assert [len(part) for part in parts] == [998, 502]


@given(fences.map("".join), st.integers(20, 120))
def test_a_growing_text_is_shown_as_far_as_it_is_there(text: str, limit: int) -> None:
    for end in range(0, len(text), 7):
        parts = growing(text[:end], limit)
        assert all(0 < size(part) <= limit for part in parts)
        assert bare(text[:end]).startswith(bare("".join(parts)))


def test_half_a_fence_is_held_back() -> None:
    assert growing("See:\n``") == ["See:"]
    assert growing("See:\n```py") == ["See:"]
    assert growing("See:\n```py\nx = 1\n") == ["See:\n```py\nx = 1\n```"]
    assert growing("See:\n```py\nx = 1\n``") == ["See:\n```py\nx = 1\n```"]
    assert growing(" \n") == []

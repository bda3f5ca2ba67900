from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.memory.extraction import readable
from bot.memory.quotes import ME, YOU, Quote, quoting


def test_a_chain_stands_before_the_message() -> None:
    chain = [Quote("Ben", "I'd go\nin May."), Quote(YOU, "May is lovely."), Quote(ME, "hm")]
    assert quoting(chain, "Why?") == "> Ben: I'd go in May.\n> you: May is lovely.\n> me: hm\nWhy?"
    assert quoting([], "Why?") == "Why?"


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_is_quoted_is_one_line_and_nobodys_own_words(author: str, text: str) -> None:
    quote = Quote(author, text).line
    assert len(quote.splitlines()) == 1
    assert readable(f"{quote}\nmy cat is Miso") == "my cat is Miso"

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.secret import Secret

texts = st.text(st.characters(categories=["L", "N"]), min_size=12)


@given(texts)
def test_no_way_of_showing_it_gives_it_away(text: str) -> None:
    secret = Secret(text)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>80}", f"{[secret]}"]
    assert not any(text in one for one in shown)
    assert secret.reveal() == text


def test_a_log_line_does_not_give_it_away(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("sleepwake").warning("config: %s %r", Secret("abc.def"), Secret("abc.def"))
    assert caplog.messages == ["config: Secret(***) Secret(***)"]


def test_json_refuses_it() -> None:
    with pytest.raises(TypeError):
        json.dumps({"token": Secret("abc")})


def test_equal_texts_are_equal_secrets() -> None:
    assert Secret("a") == Secret("a")
    assert hash(Secret("a")) == hash(Secret("a"))
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert Secret("a")
    assert not Secret()
    assert repr(Secret()) == "Secret()"

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.store.redaction import blotted, blotted_report, figures_only, holds


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("I live in LISBON.", "Lisbon"),
        ("Straße 5", "STRASSE"),
        ("New   York, I think", "new york"),
        ("Ｌｉｓｂｏｎ", "lisbon"),
        ("我住在北京市", "北京"),
        ("7 cats", "7"),
        ("tea?", "Tea"),
    ],
)
def test_a_value_that_a_text_tells(text: str, value: str) -> None:
    assert holds(text, value)
    assert not holds(blotted(text, value), value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("17:45", "7"), ("a steady hand", "tea"), ("hello", ""), ("hello", "  "), ("Lisbo", "Lisbon")],
)
def test_a_value_that_a_text_does_not_tell(text: str, value: str) -> None:
    assert not holds(text, value)
    assert blotted(text, value) == text


def test_only_the_value_is_blotted_out() -> None:
    assert blotted("Lisbon, oh lisbon (a cat's city)", "LISBON") == "…, oh … (a cat's city)"


@given(st.text(), st.text(min_size=1), st.text())
def test_nothing_of_the_value_is_left(before: str, value: str, after: str) -> None:
    assume(value.strip())
    assert not holds(blotted(f"{before} {value} {after}", value), value)


def test_reports() -> None:
    report = {
        "learned": ["home city: Lisbon", "pet: cat"],
        "not_learned": {"home city: Lisbon": "lisbon was said"},
        "after": 0.9,
        "deep": [[{"x": "LISBON"}], None, True],
    }
    assert blotted_report(report, "Lisbon") == {
        "learned": ["home city: …", "pet: cat"],
        "not_learned": {"home city: …": "… was said"},
        "after": 0.9,
        "deep": [[{"x": "…"}], None, True],
    }


def test_figures() -> None:
    report = {"a": 1, "b": 0.5, "c": "text", "d": {"e": 2}, "f": {"g": "text"}, "h": ["i"]}
    assert figures_only(report) == {"a": 1, "b": 0.5, "d": {"e": 2}}

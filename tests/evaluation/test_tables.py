import pytest

from bot.evaluation.intervals import Interval
from bot.evaluation.tables import figure, markdown, share


def test_a_table_reads_well_as_text_too() -> None:
    assert markdown(["method", "recall"], [["ours", "95 %"], ["context only", "9 %"]]) == (
        "| method       | recall |\n"
        "| ------------ | -----: |\n"
        "| ours         |   95 % |\n"
        "| context only |    9 % |\n"
    )


def test_what_would_break_a_row_does_not() -> None:
    text = markdown(["a", "b"], [["x|y", "two\nlines"]])
    assert text.splitlines()[2] == "| x\\|y | two lines |"


def test_a_table_without_rows_is_its_headings() -> None:
    assert markdown(["a"], []) == "| a   |\n| --- |\n"


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        markdown(["a", "b"], [["x"]])


def test_figures_stand_with_their_intervals() -> None:
    assert share(0.95) == "95 %"
    assert share(0.95, Interval(0.9, 0.984)) == "95 % (90 to 98)"
    assert figure(1.2, Interval(1.114, 1.3)) == "1.20 (1.11 to 1.30)"
    assert figure(12.34, digits=0) == "12"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_a_dash(value: float) -> None:
    assert share(value) == figure(value) == "-"

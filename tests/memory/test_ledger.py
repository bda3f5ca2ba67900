"""What one message changes in what is held."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.memory.corrections import Correction
from bot.memory.facts import Fact, State, Statement
from bot.memory.grounding import stands_in
from bot.memory.ledger import Change, changes, corrected, quote, stated

NOW = datetime(2025, 6, 1, tzinfo=UTC)


def fact(number: int, attribute: str, value: str, state: State = State.FRESH) -> Fact:
    return Fact(number, 1, "private", attribute, value, "", NOW, state)


CITY = fact(1, "home city", "Porto", State.KNOWN)
CAT = fact(2, "cat's name", "Miso")
HELD = [CITY, CAT]


def test_a_new_fact_is_learned_under_its_one_name() -> None:
    assert changes("Mum's name: Ana", "my mum is Ana", HELD) == [
        Change("learned", "mother's name", "Ana")
    ]


def test_what_the_model_missed_is_learned_too() -> None:
    assert changes("none", "my locker number is 42", HELD) == [
        Change("learned", "locker number", "42")
    ]


def test_what_is_plain_is_not_learned_under_a_wrong_name() -> None:
    message = "I grew up in Kirkwall"
    assert changes("favorite singer: Kirkwall", message, HELD) == [
        Change("learned", "hometown", "Kirkwall")
    ]


def test_all_that_is_stated_has_its_one_name() -> None:
    message = "I'm a plumber and my mum is Ana"
    assert stated("Mum's name: Ana", message) == [
        Statement("mother's name", "Ana"),
        Statement("job", "plumber"),
    ]


def test_a_fact_held_or_known_is_not_stored_twice() -> None:
    message = "I live in porto with my cat Miso"
    assert changes("city: porto\ncat: Miso", message, HELD) == []


def test_one_value_changes() -> None:
    (change,) = changes("home city: Lisbon", "I moved to Lisbon", HELD)
    assert change == Change("changed", "home city", "Lisbon", (CITY,))
    assert change.notice == "Noted: home city: Lisbon (was Porto)."


def test_several_values_add() -> None:
    (change,) = changes("cat's name: Rex", "I have another cat named Rex", HELD)
    assert change == Change("learned", "cat's name", "Rex")
    assert change.notice == "Noted: cat's name: Rex."


def test_two_values_in_one_message_both_stay() -> None:
    message = "I have a Tesla and an old Kia"
    assert changes("car: Tesla\ncar: an old Kia", message, HELD) == [
        Change("learned", "car", "Tesla"),
        Change("learned", "car", "an old Kia"),
    ]


def test_the_same_thing_twice_in_a_message_is_one_fact() -> None:
    assert changes("job: baker\noccupation: a baker", "I'm a baker", []) == [
        Change("learned", "job", "baker")
    ]


def test_no_longer_so() -> None:
    (change,) = changes("no longer pet: Miso", "I no longer have Miso", HELD)
    assert change == Change("retracted", "cat's name", "Miso", (CAT,))
    assert change.notice == "No longer noted: cat's name: Miso."


def test_no_longer_so_though_the_model_is_silent() -> None:
    message = "I don't live in Porto anymore"
    assert changes("none", message, HELD) == [Change("retracted", "home city", "Porto", (CITY,))]


def test_what_was_never_held_is_not_retracted() -> None:
    assert changes("no longer job: baker", "I'm no longer a baker", HELD) == []


def test_leaving_the_one_for_the_other_is_a_change() -> None:
    message = "I no longer live in Porto, I live in Faro"
    assert changes("no longer home city: Porto\nhome city: Faro", message, HELD) == [
        Change("changed", "home city", "Faro", (CITY,))
    ]


def test_what_a_correction_did_is_not_done_again() -> None:
    correction = Correction("replace", CITY, "Faro")
    assert corrected(correction) == Change("changed", "home city", "Faro", (CITY,))
    now = [fact(3, "home city", "Faro"), CAT]
    assert changes("name: Faro", "no, it's Faro", now, correction=correction) == []


def test_a_correction_may_bring_more() -> None:
    correction = Correction("retract", CITY)
    assert corrected(correction) == Change("retracted", "home city", "Porto", (CITY,))
    message = "that's wrong, I live in Faro"
    assert changes("home city: Faro", message, [CAT], correction=correction) == [
        Change("learned", "home city", "Faro")
    ]


def test_the_bots_name_is_not_the_persons() -> None:
    assert changes("name: Ember", "I am Ember's biggest fan", [], bot_names=("Ember",)) == []


def test_a_bare_answer() -> None:
    assert changes("job: a baker", "a baker", HELD, answering=True) == [
        Change("learned", "job", "a baker")
    ]
    assert changes("job: a baker", "a baker", HELD) == []


def test_a_quote_is_short_and_holds_the_value() -> None:
    message = "word " * 100 + "I live in Porto " + "word " * 100
    assert quote("I live in Porto", "Porto") == "I live in Porto"
    assert len(quote(message, "Porto")) <= 200
    assert stands_in("Porto", quote(message, "Porto"))


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_entered(output: str, message: str) -> None:
    for change in changes(output, message, HELD, answering=True):
        assert change.kind == "retracted" or stands_in(change.value, message)
        assert quote(message, change.value)

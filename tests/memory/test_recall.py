"""A right answer is seen as right however it is spelled, and a refusal as a refusal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.recall import holds, tells, unknown, words

texts = st.text(max_size=60)


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        ("Your cat is called Miso.", "Miso"),
        ("your cat is MISO!", "miso"),
        ("You live in Sao Paulo.", "São Paulo"),
        ("Du wohnst in Düsseldorf.", "Dusseldorf"),
        ("It's Zoë’s favorite.", "Zoe's favorite"),
        ("Straße des 17. Juni", "STRASSE des 17. juni"),
        # Dates: another order, ordinals, commas.
        ("Your birthday is on March 12th.", "12 March"),
        ("You were born on the 3rd of May, 1988.", "May 3, 1988"),
        ("On 21 June.", "June 21st"),
        ("That would be 1990-03-12.", "12.03.1990"),
        # Numbers.
        ("You are 34 years old.", "34"),
        ("Your alarm rings at 6:45.", "6.45"),
        ("You are 1,80 m tall.", "1.80 m"),
        ("You drive a Golf GTI.", "golf-gti"),
        # Small words may be missing.
        ("You work at Museum Modern Art.", "the Museum of Modern Art"),
        ("A teacher at a school.", "teacher at the school"),
        # Other scripts.
        ("أنت تعيش في القاهرة.", "القاهرة"),
        ("أنت تعيش في القَاهِرَة.", "القاهرة"),
        ("השם שלך הוא נועה.", "נועה"),
        ("You live in Москва.", "москва"),
        ("You study at ℂ-Lab.", "C-Lab"),
        ("आपका नाम हिमांशी है।", "हिमांशी"),
        ("Η πόλη σου είναι η ΑΘΗΝΑ.", "Αθήνα"),
        ("You love 東京 best.", "東京"),
        # No words at all.
        ("Your favorite emoji is 🦊!", "🦊"),
        ("It's ❤ of course.", "❤️"),
        ("You write :-) often.", ":-)"),
    ],
)
def test_it_is_there(reply: str, value: str) -> None:
    assert holds(reply, value)


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        ("Your cat is called Misosoup.", "Miso"),
        ("You live by the port.", "Porto"),
        ("Your lucky number is 17.", "7"),
        ("You are 34.", "43"),
        ("Your birthday is on March 2.", "12 March"),
        ("You live in New Orleans.", "New York"),
        ("You work at the museum.", "Museum of Modern Art"),
        ("In the middle of it all.", "The Who of"),
        ("Your favorite emoji is 🐱.", "🦊"),
        ("आपका नाम रीमा है।", "राम"),
        ("أنت تعيش في الإسكندرية.", "القاهرة"),
        ("I don't know that yet.", "Miso"),
        ("", "Miso"),
        ("Anything at all.", ""),
        ("Anything at all.", "  "),
        ("Anything at all.", "\ufe0f"),
    ],
)
def test_it_is_not_there(reply: str, value: str) -> None:
    assert not holds(reply, value)


@given(texts, texts)
def test_any_texts_can_be_asked(reply: str, value: str) -> None:
    assert holds(reply, value) in (True, False)
    assert unknown(reply) in (True, False)


@given(texts.filter(lambda value: words(value) != []), texts, texts)
def test_a_value_is_found_among_other_words(value: str, before: str, after: str) -> None:
    assert holds(f"{before} {value} {after}", value)


@given(st.permutations(["12", "March", "1990"]), st.sampled_from(["{} {} {}", "{}, {} of {}."]))
def test_dates_come_in_any_order(parts: list[str], form: str) -> None:
    assert holds(form.format(*parts), "12 March 1990")
    assert holds(form.format(*parts), "March 12th, 1990")


@given(texts)
def test_words_are_bare(text: str) -> None:
    found = words(text)
    assert words(" ".join(found)) == found
    assert all(word.split() == [word] for word in found)


@pytest.mark.parametrize(
    "reply",
    [
        "I don't know that yet. Will you tell me?",
        "I don’t know.",
        "i dont know your sister's name",
        "I do not remember that, sorry.",
        "I don't really recall.",
        "You didn't tell... I didn't know you had one.",
        "No idea!",
        "Hm, no clue.",
        "I'm not sure, you tell me.",
        "You haven't told me that yet.",
        "You haven’t mentioned a car.",
        "You have not said so far.",
        "You never told me.",
        "I can't remember that.",
        "I cannot tell you that.",
        "I don't have any information about that.",
    ],
)
def test_a_refusal(reply: str) -> None:
    assert unknown(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "Your cat is called Miso.",
        "I know: you live in Porto.",
        "Yes, I remember, it's on 12 March.",
        "You told me it's Miso.",
        "The moon is far away, you know.",
        "",
    ],
)
def test_no_refusal(reply: str) -> None:
    assert not unknown(reply)


@pytest.mark.parametrize(
    ("reply", "answer", "told"),
    [
        ("You weave baskets.", "weav", True),
        ("A sheep shearer.", "shear", True),
        ("In Kaunas.", "Kaunas", True),
        ("Anatolia, I think.", "Ana", False),
        ("It was 1009.", "100", False),
        ("In the year 20095.", "2009", False),
        ("Dishearten me not.", "hear", False),
        ("He said Café Müllers.", "cafe mull", True),
        ("", "weav", False),
    ],
)
def test_a_beginning_tells_too(reply: str, answer: str, told: bool) -> None:
    assert tells(reply, answer) == told

"""What an attribute is called, whether it holds several values, and when two values are the same.

Models name the same thing in many ways ("mum", "mother's name", "name of my mom"); here each gets
one name, so that a changed fact finds the one it replaces. Knows: words. Does not know: people,
messages, or which facts there are.
"""

from __future__ import annotations

import re
import unicodedata

from bot.memory.facts import Fact, Statement

_MOST_STEPS = 8
_SPACES = re.compile(r"\s+")
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'" * 5)
_OWNER = re.compile(r"^(?:the |a |my |your |their |his |her |(?:user|person|speaker)'?s? )+")
_PLACED = re.compile(
    r"^(name|age|job|birthday|city|breed|color) of (?:my |the |a |their |your )?(.+)$"
)
_NAMELESS = re.compile(r"^(.+) name$")

_WORDS = {
    "favourite": "favorite",
    "fav": "favorite",
    "fave": "favorite",
    "colour": "color",
    "flavour": "flavor",
    "film": "movie",
    "mom": "mother",
    "mum": "mother",
    "mommy": "mother",
    "mummy": "mother",
    "mama": "mother",
    "mam": "mother",
    "dad": "father",
    "daddy": "father",
    "papa": "father",
    "grandma": "grandmother",
    "granny": "grandmother",
    "nana": "grandmother",
    "grandpa": "grandfather",
    "granddad": "grandfather",
    "grandad": "grandfather",
    "stepdad": "stepfather",
    "stepmom": "stepmother",
    "stepmum": "stepmother",
    "gran": "grandmother",
    "hubby": "husband",
    "bestie": "best friend",
    "bff": "best friend",
    "neighbour": "neighbor",
    "colleague": "coworker",
    "kitty": "cat",
    "doggy": "dog",
    "bunny": "rabbit",
    "missus": "wife",
    "housemate": "roommate",
    "flatmate": "roommate",
}
_NAMES = {
    "full name": "name",
    "first name": "name",
    "real name": "name",
    "given name": "name",
    "called": "nickname",
    "nick name": "nickname",
    "city": "home city",
    "current city": "home city",
    "city of residence": "home city",
    "residence": "home city",
    "location": "home city",
    "place of residence": "home city",
    "current location": "home city",
    "lives in": "home city",
    "living in": "home city",
    "home": "home city",
    "country": "home country",
    "current country": "home country",
    "country of residence": "home country",
    "home town": "hometown",
    "grew up in": "hometown",
    "place of birth": "birthplace",
    "birth place": "birthplace",
    "born in": "birthplace",
    "birth city": "birthplace",
    "date of birth": "birthday",
    "birth date": "birthday",
    "birthdate": "birthday",
    "dob": "birthday",
    "bday": "birthday",
    "b-day": "birthday",
    "year of birth": "birth year",
    "occupation": "job",
    "profession": "job",
    "job title": "job",
    "work": "job",
    "works as": "job",
    "company": "employer",
    "workplace": "employer",
    "place of work": "employer",
    "works at": "employer",
    "works for": "employer",
    "allergies": "allergy",
    "food allergy": "allergy",
    "allergic to": "allergy",
    "hobbies": "hobby",
    "pets": "pet",
    "language": "language spoken",
    "languages": "language spoken",
    "languages spoken": "language spoken",
    "spoken language": "language spoken",
    "speaks": "language spoken",
    "mother tongue": "native language",
    "first language": "native language",
    "learning": "language being learned",
    "instruments": "instrument",
    "instrument played": "instrument",
    "musical instrument": "instrument",
    "plays": "instrument",
    "sport": "sport practiced",
    "sports": "sport practiced",
    "sport played": "sport practiced",
    "medications": "medication",
    "medicine": "medication",
    "dislikes": "disliked food",
    "food disliked": "disliked food",
    "hated food": "disliked food",
    "least favorite food": "disliked food",
    "dietary preference": "diet",
    "favorite tv show": "favorite series",
    "favorite show": "favorite series",
    "favorite tv series": "favorite series",
    "favorite beverage": "favorite drink",
    "favorite dish": "favorite food",
    "favorite meal": "favorite food",
    "favorite ice cream": "favorite ice cream flavor",
    "zodiac sign": "star sign",
    "marital status": "relationship status",
    "eyes": "eye color",
    "hair": "hair color",
}
_ANIMALS = frozenset(
    "alpaca axolotl bird budgie bunny canary cat chicken chinchilla cockatiel cow dog donkey duck "
    "ferret fish frog gecko goat goldfish goose hamster hedgehog hen horse iguana kitten lizard "
    "llama mouse parakeet parrot pig pony puppy rabbit rat rooster sheep snake spider tarantula "
    "tortoise turtle".split()
) | {"guinea pig", "stray cat"}
# Capitalised as names are, but none.
_BREEDS = frozenset(
    "beagle bulldog chihuahua collie coon corgi dachshund dalmatian doberman husky labrador "
    "maine persian poodle pug ragdoll retriever rottweiler shepherd siamese spaniel terrier".split()
)
_SEVERAL_PEOPLE = frozenset(
    "aunt brother brother-in-law child classmate cousin coworker daughter friend godchild "
    "goddaughter godson granddaughter grandfather grandmother grandson grandchild great-aunt "
    "great-uncle housemate kid neighbor nephew niece roommate flatmate sibling sister "
    "sister-in-law son stepbrother stepdaughter stepsister stepson teammate uncle".split()
)
_ONE_PERSON = frozenset(
    "boss boyfriend doctor father fiance fiancee girlfriend husband landlord manager mother "
    "partner therapist twin wife stepfather stepmother godmother godfather".split()
) | {"best friend", "mother-in-law", "father-in-law", "ex-partner", "twin sister", "twin brother"}
_ROLES = frozenset(
    "babysitter barber buddy coach crush dentist doorman ex hairdresser instructor mechanic "
    "mentor nanny nurse pal plumber supervisor teacher trainer tutor vet".split()
)
_SEVERAL = frozenset(
    "allergy hobby instrument interest medication pet plant sport vitamin skill collection "
    "houseplant".split()
) | {
    "bucket list item",
    "disliked food",
    "fruit tree",
    "garden crop",
    "garden vegetable",
    "language spoken",
    "pet's name",
    "plant's name",
    "programming language",
    "side project",
    "sport practiced",
    "visited country",
}
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
_ARTICLES = frozenset(("a", "an", "the"))
# Words that tell two attributes apart in form only: "color" and "favorite color".
_NEUTRAL = frozenset("big current favorite home little main name older own usual younger".split())


def canonical(attribute: str, value: str = "") -> str:
    """One name for an attribute, in lower case: "Mum's name" -> "mother's name".

    `value` helps where the attribute names a creature only: "cat" with the value "Miso" is the
    cat's name, with the value "a tabby" it is not.
    """
    name = attribute
    # What is left of odd names may have a better name in turn.
    for _ in range(_MOST_STEPS):
        before, name = name, _canonical(name, value)
        if name == before:
            break
    return name


def _canonical(attribute: str, value: str) -> str:
    text = unicodedata.normalize("NFKC", attribute).translate(_APOSTROPHES).replace("_", " ")
    text = _SPACES.sub(" ", text).strip(" .:-*'\"").casefold()
    text = _OWNER.sub("", text) or text
    text = " ".join(_word(word) for word in text.split(" "))
    placed = _PLACED.match(text)
    if placed:
        text = f"{placed[2]}'s {placed[1]}"
    text = _NAMES.get(text, text)
    named = _NAMELESS.match(text)
    for owner in (named[1], named[1].removesuffix("s")) if named else ():
        if _creature(owner):
            return f"{owner}'s name"
    if _creature(text) and text != "pet" and _is_name(value):
        return f"{text}'s name"
    return text


def _word(word: str) -> str:
    if word.endswith("'s"):
        bare = word.removesuffix("'s")
        return f"{_WORDS.get(bare, bare)}'s"
    return _WORDS.get(word, word)


def _creature(words: str) -> bool:
    """Also with words before it: "piano teacher", "older sister"."""
    last = words.rpartition(" ")[2]
    known = (_ANIMALS, _SEVERAL_PEOPLE, _ONE_PERSON, _ROLES)
    named = any(words in group or last in group for group in known) or words == "pet"
    return named and not words.startswith(("favorite ", "number of "))


def _is_name(value: str) -> bool:
    words = value.split()
    breed = any(word.casefold() in _BREEDS for word in words)
    return 0 < len(words) <= 3 and all(word[:1].isupper() for word in words) and not breed


def is_creature(word: str) -> bool:
    """Whether it is a relative, a friend or an animal, as a canonical word: "cat", "sister"."""
    return _creature(" ".join(_word(part) for part in word.casefold().split()))


def is_animal(word: str) -> bool:
    """Whether it is an animal that people keep, as a canonical word."""
    return word in _ANIMALS


def holds_several(attribute: str) -> bool:
    """Whether a person can have several at once, so that a new value adds and replaces none."""
    if attribute in _SEVERAL:
        return True
    owner, mark, what = attribute.rpartition("'s ")
    if not mark or what != "name":
        return False
    return owner in _ANIMALS or owner in _SEVERAL_PEOPLE


def folded(text: str) -> list[str]:
    """A text's words as they are compared: no case, accents, articles or punctuation."""
    bare = text.casefold().translate(_APOSTROPHES)
    # Of plain letters it would change nothing, and most texts are such.
    if not bare.isascii():
        parts = unicodedata.normalize("NFKD", bare)
        bare = "".join(letter for letter in parts if not unicodedata.combining(letter))
    words = re.findall(r"\w+(?:'\w+)?[+#]*", bare)
    kept = [_NUMBERS.get(word, word) for word in words if word not in _ARTICLES]
    return kept or words or bare.split()


def same_value(first: str, second: str) -> bool:
    """Whether two values differ in nothing but how they are written."""
    return folded(first) == folded(second)


def near_duplicate(held: Fact | Statement, found: Statement) -> bool:
    """Whether `found` tells nothing that `held` does not."""
    if held.attribute == found.attribute:
        same = same_value(held.value, found.value)
        return same or (holds_several(held.attribute) and _same_kind(held.value, found.value))
    if not same_value(held.value, found.value):
        return False
    words = set(_bare_words(held.attribute)) ^ set(_bare_words(found.attribute))
    return words <= _NEUTRAL


def _bare_words(attribute: str) -> list[str]:
    return [word.removesuffix("'s") for word in attribute.split()]


def _same_kind(first: str, second: str) -> bool:
    """As are "peanut" and "peanuts", but not the names "Jame" and "James"."""
    if first[:1].isupper() or second[:1].isupper():
        return False
    one, two = " ".join(folded(first)), " ".join(folded(second))
    return min(len(one), len(two)) > 3 and one.removesuffix("s") == two.removesuffix("s")

"""Which attributes are asked for in the same words.

Knows: attribute names. Does not know: questions.
"""

from __future__ import annotations

import itertools

OVERLAPPING: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split(", "))
    for group in (
        "name, nickname", "name, last name", "last name, maiden name",
        "birthday, birth year, age",
        "partner's name, wife's name, husband's name, girlfriend's name, boyfriend's name, relationship status",
        *(f"crush's name, {love}'s name" for love in ("partner", "girlfriend", "boyfriend")),
        "twin's name, sister's name", "twin's name, brother's name", "teacher's name, favorite teacher",
        "home city, home country, street, neighborhood", "home city, hometown, birthplace", "street, house number",
        "job, employer", "employer, office location", "work project, side project", "university, school",
        "native language, language spoken", "language spoken, language being learned",
        *(f"pet, {animal}'s name" for animal in ("cat", "dog", "rabbit", "hamster", "parrot", "horse", "fish", "guinea pig")),
        "pet, cat's breed", "pet, dog's breed", "houseplant, plant's name",
        "allergy, disliked food, diet", "medication, vitamin",
        "favorite band, favorite singer, favorite song, favorite music genre",
        *(f"favorite food, favorite {dish}" for dish in ("dessert", "pizza", "soup", "sandwich", "breakfast", "snack")),
        "favorite pizza, favorite pizza topping", "favorite breakfast, usual breakfast",
        "favorite dessert, favorite ice cream flavor", "favorite candy, favorite dessert", "favorite candy, favorite snack",
        *(f"favorite drink, {drink}" for drink in ("coffee order", "favorite tea", "favorite beer", "favorite wine", "favorite cocktail")),
        *(f"favorite game, favorite {kind} game" for kind in ("video", "board", "card")),
        "favorite animal, favorite bird", "favorite author, favorite poet",
        "favorite number, lucky number", "favorite season, favorite month",
        *(f"hobby, {pastime}" for pastime in ("sport practiced", "favorite sport", "instrument", "collection", "side project", "weekend ritual")),
        "sport practiced, favorite sport", "sport practiced, gym", "sport practiced, running distance",
        "instrument, guitar model", "football team, team's name",
        *(f"club, {group}" for group in ("team's name", "choir's name", "football team", "gym")),
        "car, car's color", "car, car's name", "bike, bike's color", "bike, bike's name", "bike, motorbike",
        *(f"way of commuting, {vehicle}" for vehicle in ("bus line", "bike", "motorbike", "car")),
        "next trip, city to visit", "last vacation, visited country",
        "biggest dream, city to visit", "biggest dream, dream job", "goal for this year, savings goal",
        "wake-up time, start time of work", "start time of work, work hours",
    )
)  # fmt: skip
"""Attributes whose questions overlap: who told one may rightly get it when asked for another.

Each two of a group do. Neighbors that a careful listener tells apart (the cat's name and the
dog's, allergy and medication) are in no group together.
"""

_PAIRS = frozenset(pair for group in OVERLAPPING for pair in itertools.permutations(group, 2))


def overlaps(attribute: str, other: str) -> bool:
    """Whether a question for the one may rightly be answered with the other; both may be the same."""
    return attribute == other or (attribute, other) in _PAIRS

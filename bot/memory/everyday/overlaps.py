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
        *(f"pet, {animal}'s name" for animal in ("snake", "turtle", "chicken", "goldfish")), "goldfish's name, fish's name",
        "boat, boat's name", "dog's birthday, dog's age", "parrot's name, parrot's color",
        *(f"instrument, {kind}" for kind in ("instrument being learned", "piano model", "drum kit")),
        *(f"sport practiced, {kind}" for kind in ("martial art", "dance style", "swim distance")),
        *(f"hobby, {kind}" for kind in ("craft", "dance style", "martial art", "evening ritual", "instrument being learned")),
        "goal for this year, new year's resolution", "new year's resolution, habit being quit", "habit being quit, worst habit",
        *(f"job, {kind}" for kind in ("side job", "apprenticeship", "teaching subject", "department")), "employer, business name",
        "current series, favorite series", "current game, favorite video game", "current game, favorite game",
        "workout day, yoga day", "previous job, first job",
        "bucket list item, biggest dream", "bucket list item, city to visit", "next concert, festival",
        *(f"next trip, {kind}" for kind in ("festival", "christmas plan", "camping spot")),
        *(f"course being taken, {kind}" for kind in ("language being learned", "instrument being learned", "dance style")),
        "way of commuting, scooter", "way of commuting, commute time", "signature dish, favorite food",
        "allergy, intolerance", "diet, intolerance", "diet, vegetarian since",
        "injury, broken bone", "injury, scar", "chronic illness, operation",
        "nickname, childhood nickname", "stage name, username", "biggest dream, childhood dream", "dream job, childhood dream",
        "wife's job, partner's job, husband's job",
        *(f"fiance's name, {love}" for love in ("partner's name", "girlfriend's name", "boyfriend's name", "relationship status")),
        "childhood friend's name, best friend's name", "first love's name, ex-partner's name",
        "teacher's name, piano teacher's name", "teacher's name, professor's name", "coach's name, personal trainer's name",
        *(f"number of siblings, {kind}" for kind in ("number of sisters", "number of brothers", "birth order")),
        "wedding anniversary, years married", "years married, years together", "how we met, first date",
        "idol, role model", "mentor's name, role model", "street, postal code", "clothing size, jeans size",
        *(f"favorite food, favorite {dish}" for dish in ("pasta", "burger", "salad", "cake", "cuisine")),
        "favorite food, sushi order", "favorite food, steak order", "favorite food, usual dinner",
        "favorite drink, favorite juice", "favorite drink, favorite soda", "favorite drink, tea order", "favorite tea, tea order",
        *(f"favorite dessert, favorite {sweet}" for sweet in ("cake", "cookie", "chocolate")),
        *(f"favorite snack, favorite {snack}" for snack in ("cookie", "chocolate", "nut")),
        "favorite candy, favorite chocolate", "favorite fruit, favorite berry",
        "favorite breakfast, favorite cereal", "usual breakfast, favorite cereal",
        "favorite series, favorite anime, favorite cartoon", "favorite anime, favorite manga",
        "favorite book, favorite comic, favorite manga", "favorite musical, favorite play", "favorite musical, favorite opera",
        "favorite actor, favorite actress", "motto, favorite quote", "favorite athlete, favorite driver", "idol, favorite athlete",
        "dance style, favorite dance", "favorite coffee shop, favorite bakery", "favorite animal, favorite dog breed",
        "favorite band, favorite album",
        "side project, craft", "morning routine, wake-up time", "evening ritual, bedtime",
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

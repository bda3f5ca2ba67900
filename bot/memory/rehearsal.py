"""Spaced rehearsal: when a known fact is due to be asked again (FSRS).

Each night's probe of a fact is one review. The scheduler is py-fsrs (Free Spaced Repetition
Scheduler, Ye 2022), without its short learning steps: nights are a day apart. Knows: cards and
ratings. Does not know: where cards are kept.
"""

from __future__ import annotations

from datetime import UTC, datetime

from fsrs import Card, Rating, Scheduler


def rating(right: int, asked: int) -> Rating:
    """All forms right = Good, some = Hard, none = Again."""
    if right >= asked > 0:
        return Rating.Good
    return Rating.Hard if right else Rating.Again


class Rehearsal:
    """Reviews cards. Times are aware and in UTC; a card is py-fsrs's JSON."""

    def __init__(self) -> None:
        self._scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)

    def reviewed(
        self, fact_id: int, card: str | None, right: int, asked: int, now: datetime
    ) -> str:
        """The card after a night's probe; a new fact has none before."""
        known = Card.from_json(card) if card else Card(card_id=fact_id, due=now.astimezone(UTC))
        after, _ = self._scheduler.review_card(known, rating(right, asked), now.astimezone(UTC))
        return str(after.to_json())

    def due(self, card: str | None, now: datetime) -> bool:
        """Whether a fact should be probed tonight; one that was never reviewed always is."""
        return card is None or Card.from_json(card).due <= now.astimezone(UTC)

    def retrievability(self, card: str, now: datetime) -> float:
        """Chance, by the schedule, that the fact is still recalled."""
        return float(
            self._scheduler.get_card_retrievability(Card.from_json(card), now.astimezone(UTC))
        )

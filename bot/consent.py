"""What a person allows: to chat only, to be remembered as text, or in weights too.

Who has not answered allows to chat, and no more; at the terminal people run the bot themselves, and
are learned by heart unless they say otherwise. Knows: the levels, and what each lets be kept. Does
not know: how a person is asked, or where what is kept lies.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.store import Consent, Held

LEVELS: tuple[Consent, ...] = ("chat", "text", "weights")
"""From the least to the most."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person allows now, whether they were ever asked, and how much is held of them."""

    consent: Consent
    asked: bool
    held: Held


NOTHING = Held(0, 0, 0, 0)


def first_consent(key: str) -> Consent:
    """What is taken to be allowed by a person of this key who has not said anything yet."""
    return "weights" if key.startswith("terminal:") else "chat"


def keeps(consent: Consent) -> bool:
    """Whether anything that is said may be kept."""
    return consent != "chat"

"""What one person told in one place, as far as it was answered: what must be held, and what not.

Knows: which values of an attribute may be held now. Does not know: how they were told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.loopback import Channel, User


@dataclass
class Account:
    """One person in one place.

    Attributes:
        may_be: the values that each attribute may have; None stands for none. Where something was
            said and not answered yet there are several.
        noted: all values that an attribute had since it was last forgotten.
        gone: values that were forgotten, and that nothing may hold any more.
        fading: values that were forgotten without an answer; their last bytes go at the next start.
        told: so many facts were answered with "Noted".
    """

    user: User
    channel: Channel
    may_be: dict[str, set[str | None]] = field(default_factory=dict)
    noted: dict[str, set[str]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    fading: set[str] = field(default_factory=set)
    told: int = 0

    @property
    def key(self) -> str:
        return f"discord:{self.user.id}"

    @property
    def scope(self) -> str:
        guild = self.channel.guild
        return "private" if guild is None else f"guild:{guild.id}"

    @property
    def held(self) -> dict[str, str]:
        """What is held for sure."""
        sure = {attribute: min(found, key=str) for attribute, found in self.may_be.items()
                if len(found) == 1}  # fmt: skip
        return {attribute: value for attribute, value in sure.items() if value is not None}

    def trying(self, attribute: str, value: str | None) -> None:
        """It is said that it is so (None: to be forgotten); nobody answered yet."""
        self.may_be.setdefault(attribute, {None}).add(value)

    def answered(self, attribute: str, value: str | None) -> None:
        """It was answered that it is so now."""
        self.may_be[attribute] = {value}
        if value is None:
            self.gone |= self.noted.pop(attribute, set())
        else:
            self.noted.setdefault(attribute, set()).add(value)
            self.told += 1

    def compared(self, found: Mapping[str, Iterable[str]]) -> list[str]:
        """What is wrong with what was found, if anything; it is then taken for what is so."""
        wrong = []
        for attribute in sorted({*self.may_be, *found}):
            values: set[str | None] = set(found.get(attribute, ()))
            allowed = self.may_be.get(attribute, {None})
            if len(values) > 1 or not (values or {None}) <= allowed:
                wrong.append(f"{attribute} is {_words(values)} and should be {_words(allowed)}")
            self._take(attribute, values or {None})
        return [f"{self.user.display} in {self.scope}: {each}" for each in wrong]

    def _take(self, attribute: str, values: set[str | None]) -> None:
        before = self.noted.setdefault(attribute, set())
        before |= {value for value in values if value is not None}
        if values == {None}:
            self.fading |= self.noted.pop(attribute)
        self.may_be[attribute] = values


def _words(values: Iterable[str | None]) -> str:
    return " or ".join(sorted(value or "nothing" for value in values)) or "nothing"

"""The receipt of forgetting a person: a check, after the deed, that nothing of them is left.

It looks where each trace would be, and asks the model about every fact as it would be asked by
somebody who never told one. Knows: store, shelf, engine. Does not know: how forgetting is done, or
how a receipt is shown.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from bot.engine.interface import Engine, Sampling
from bot.errors import ModelError
from bot.memory.facts import Fact
from bot.memory.questions import templates
from bot.memory.recall import holds, unknown
from bot.sleep.probe import chat
from bot.sleep.shelf import AdapterShelf
from bot.store import Store

_log = logging.getLogger(__name__)
_REPLY = Sampling(max_tokens=32)
# On a small machine each takes the model up to a second.
_MOST_ASKED = 24


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the check found.

    `facts` is how many were held before. `left` counts what was found of each kind: rows of each
    table, entries of the search, folders, caches. `asked` questions were put to the model. To
    `unknown` of them it did not know the answer, `named` it answered with what had been told.
    """

    facts: int
    left: Mapping[str, int]
    asked: int = 0
    unknown: int = 0
    named: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing was found anywhere."""
        return not any(self.left.values()) and self.named == 0


async def checked(
    engine: Engine,
    store: Store,
    shelf: AdapterShelf,
    persona: str,
    *,
    person_id: int,
    facts: Sequence[Fact],
    is_theirs: Callable[[Hashable], bool],
) -> Receipt:
    """Look for all that could be left of a person.

    `facts` is all that was held about them, also what was no longer so; `is_theirs` says whether a
    conversation that the engine keeps in mind is one of theirs.

    Raises:
        StoreError: the memory can't be read.
    """
    left = await store.remains(person_id, facts)
    left["folders"] = len(shelf.places(person_id))
    left["caches"] = shelf.holds(person_id) + await engine.drop_caches(is_theirs)
    told = [fact for fact in facts if fact.state.alive][-_MOST_ASKED:]
    asked = [chat(persona, templates(fact.attribute)[0]) for fact in told]
    try:
        # Without an adapter: there is none any more, and so a reply would be made.
        replies = await engine.complete(asked, sampling=_REPLY) if asked else []
    except ModelError as error:
        _log.warning("the model could not be asked after forgetting: %s", error.fault)
        return Receipt(len(facts), left)
    named = sum(holds(reply, fact.value) for fact, reply in zip(told, replies, strict=True))
    return Receipt(len(facts), left, len(asked), sum(map(unknown, replies)), named)

"""Context only: every fact in the prompt, as far as the budget for facts goes.

Knows: how the companion chooses facts for a prompt. Does not know: nights.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.engine.interface import Message
from bot.evaluation.home import SCOPE, Home
from bot.evaluation.methods.interface import Awake
from bot.memory.context import chosen_facts
from bot.store import Person


class Context(Awake):
    """The companion that never sleeps."""

    talks = True

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._sizes: dict[str, int] = {}

    async def lines(self, person: Person, text: str) -> Sequence[str]:
        facts = await self._home.store.facts(person.id, scope=SCOPE)
        sizes = {fact.id: await self._size(f"- {fact.line}\n") for fact in facts}
        budget = self._home.config.bot.facts_tokens
        return [f.line for f in chosen_facts(facts, budget, lambda fact: sizes[fact.id], text)]

    async def _size(self, text: str) -> int:
        """Tokens that a line adds to a prompt."""
        if text not in self._sizes:
            empty, filled = Message("user", ""), Message("user", text)
            count = self._home.engine.count_tokens
            self._sizes[text] = await count([filled]) - await count([empty])
        return self._sizes[text]

"""Text search only: the store's full-text search finds facts by the words of the question.

The search of the store wants every word to match, as a person's own search would. A question has
many words that no fact has, so each is searched for by itself, and facts that rare words find go
first. Knows: the store's search. Does not know: nights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from bot.evaluation.home import SCOPE
from bot.evaluation.methods.interface import Awake
from bot.memory.recall import words
from bot.store import Person

_BEST = 3
_SHORTEST = 3
_COMMON = frozenset(
    "and any are ask asks asked but call called can could did does for from get give goes had has "
    "have her him his how its know let like mine more much name need new not now off one only our "
    "out own please put really remember say says she should some tell that the their them then "
    "there they thing this want wants was way well were what when where which who whom whose why "
    "will with would yes you your".split()
)


class Search(Awake):
    """The best hits for each question stand in its prompt."""

    async def lines(self, person: Person, text: str) -> Sequence[str]:
        scores: defaultdict[int, float] = defaultdict(float)
        found = {}
        sought = {
            _stem(word) for word in words(text) if len(word) >= _SHORTEST and word not in _COMMON
        }
        for word in sorted(sought):
            hits = await self._home.store.search(person.id, word, scope=SCOPE)
            for fact in hits:
                found[fact.id] = fact
                scores[fact.id] += 1 / len(hits)
        best = sorted(found, key=lambda fact: (-scores[fact], fact))[:_BEST]
        return [found[fact].line for fact in best]


def _stem(word: str) -> str:
    """Without the ending of a plural: the store finds words that begin so."""
    for ending in ("ies", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word

"""`!recall` with 10 and with 100,000 facts in the store. No model takes part.

Knows: a crowd of people with facts. Does not know: how facts are found.
"""

from __future__ import annotations

from bot.engine.fake import FakeEngine
from bot.evaluation.bench.bench import Bench, Parts
from bot.evaluation.bench.figures import Measured, ratio
from bot.evaluation.bench.people import LINES
from bot.evaluation.bench.timing import seconds_of
from bot.keeping import Speaker
from bot.memory.facts import Statement

NAME = "recall"
_MANY = 100_000
_A_PERSON = 500
_SCOPE = "private"
_WORDS = "cat"
# Found in no attribute and no value, so that the quotes are searched.
_QUOTED = "honestly"


async def measure(bench: Bench) -> Measured:
    """One person in a small and in a large store, in turn; and one who told all of it.

    Raises:
        StoreError: the memory can't be written.
    """
    rounds = bench.rounds(30, 10)
    few: dict[str, list[float]] = {"": [], _WORDS: [], _QUOTED: []}
    many: dict[str, list[float]] = {"": [], _WORDS: [], _QUOTED: []}
    own: dict[str, list[float]] = {"": [], _WORDS: []}
    async with bench.bot(FakeEngine()) as small, bench.bot(FakeEngine()) as large:
        for bot in (small, large):
            await _tell(bot, "bench:ana", len(LINES))
        bench.say(f"bench recall: telling {_MANY:,} facts")
        for number in range(_MANY // _A_PERSON):
            await _tell(large, f"bench:{number}", _A_PERSON)
        both = [(small, few), (large, many)]
        for turn in range(rounds + 1):
            for words in few:
                # The second to be asked is quicker: each is so in turn.
                for bot, found in both if turn % 2 else both[::-1]:
                    seconds = await _recalled(bot, "bench:ana", words)
                    if turn > 0:
                        found[words].append(seconds)
        bench.say(f"bench recall: one person tells {_MANY:,} facts")
        await _tell(large, "bench:all", _MANY)
        for turn in range(bench.rounds(5, 3) + 1):
            for words, found_own in own.items():
                seconds = await _recalled(large, "bench:all", words)
                if turn > 0:
                    found_own.append(seconds)
    return _summed_up(few, many, own)


def _summed_up(
    few: dict[str, list[float]], many: dict[str, list[float]], own: dict[str, list[float]]
) -> Measured:
    measured = Measured(NAME, f"!recall of a person who told {len(LINES)} facts")
    for words, values in few.items():
        typed = f"!recall {words}".strip()
        measured.add(f"{typed}, {len(LINES)} facts in the store", values, "s")
        measured.add(f"{typed}, {_MANY:,} facts in the store", many[words], "s")
        measured.figures.append(ratio(f"{typed}, times as long", many[words], values, None))
    for words, values in own.items():
        typed = f"!recall {words}".strip()
        measured.add(f"{typed}, all {_MANY:,} told by that person", values, "s")
    measured.notes.append(
        f"The others' facts are of {_MANY // _A_PERSON} people. {_QUOTED!r} stands only in what "
        "they said, so it is looked for in all words of all people."
    )
    return measured


async def _tell(bot: Parts, key: str, count: int) -> None:
    person = await bot.store.person(key, key)
    told = []
    for number in range(count):
        attribute, _, value = LINES[number % len(LINES)].partition(": ")
        more = f" {number}" if number >= len(LINES) else ""
        said = Statement(attribute, f"{value}{more}")
        told.append((said, f"My {attribute} is {value}{more}, {_QUOTED}."))
    await bot.store.add_facts(person.id, _SCOPE, told)


async def _recalled(bot: Parts, key: str, words: str) -> float:
    speaker = Speaker(key, key, _SCOPE, key)
    seconds, _ = await seconds_of(bot.companion.recall(speaker, words))
    return seconds

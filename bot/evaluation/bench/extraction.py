"""Noting the facts of a message, beside answering it.

Knows: messages and the notebook. Does not know: how facts are found.
"""

from __future__ import annotations

from bot.engine.interface import Engine, Message, Sampling
from bot.evaluation.bench.bench import Bench, Parts
from bot.evaluation.bench.figures import Measured, ratio
from bot.evaluation.bench.people import MESSAGES
from bot.evaluation.bench.timing import seconds_of, timed
from bot.memory import prompts
from bot.noting import Notebook, Talk
from bot.window import Place

NAME = "extraction"


async def measure(bench: Bench) -> Measured:
    """Each message answered, noted by itself, and noted together with the others.

    Raises:
        ModelError: the model failed. StoreError: the memory did.
    """
    replied: list[float] = []
    alone: list[float] = []
    together: list[float] = []
    facts = 0
    async with bench.engine() as engine, bench.bot(engine) as bot:
        # Warms up.
        await _noted(bench, engine, bot, "warm-up", MESSAGES[:1])
        for number in range(bench.rounds(3, 1)):
            bench.say(f"bench extraction: round {number + 1}")
            for at, text in enumerate(MESSAGES):
                replied.append(await _answered(bench, engine, text))
                seconds, found = await _noted(bench, engine, bot, f"{number}:{at}", [text])
                alone.append(seconds)
                facts += found if number == 0 else 0
            seconds, _ = await _noted(bench, engine, bot, f"{number}", MESSAGES)
            together.append(seconds / len(MESSAGES))
    measured = Measured(NAME, f"noting the facts of a message ({len(MESSAGES)} messages)")
    measured.add("a message by itself", alone, "s")
    measured.add(f"a message of {len(MESSAGES)} noted together", together, "s")
    measured.add("answering it, for comparison", replied, "s")
    measured.figures.append(ratio("noting, in times of answering", alone, replied, None))
    measured.notes.append(
        f"{facts} facts were found. Noting begins once the reply is whole, so that it keeps only "
        "the same person's next message waiting."
    )
    return measured


async def _answered(bench: Bench, engine: Engine, text: str) -> float:
    settings = bench.config.bot
    chat = [Message("system", prompts.system(settings.persona)), Message("user", text)]
    sampling = Sampling(max_tokens=settings.reply_tokens)
    seconds, _ = await seconds_of(timed(engine.stream(chat, sampling=sampling)))
    return seconds


async def _noted(
    bench: Bench, engine: Engine, bot: Parts, name: str, texts: tuple[str, ...] | list[str]
) -> tuple[float, int]:
    """Seconds for all messages, of a person of their own, and how many facts came of them."""
    store, notebook = bot.store, Notebook(engine, bot.store, bench.config.bot.persona)
    person = await store.person(f"bench:{name}", name)
    place, talk = Place(person.id, "private", f"bench:{name}"), Talk()
    for text in texts:
        line = await store.log(person.id, place.conversation, place.scope, "user", text)
        await notebook.hear(place, talk, line, [])
    seconds, changes = await seconds_of(notebook.note(place, talk))
    return seconds, len(changes)

"""The first token of a reply with what was read before kept, and without.

Knows: a talk that grows. Does not know: how caches work.
"""

from __future__ import annotations

from bot.engine.interface import Engine, Message, Sampling
from bot.evaluation.bench.bench import Bench
from bot.evaluation.bench.figures import Measured, ratio
from bot.evaluation.bench.people import LINES, TALK
from bot.evaluation.bench.timing import Reply, timed
from bot.memory import prompts

NAME = "cache"
_SHORT = Sampling(max_tokens=24)


async def measure(bench: Bench) -> Measured:
    """Every turn of a talk twice, once with the cache; who is first changes. Raises ModelError."""
    kept: list[Reply] = []
    anew: list[Reply] = []
    async with bench.engine() as engine:
        for number in range(bench.rounds(3, 1)):
            bench.say(f"bench cache: talk {number + 1}")
            await _talk(engine, bench.config.bot.persona, f"bench:{number}", kept, anew)
    with_cache, without = [one.first for one in kept], [one.first for one in anew]
    measured = Measured(NAME, f"first token in a talk of {len(TALK)} turns, ten facts in context")
    measured.add("prompt cache on", with_cache, "s")
    measured.add("prompt cache off", without, "s")
    measured.figures.append(ratio("times as fast", without, with_cache, None))
    if kept and any(one.text != other.text for one, other in zip(kept, anew, strict=True)):
        measured.notes.append("Some replies were not the same with the cache as without.")
    else:
        measured.notes.append("All replies were the same with the cache as without.")
    measured.notes.append("The first turn of a talk, where nothing is kept yet, is left out.")
    return measured


async def _talk(
    engine: Engine, persona: str, name: str, kept: list[Reply], anew: list[Reply]
) -> None:
    chat = [Message("system", prompts.system(persona, LINES))]
    for turn, text in enumerate(TALK):
        chat.append(Message("user", text))
        found: dict[str | None, Reply] = {}
        for cache in (name, None) if turn % 2 else (None, name):
            found[cache] = await timed(engine.stream(chat, sampling=_SHORT, cache=cache))
        if turn > 0:
            kept.append(found[name])
            anew.append(found[None])
        chat.append(Message("assistant", found[name].text))

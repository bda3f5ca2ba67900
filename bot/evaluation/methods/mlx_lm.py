"""mlx_lm.lora on the question-answer pairs that our night teaches.

The pairs are those of our dream (the teacher's right answers, questions about the untold, small
talk), the shape, rate and number of passes those of our night: what is compared is the training
alone, with plain cross-entropy, no gate, and no second look at what was missed. Knows: how a night
chooses and dreams. Does not know: MLX; the tuner runs in a process of its own.
"""

from __future__ import annotations

import json
from pathlib import Path

from bot.engine.interface import Adapter
from bot.engine.tuner import Job, tune
from bot.evaluation.home import SCOPE, Home
from bot.evaluation.methods.interface import Awake, Night, OnProgress, timed
from bot.memory.facts import State
from bot.memory.rehearsal import Rehearsal
from bot.sleep import SleepProgress
from bot.sleep.dream import Dream, Dreamer
from bot.sleep.select import Selection, select
from bot.sleep.train import shape_of
from bot.sleep.wordings import write
from bot.store import Person

# As many as a night of ours makes in its first two rounds: see bot.sleep.train.
_MORE_PASSES = 2.0
_FACTS = "facts.json"
_STATES = (State.FRESH, State.LEARNING, State.KNOWN, State.SUPERSEDED)


class MlxLm(Awake):
    """Trains anew on each day's pairs, from where the last night left the weights."""

    sleeps = True

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._rehearsal = Rehearsal()

    async def night(self, person: Person, tell: OnProgress) -> Night:
        night = Night()
        async with timed(night):
            tell(SleepProgress(person.name, "select", 0, 1))
            last = self._last(person)
            chosen = await self._select(person, last)
            if chosen.empty:
                return night
            tell(SleepProgress(person.name, "dream", 0, 1))
            dream = await self._dream(chosen)
            if not dream.items:
                return night
            tell(SleepProgress(person.name, "train", 0, 1))
            job = self._job(person, dream, last)
            night.peak_bytes = await tune(job)
        _remember(job.folder, _trained(last) | {fact.id for fact in chosen.asked})
        # It takes for known what it was trained on: it has no way to tell.
        await self._home.store.set_state([fact.id for fact in chosen.learn], State.KNOWN)
        return night

    async def adapter(self, person: Person) -> Adapter | None:
        last = self._last(person)
        return None if last is None else await self._home.engine.load_adapter(last)

    def _last(self, person: Person) -> Path | None:
        """The folder of the person's last night, if there was any."""
        return max(self._folders(person), default=None)

    def _folders(self, person: Person) -> list[Path]:
        found = self._home.data.glob(f"tuned-{person.id}-*")
        return [folder for folder in found if (folder / _FACTS).exists()]

    async def _select(self, person: Person, last: Path | None) -> Selection:
        store, home = self._home.store, self._home
        facts = await store.facts(person.id, scope=SCOPE, states=_STATES)
        return select(
            facts,
            await store.cards([fact.id for fact in facts]),
            _trained(last),
            now=home.calendar.now,
            replay=home.config.sleep.replay,
            rehearsal=self._rehearsal,
            source=home.source,
        )

    async def _dream(self, chosen: Selection) -> Dream:
        home = self._home
        facts = (*chosen.asked, *chosen.gone)
        forms = home.config.sleep.forms_per_fact
        wordings = await write(home.engine, facts, forms, home.source)
        dreamer = Dreamer(home.engine, home.config.bot.persona, home.source)
        return await dreamer.dream(chosen, wordings)

    def _job(self, person: Person, dream: Dream, last: Path | None) -> Job:
        settings = self._home.config.sleep
        passes = settings.passes + _MORE_PASSES
        number = len(self._folders(person))
        return Job(
            model=self._home.config.model.name,
            chats=[list(item.chat) for item in dream.items],
            shape=shape_of(settings),
            rate=settings.rate,
            batch=settings.batch_items,
            steps=max(1, round(passes * len(dream.items) / settings.batch_items)),
            seed=self._home.source.getrandbits(31),
            start=last,
            folder=self._home.data / f"tuned-{person.id}-{number:04}",
        )


def _trained(last: Path | None) -> frozenset[int]:
    """The ids of the facts that the last night's weights were trained on."""
    return frozenset(json.loads((last / _FACTS).read_text("utf-8"))) if last else frozenset()


def _remember(folder: Path, facts: frozenset[int]) -> None:
    (folder / _FACTS).write_text(json.dumps(sorted(facts)), "utf-8")

"""What tests of evaluations share: settings in a folder, and a model that learns by heart."""

from __future__ import annotations

from pathlib import Path

from bot.config import Config, parse_config
from bot.engine.fake import UNKNOWN
from bot.engine.interface import Chat
from bot.evaluation.subjects import general, topics
from bot.memory import prompts
from tests.sleep.home import Pupil

_GENERAL = {question.text: question.right[0] for question in general()}
_ASKED = {text: topic.attribute for topic in topics() for text in topic.ask.values()}


def settings(folder: Path, text: str = "") -> Config:
    env = {"SLEEPWAKE_DATA": str(folder / "data"), "SLEEPWAKE_CACHE": str(folder / "cache")}
    return parse_config(text, source="", folder=folder, env=env)


class Able(Pupil):
    """Knows the world, and whatever stands in its context or was learnt, in any wording."""

    def _answer(self, asked: Chat, adapter, sampling) -> str:  # type: ignore[no-untyped-def]
        system, said = asked[0].content, asked[-1].content
        if system in (prompts.EXTRACT, prompts.QUESTIONS):
            return super()._answer(asked, adapter, sampling)
        if said in _GENERAL:
            return _GENERAL[said]
        attribute = _ASKED.get(said)
        if attribute is None:
            return super()._answer(asked, adapter, sampling)
        lines = dict(line[2:].partition(": ")[::2] for line in system.splitlines()[2:])
        if attribute in lines:
            return f"It's {lines[attribute]}."
        plain = [*asked[:-1], type(asked[-1])("user", f"What's my {attribute}?")]
        return UNKNOWN if adapter is None else super()._answer(plain, adapter, sampling)

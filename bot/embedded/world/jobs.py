"""Training items for the model's three jobs: talking, extraction, writing questions.

Several turns share one item, so that the facts in context are read once and many answers are
learned from them. Knows: the catalogue, the prompts. Does not know: the trainer.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bot.embedded.world.catalogue import FILES, Attribute, Chatter
from bot.embedded.world.keyboard import Keyboard
from bot.engine.interface import Message, TrainingItem
from bot.memory import prompts

_GENERIC_ASK = (
    "What's my {a}?",
    "what is my {a}?",
    "Do you remember my {a}?",
    "Tell me my {a}.",
    "Can you tell me what my {a} is?",
    "Which {a} did I tell you?",
    "remind me of my {a}?",
    "I forgot, what was my {a} again?",
    "my {a}?",
    "{a} pls",
    "my {a} plz",
    "and my {a}?",
)
_GENERIC_SAY = ("my {a} is {v}", "{v} is my {a}", "my {a}? {v}", "my {a} would be {v}")
_GENERIC_ANSWER = ("Your {a} is {v}.", "It's {v}.", "{v}!", "That's {v}.")
_GENERIC_REACT = (
    "{v}, got it. Thanks for telling me!",
    "Nice, I'll keep that in mind: {v}.",
    "Oh, {v}! I'll remember that.",
    "{v}, noted. I like knowing that about you.",
    "Good to know! {v} it is.",
)
_GENERIC_CHANGING = ("actually my {a} is {v} now", "my {a} is {v} these days")
_GENERIC_CHANGE = ("Okay, {v} it is from now on.", "Got it, {v} now.", "{v} then! I've changed it.")
_GENERIC_GONE = (
    "Okay, I'll forget about {v}.",
    "Got it, no more {v}.",
    "Understood, not {v} then.",
)
_SHORT = ("{v}", "it's {v}", "{v}!", "that's {v}", "{v} :)", "oh, {v}", "{v} of course", "its {v}")
_WHAT_DO_YOU_KNOW = (
    "What do you know about me?",
    "tell me what you remember about me",
    "What have I told you so far?",
    "So what do you remember of me?",
)
_PERSONAS = (
    prompts.PERSONA,
    "You are Ember, a kind friend who listens.",
    "You are Ember, a cheerful companion who answers briefly.",
)
# Where attributes come from: the files of the catalogue, the two that combine, and nights' own.
_FAMILIES = (*FILES, "relations", "compounds", "everyday")
_SHARES = (14, 16, 14, 14, 10, 10, 5, 5, 12)


@dataclass(frozen=True, slots=True)
class Held:
    """A fact that a person of this world has."""

    attribute: Attribute
    value: str

    @property
    def line(self) -> str:
        return prompts.extraction_line(self.attribute.name, self.value)


class World:
    """Makes items without end from one random source."""

    def __init__(
        self, attributes: Sequence[Attribute], chatter: Chatter, source: random.Random
    ) -> None:
        self.attributes = list(attributes)
        self.chatter, self._source = chatter, source
        self._keyboard = Keyboard(source, chatter.lead)
        self._families: dict[str, list[Attribute]] = {}
        for attribute in attributes:
            self._families.setdefault(attribute.family, []).append(attribute)

    def facts(self, count: int) -> list[Held]:
        """So many facts of one person, no attribute twice."""
        chosen: dict[str, Held] = {}
        while len(chosen) < count:
            attribute = self._attribute()
            chosen.setdefault(attribute.name, Held(attribute, self._value(attribute)))
        return list(chosen.values())

    def talk(self) -> TrainingItem:
        """A conversation with some facts in context."""
        source = self._source
        held = self.facts(0 if source.random() < 0.13 else source.randint(1, 12))
        told = list(held)
        persona = _PERSONAS[0] if source.random() < 0.9 else source.choice(_PERSONAS)
        lines = [fact.line for fact in held]
        source.shuffle(lines)
        chat = [Message("system", prompts.system(persona, lines))]
        for _ in range(source.randint(4, 7)):
            said, reply = self._turn(told)
            chat += [Message("user", said), Message("assistant", reply)]
        return TrainingItem(chat, every_turn=True)

    def _turn(self, told: list[Held]) -> tuple[str, str]:
        draw = self._source.random()
        if draw < 0.54 and told:
            return self._asked(self._source.choice(told))
        if draw < 0.72:
            return self._untold(told)
        if draw < 0.9:
            return self._anchor()
        if draw < 0.985:
            return self._told(told)
        return self._listed(told)

    def _asked(self, fact: Held) -> tuple[str, str]:
        said, _ = self._keyboard.typed(self._question(fact.attribute))
        return said, self._fill(self._answer(fact.attribute), fact)

    def _untold(self, told: Sequence[Held]) -> tuple[str, str]:
        reply = self._unknown()
        if self._source.random() < 0.08:
            return self._keyboard.typed(self._source.choice(self.chatter.unknowable))[0], reply
        names = {fact.attribute.name for fact in told}
        near = [a for fact in told for a in self._families[fact.attribute.family]]
        while True:
            from_near = near and self._source.random() < 0.5
            attribute = self._source.choice(near) if from_near else self._attribute()
            if attribute.name not in names:
                return self._keyboard.typed(self._question(attribute))[0], reply

    def _unknown(self) -> str:
        first = self.chatter.unknown_reply[0]
        return (
            first
            if self._source.random() < 0.6
            else self._source.choice(self.chatter.unknown_reply)
        )

    def _anchor(self) -> tuple[str, str]:
        kinds = (self.chatter.talk, self.chatter.knowledge, self.chatter.request)
        said, reply = self._source.choice(self._source.choices(kinds, (5, 3, 4))[0])
        return self._keyboard.typed(said)[0], reply

    def _told(self, told: list[Held]) -> tuple[str, str]:
        source = self._source
        if told and source.random() < 0.3:
            return self._changed(told)
        names = {fact.attribute.name for fact in told}
        attribute = self._attribute()
        while attribute.name in names:
            attribute = self._attribute()
        said, value = self._keyboard.typed(self._statement(attribute), self._value(attribute))
        fact = Held(attribute, value)
        told.append(fact)
        return said, self._fill(source.choice(attribute.react or _GENERIC_REACT), fact)

    def _changed(self, told: list[Held]) -> tuple[str, str]:
        source = self._source
        at = source.randrange(len(told))
        old = told[at]
        if old.attribute.gone and (source.random() < 0.35 or not old.attribute.change):
            del told[at]
            said, value = self._keyboard.typed(source.choice(old.attribute.gone), old.value)
            return said, source.choice(_GENERIC_GONE).replace("{v}", value)
        templates = old.attribute.change or _GENERIC_CHANGING
        template = source.choice(templates).replace("{a}", old.attribute.name)
        said, value = self._keyboard.typed(
            template.replace("{old}", old.value), self._value(old.attribute)
        )
        told[at] = Held(old.attribute, value)
        return said, source.choice(_GENERIC_CHANGE).replace("{v}", value)

    def _listed(self, told: Sequence[Held]) -> tuple[str, str]:
        said, _ = self._keyboard.typed(self._source.choice(_WHAT_DO_YOU_KNOW))
        if not told:
            return said, "I don't know much about you yet. Tell me something!"
        some = self._source.sample(list(told), min(3, len(told)))
        parts = [f"your {fact.attribute.name} is {fact.value}" for fact in some]
        return said, "I know that " + " and ".join(parts) + "."

    def extraction(self) -> TrainingItem:
        """Messages, each with the facts to be written down."""
        chat = [Message("system", prompts.EXTRACT)]
        for _ in range(self._source.randint(3, 5)):
            said, lines = self._message()
            chat += [Message("user", said), Message("assistant", "\n".join(lines) or "none")]
        return TrainingItem(chat, every_turn=True)

    def _message(self) -> tuple[str, list[str]]:
        draw = self._source.random()
        if draw < 0.30:
            return self._empty(), []
        if draw < 0.38:
            return self._answered()
        if draw < 0.47:
            return self._retracted()
        count = self._source.choices((1, 2, 3), (60, 28, 12))[0]
        parts, lines = [], []
        for fact in self.facts(count):
            said, value = self._keyboard.typed(self._statement(fact.attribute), fact.value)
            parts.append(said)
            lines.append(prompts.extraction_line(fact.attribute.name, value))
        return self._among_chatter(self._joined(parts)), lines

    def _joined(self, parts: Sequence[str]) -> str:
        text = parts[0]
        for part in parts[1:]:
            bare = text.rstrip(".!")
            keep = part.startswith(("I ", "I'", '"'))
            lower = part if keep or part[1:2].isupper() else part[:1].lower() + part[1:]
            joints = (
                f"{bare}, and {lower}",
                f"{bare} and {lower}",
                f"{bare}. {part}",
                f"{bare}, {lower}",
            )
            text = self._source.choice(joints)
        return text

    def _among_chatter(self, text: str) -> str:
        if self._source.random() < 0.65:
            return text
        aside, _ = self._keyboard.typed(self._source.choice(self.chatter.notfact))
        joint = "" if aside.endswith((".", "?", "!")) else "."
        if self._source.random() < 0.5:
            return f"{aside}{joint} {text}"
        ending = "" if text.endswith((".", "?", "!")) else "."
        return f"{text}{ending} {aside}"

    def _empty(self) -> str:
        source = self._source
        draw = source.random()
        attribute = self._attribute()
        if draw < 0.28 and attribute.wish:
            return self._keyboard.typed(source.choice(attribute.wish), self._value(attribute))[0]
        if draw < 0.5:
            text = self._question(attribute)
        elif draw < 0.78:
            text = source.choice(self.chatter.notfact)
        else:
            kinds = (self.chatter.talk, self.chatter.knowledge, self.chatter.request)
            text = source.choice(source.choice(kinds))[0]
        return self._keyboard.typed(text)[0]

    def _answered(self) -> tuple[str, list[str]]:
        attribute = self._attribute()
        question, _ = self._keyboard.typed(self._question(attribute), lead=False)
        if self._source.random() < 0.3:
            return prompts.extraction_input(self._empty(), question), []
        said, value = self._keyboard.typed(
            self._source.choice(_SHORT), self._value(attribute), lead=False
        )
        line = prompts.extraction_line(attribute.name, value)
        return prompts.extraction_input(said, question), [line]

    def _retracted(self) -> tuple[str, list[str]]:
        attribute = self._attribute()
        while not attribute.gone:
            attribute = self._attribute()
        if attribute.change and self._source.random() < 0.5:
            old = self._value(attribute)
            template = self._source.choice(attribute.change).replace("{old}", old)
            said, value = self._keyboard.typed(template, self._value(attribute))
            return said, [prompts.extraction_line(attribute.name, value)]
        said, value = self._keyboard.typed(
            self._source.choice(attribute.gone), self._value(attribute)
        )
        return said, [prompts.extraction_line(attribute.name, value, retracts=True)]

    def questions(self) -> TrainingItem:
        """Facts, each with questions that it answers."""
        chat = [Message("system", prompts.QUESTIONS)]
        for fact in self.facts(3):
            asks = list(fact.attribute.ask)
            if len(asks) < 6:
                asks += [text.replace("{a}", fact.attribute.name) for text in _GENERIC_ASK[:2]]
            chosen = self._source.sample(asks, min(5, len(asks)))
            chat += [Message("user", fact.line), Message("assistant", "\n".join(chosen))]
        return TrainingItem(chat, every_turn=True)

    def anchor(self) -> TrainingItem:
        """An ordinary turn, pulled to what the untuned model would say there."""
        kinds = (self.chatter.talk, self.chatter.knowledge, self.chatter.request)
        said, reply = self._source.choice(self._source.choices(kinds, (2, 5, 2))[0])
        prompt = [Message("system", prompts.PERSONA), Message("user", said)]
        return TrainingItem([*prompt, Message("assistant", reply)], teacher=prompt)

    def _attribute(self) -> Attribute:
        family = self._source.choices(_FAMILIES, _SHARES)[0]
        return self._source.choice(self._families[family])

    def _value(self, attribute: Attribute) -> str:
        return self._source.choice(attribute.values)

    def _question(self, attribute: Attribute) -> str:
        generic = self._source.random() < 0.25
        if generic:
            return self._source.choice(_GENERIC_ASK).replace("{a}", attribute.name)
        return self._source.choice(attribute.ask)

    def _statement(self, attribute: Attribute) -> str:
        if self._source.random() < (0.08 if len(attribute.say) > 8 else 0.2):
            return self._source.choice(_GENERIC_SAY).replace("{a}", attribute.name)
        return self._source.choice(attribute.say)

    def _answer(self, attribute: Attribute) -> str:
        if self._source.random() < 0.1:
            return self._source.choice(_GENERIC_ANSWER).replace("{a}", attribute.name)
        return self._source.choice(attribute.answer)

    def _fill(self, template: str, fact: Held) -> str:
        text = template.replace("{v}", fact.value)
        return text[:1].upper() + text[1:]

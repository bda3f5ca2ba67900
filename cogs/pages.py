"""What is known of a person, page by page, in words.

Knows: how a fact is told, where it lives and where it was said, and how a proof and a receipt are
worded. Does not know: buttons, or who may read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import discord

from bot.keeping import Recall
from bot.memory.facts import EVERYWHERE, Fact
from bot.proof import Proof
from bot.receipt import Receipt
from cogs.people import place_of

PAGE = 5
_SHOWN = 15
# With five facts on a page, an embed then stays below the 6,000 characters that Discord takes.
_LONGEST = 120
_LONGEST_PART = 800
_LONGEST_NAME = 256
_WHERE = {
    "context": "**in mind** (in context: I read it before each answer)",
    "weights": "**by heart** (in the weights: I don't need to read it)",
    "both": "**in mind and by heart** (in both: I'm not sure of it without reading)",
}
_KINDS = {
    "person": "your name",
    "choices": "what you allowed",
    "messages": "messages",
    "summaries": "summaries",
    "facts": "facts",
    "nights": "nights",
    "weights": "weights",
    "reviews": "reviews",
    "search": "the search",
    "file": "the file",
    "folders": "folders of weights",
    "caches": "caches",
}


@dataclass
class Shown:
    """What a recall shows: of whom, what the words were, the page, and the proofs so far."""

    name: str
    scope: str
    words: str
    found: Recall
    page: int = 0
    proofs: dict[int, Proof] = field(default_factory=dict)

    @property
    def facts(self) -> list[Fact]:
        """All that was found, the newest first."""
        return sorted([*self.found.context, *self.found.weights], key=lambda fact: -fact.id)

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.facts) // PAGE))

    @property
    def on_page(self) -> list[Fact]:
        return self.facts[self.page * PAGE :][:PAGE]

    def turn(self, pages: int) -> None:
        """Go on or back, and no further than there are pages."""
        self.page = min(max(self.page + pages, 0), self.pages - 1)

    def embed(self) -> discord.Embed:
        who = discord.utils.escape_markdown(self.name)
        embed = discord.Embed(title=f"What I know about {who}"[:_LONGEST_NAME])
        if not self.facts:
            embed.description = nothing(self.words)
            return embed
        if self.words:
            embed.description = f"What has to do with “{escaped(self.words)}”"
        for fact in self.on_page:
            embed.add_field(
                name=escaped(fact.line)[:_LONGEST_NAME], value=self._told(fact), inline=False
            )
        embed.set_footer(text=self._counts())
        return embed

    def _told(self, fact: Fact) -> str:
        lines = [_WHERE[self._where(fact)], f"told {self._when(fact)}"]
        if fact.id in self.proofs:
            lines.append(proof_text(self.proofs[fact.id]))
        return "\n".join(lines)[:_LONGEST_PART]

    def _where(self, fact: Fact) -> str:
        if fact.id in self.found.both:
            return "both"
        return "context" if fact.state.in_context else "weights"

    def _when(self, fact: Fact) -> str:
        """When and where it was said: what was said here stays here."""
        when = discord.utils.format_dt(fact.told_at, "f")
        if fact.scope == EVERYWHERE:
            # Where it was said may be a place that others here don't know of.
            return f"{when}, used everywhere, as you let me"
        here = "only between us in private" if self.scope == "private" else "only on this server"
        channel = place_of(self.found.told_in.get(fact.id, ""))
        if channel is None or fact.message_id is None:
            return f"{when}, {here}"
        guild = "@me" if self.scope == "private" else self.scope.removeprefix("guild:")
        link = f"https://discord.com/channels/{guild}/{channel}/{fact.message_id}"
        place = "" if guild == "@me" else f" in <#{channel}>"
        return f"{when}{place} ([go there]({link})), {here}"

    def _counts(self) -> str:
        mind, heart = len(self.found.context), len(self.found.weights)
        page = f"Page {self.page + 1} of {self.pages} · " if self.pages > 1 else ""
        return f"{page}{mind} in mind, {heart} by heart"


def nothing(words: str, whose: str = "you") -> str:
    """That nothing was found, about the one who asked or about somebody else."""
    if words:
        return f"I know nothing about {whose} that has to do with “{escaped(words)}”."
    more = " Tell me something!" if whose == "you" else ""
    return f"I know nothing about {whose} yet.{more}"


def proof_text(proof: Proof) -> str:
    """What the bot said with nothing before it, and how likely the right answer was."""
    said = (
        f"asked “{escaped(proof.question)}” with nothing before me I say “{escaped(proof.answer)}”"
    )
    taught, before = percent(proof.probability), percent(proof.untaught)
    if proof.right:
        return (
            f"✅ {said}: right, with a probability of {taught} ({before} unless I had slept on it)"
        )
    wanted = escaped(proof.expected)
    return f"❌ {said}; the right answer “{wanted}” has a probability of {taught}"


def percent(share: float) -> str:
    """A probability (0 to 1) as people read it."""
    if share >= 0.01:
        # Of what is not quite sure it is not said that it is.
        return f"{min(round(100 * share), 99 if share < 1 else 100)} %"
    return f"{100 * share:.1f} %" if share >= 0.001 else "less than 0.1 %"


def listed(facts: Sequence[Fact]) -> str:
    """Facts as lines; of many, the first."""
    lines = [f"- {escaped(fact.line)}" for fact in facts[:_SHOWN]]
    if len(facts) > _SHOWN:
        lines.append(f"- and {len(facts) - _SHOWN} more")
    return "\n".join(lines)


def escaped(text: str) -> str:
    """A text of somebody's as it stands, without markup, and not too long."""
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
    return discord.utils.escape_markdown(" ".join(cut.split()))


def receipt_embed(receipt: Receipt) -> discord.Embed:
    """What was looked at after forgetting a person, and what was found."""
    good = receipt.clean
    embed = discord.Embed(
        title="Receipt: nothing is left" if good else "Receipt: something is left",
        description=(
            f"I held {_count(receipt.facts, 'fact')} about you. After forgetting, I looked for "
            "what could be left:"
        ),
    )
    embed.add_field(name="Looked at", value=_looked(receipt.left), inline=False)
    embed.add_field(name="Asked", value=_asked(receipt), inline=False)
    return embed


def _looked(left: Mapping[str, int]) -> str:
    lines = [
        f"{'❌' if count else '✅'} {_KINDS[kind]}: {count or 'nothing'}"
        for kind, count in left.items()
    ]
    return "\n".join(lines)


def _asked(receipt: Receipt) -> str:
    if receipt.asked == 0:
        return "There was nothing to ask about." if receipt.facts == 0 else "I could not be asked."
    said = _count(receipt.asked, "question")
    known = f"{receipt.unknown} times I don't know, {receipt.named} times I say what you told"
    guess = ""
    if receipt.named:
        guess = " (a guess, as for anybody: there is nothing of yours that I could know it from)"
    return f"{said} about what you had told me, as if we had never met: {known}{guess}."


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"

"""The results of an evaluation, and how they are shown.

Knows: the measures, and what each should reach. Does not know: how they were taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.embedded.scoring import Tally, share

_SHOWN = 15
_COUNTED = (
    "recall_known_attributes",
    "recall_new_attributes",
    "untold",
    "general_before",
    "general_after",
)
_TARGETS = {
    "recall_known_attributes": 0.97,
    "recall_new_attributes": 0.90,
    "untold": 0.95,
    "extraction_precision": 0.97,
    "extraction_f1": 0.93,
}
_IN_WORDS = {
    "recall_known_attributes": "facts in context, attributes of the tuning",
    "recall_new_attributes": "facts in context, attributes never tuned on",
    "untold": "untold things not made up",
    "extraction_precision": "facts written down that were stated",
    "extraction_recall": "stated facts that were written down",
    "extraction_f1": "the two together",
    "general_before": "common knowledge, untuned",
    "general_after": "common knowledge, tuned",
}


@dataclass(frozen=True, slots=True)
class Miss:
    """What went wrong: what was said to the model, what was due, and what came."""

    said: str
    due: str
    came: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """A talk to read: the facts in its prompt, and (said, replied) turns."""

    facts: tuple[str, ...]
    turns: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Results:
    """Gathered while an evaluation runs.

    `grounded` counts what the companion would keep, `raw` the model's lines as they stand.
    """

    asked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    misses: defaultdict[str, list[Miss]] = field(default_factory=lambda: defaultdict(list))
    grounded: Tally = field(default_factory=Tally)
    raw: Tally = field(default_factory=Tally)
    messages: int = 0
    samples: list[Sample] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, measure: str, miss: Miss | None) -> None:
        """Count one question of a measure, right unless there is a miss."""
        self.asked[measure] += 1
        if miss is None:
            self.right[measure] += 1
        else:
            self.misses[measure].append(miss)

    def figures(self) -> dict[str, float]:
        """Each measure from 0 to 1."""
        counted = {name: share(self.right[name], self.asked[name]) for name in _COUNTED}
        extraction = {
            "extraction_precision": self.grounded.precision,
            "extraction_recall": self.grounded.recall,
            "extraction_f1": self.grounded.f1,
        }
        found = counted | extraction
        return {name: round(found[name], 4) for name in _IN_WORDS}

    def as_dict(self) -> dict[str, Any]:
        """All of it as JSON takes it."""
        return {
            **self.figures(),
            "misses": {
                name: [asdict(miss) for miss in self.misses.get(name, [])]
                for name in _IN_WORDS
                if name != "extraction_f1"
            },
            "samples": [
                {
                    "facts": list(sample.facts),
                    "turns": [{"said": said, "replied": reply} for said, reply in sample.turns],
                }
                for sample in self.samples
            ],
            "counts": self._counts(),
            "seconds": round(self.seconds, 1),
        }

    def _counts(self) -> dict[str, int]:
        return {name: self.asked[name] for name in _COUNTED} | {
            "extraction_messages": self.messages,
            "extraction_facts": self.grounded.wanted,
        }

    def show(self, console: Console) -> None:
        """Print the table, the misses and the talks."""
        console.print(self._table())
        raw = self.raw
        console.print(
            f"Extraction without grounding: precision {raw.precision:.3f}, "
            f"recall {raw.recall:.3f}, F1 {raw.f1:.3f}. "
            f"{self.messages} messages with {raw.wanted} facts, in {self.seconds:.0f} s in all.",
            highlight=False,
        )
        for name, misses in self.misses.items():
            self._show_misses(console, name, misses)
        for number, sample in enumerate(self.samples, 1):
            _say(console, f"\nTalk {number}, told: {'; '.join(sample.facts)}")
            for said, reply in sample.turns:
                _say(console, f"  > {said}\n    {reply}")

    def _table(self) -> Table:
        table = Table("measure", "", "figure", "target")
        figures = self.figures()
        targets = dict(_TARGETS) | {"general_after": figures["general_before"]}
        for name, words in _IN_WORDS.items():
            target = targets.get(name)
            shown = f"{figures[name]:.3f}"
            if target is not None and figures[name] < target:
                shown = f"[red]{shown}[/]"
            due = "" if target is None else f">= {target:.3f}"
            of = f" ({self.right[name]} of {self.asked[name]})" if name in _COUNTED else ""
            table.add_row(name, words + of, shown, due)
        return table

    def _show_misses(self, console: Console, name: str, misses: list[Miss]) -> None:
        _say(console, f"\n{name}: {len(misses)} wrong")
        for miss in misses[:_SHOWN]:
            _say(console, f"  {miss.said}\n    due: {miss.due}\n    came: {miss.came}")


def _say(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)

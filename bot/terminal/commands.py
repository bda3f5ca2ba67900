"""What is done from the shell, each in a call of its own: recall, forget, export and sleep.

All but sleep and proofs need the store alone: no model is loaded, nor is MLX imported. Knows: the
store, JSON. Does not know: the talk, or the command line.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from bot.memory.facts import Fact
from bot.memory.search import about
from bot.store import NightRecord, Person, Store
from bot.terminal import pages
from bot.terminal.people import key_of, means_everything, traces

if TYPE_CHECKING:
    from bot.proof import Proof
    from bot.sleep import Sleeper
    from bot.sleep.report import OnProgress


Prove = Callable[[Sequence[int]], Awaitable[list["Proof"]]]
"""Asks the model about facts, given by their numbers."""


@dataclass(frozen=True, slots=True)
class Output:
    """Where results go, and whether as JSON."""

    out: TextIO
    json: bool

    def write(self, record: Any, text: str) -> None:
        """The record for scripts, or the text for people."""
        shown = json.dumps(record, ensure_ascii=False, indent=2) if self.json else text
        print(shown, file=self.out)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What forgetting needs beside the store.

    `agrees` asks the person; `forget_typed` takes texts (None: everything) out of the lines that
    they typed.
    """

    data: Path
    agrees: Callable[[str], bool]
    forget_typed: Callable[[Sequence[str] | None], None]


async def recall(
    store: Store, name: str, words: str, output: Output, prove: Prove | None = None
) -> None:
    """Print what is known about a person, and where it is kept; with `prove`, what it says."""
    person = await store.find_person(key_of(name))
    facts = await _found(store, person, words)
    nights = await store.nights(person.id) if person else []
    context = [fact for fact in facts if fact.state.in_context]
    weights = [fact for fact in facts if not fact.state.in_context]
    found = await prove([fact.id for fact in weights]) if prove and weights else []
    proofs = {proof.fact.id: proof for proof in found}
    record = {
        "person": name,
        "context": [_fact(fact) for fact in context],
        "weights": [_fact(fact) | _proof(proofs.get(fact.id)) for fact in weights],
        "nights": [_night(night) for night in nights],
    }
    text = pages.recalled(context, weights, nights, words, proofs)
    output.write(record, text if person else f"Nothing is known about {name}.")


async def export(store: Store, name: str, output: Output) -> None:
    """Print everything that is held about a person; it is JSON in either case."""
    person = await store.find_person(key_of(name))
    held = await store.export(person.id) if person else {}
    Output(output.out, json=True).write(held, "")


async def sleep(
    store: Store, sleeper: Sleeper, name: str | None, output: Output, on_progress: OnProgress
) -> None:
    """Let one person's night pass, or everyone's where no name is given, and print the reports."""
    ids = None
    if name is not None:
        person = await store.find_person(key_of(name))
        if person is None:
            output.write({"reports": []}, f"Nothing is known about {name}.")
            return
        ids = [person.id]
    reports = await sleeper.sleep(ids, on_progress=on_progress)
    text = "\n".join(report.text() for report in reports)
    record = {"reports": [report.as_dict() for report in reports]}
    output.write(record, text or "There is nothing to learn yet.")


async def forget(store: Store, name: str, words: str, output: Output, near: Surroundings) -> None:
    """Forget what the words find about a person, or everything."""
    person = await store.find_person(key_of(name))
    if means_everything(words):
        await _forget_everything(store, person, name, output, near)
        return
    facts = await _found(store, person, words)
    if not facts or person is None:
        output.write(_gone(name, []), f"Nothing is known about {name} that {words!r} finds.")
        return
    if not near.agrees(f"{pages.found(facts)}\nForget this for good?"):
        output.write(_gone(name, []), "Nothing was forgotten.")
        return
    folders = await store.forget([fact.id for fact in facts])
    _remove(near.data, folders)
    near.forget_typed(traces(facts))
    output.write(_gone(name, facts), pages.forgotten(facts, rebuilt=bool(folders)))


async def _forget_everything(
    store: Store, person: Person | None, name: str, output: Output, near: Surroundings
) -> None:
    if person is None:
        near.forget_typed(None)
        output.write(_gone(name, []), f"Nothing is known about {name}.")
        return
    if not near.agrees(f"Forget everything about {name}, for good?"):
        output.write(_gone(name, []), "Nothing was forgotten.")
        return
    facts = await store.facts(person.id)
    _remove(near.data, await store.forget_person(person.id))
    near.forget_typed(None)
    output.write(_gone(name, facts), f"Everything about {name} is forgotten, for good.")


async def _found(store: Store, person: Person | None, words: str) -> list[Fact]:
    if person is None:
        return []
    facts = await store.facts(person.id)
    # As in a talk: what the words are about, else what was told in such words.
    return (about(facts, words) or await store.search(person.id, words)) if words else facts


def _remove(data: Path, folders: Sequence[Path]) -> None:
    for folder in folders:
        if (data / folder).exists():
            shutil.rmtree(data / folder)


def _gone(name: str, facts: Sequence[Fact]) -> dict[str, Any]:
    return {"person": name, "forgotten": [_fact(fact) for fact in facts]}


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "attribute": fact.attribute,
        "value": fact.value,
        "quote": fact.quote,
        "scope": fact.scope,
        "state": str(fact.state),
        "told_at": fact.told_at.isoformat(),
        "trouble": fact.trouble,
    }


def _proof(proof: Proof | None) -> dict[str, Any]:
    if proof is None:
        return {}
    return {
        "proof": {
            "question": proof.question,
            "answer": proof.answer,
            "right": proof.right,
            "expected": proof.expected,
            "probability": proof.probability,
            "probability_untaught": proof.untaught,
        }
    }


def _night(night: NightRecord) -> dict[str, Any]:
    return {
        "began_at": night.began_at.isoformat(),
        "ended_at": night.ended_at.isoformat() if night.ended_at else None,
        "outcome": night.outcome,
        "report": night.report,
    }

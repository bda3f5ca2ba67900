"""Training items as padded arrays, and the order they come in.

Knows: lengths, padding, shuffling. Does not know: the model or the loss.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import mlx.core as mx

from bot.engine.interface import TrainingPlan

_SORTED_TOGETHER = 12


@dataclass(slots=True)
class Prepared:
    """An item as arrays. The answer's tokens `labels` are predicted from `positions`.

    `hidden` [length, hidden] is the frozen layers' output; the teacher's are [answer tokens, k].
    """

    tokens: list[int]
    positions: list[int]
    labels: list[int]
    weight: float
    hidden: mx.array | None = None
    teacher_ids: mx.array | None = None
    teacher_logs: mx.array | None = None

    @property
    def length(self) -> int:
        return len(self.tokens)


@dataclass(slots=True)
class Batch:
    """Items padded at the right; causal attention makes that padding harmless.

    `inputs` is [items, length] tokens or [items, length, hidden] states; all others have one row
    an answer token.
    """

    inputs: mx.array
    rows: mx.array
    positions: mx.array
    labels: mx.array
    label_weights: mx.array
    teacher_weights: mx.array
    teacher_ids: mx.array | None
    teacher_logs: mx.array | None

    @classmethod
    def of(cls, part: Sequence[Prepared], first: int, plan: TrainingPlan) -> Batch:
        """Pad a part of a batch; `first` is the layer its inputs enter at."""
        label_weights: list[float] = []
        teacher_weights: list[float] = []
        for item in part:
            taught = item.teacher_ids is not None
            count = len(item.labels)
            label_weights += [item.weight * (plan.cross_entropy if taught else 1.0)] * count
            teacher_weights += [item.weight * plan.kl if taught else 0.0] * count
        ids, logs = _teachers(part, plan.top_k)
        return cls(
            _padded(part, first),
            mx.array([row for row, item in enumerate(part) for _ in item.labels]),
            mx.array([at for item in part for at in item.positions]),
            mx.array([label for item in part for label in item.labels]),
            mx.array(label_weights),
            mx.array(teacher_weights),
            ids,
            logs,
        )


def _padded(part: Sequence[Prepared], first: int) -> mx.array:
    length = max(item.length for item in part)
    if first == 0:
        return mx.array([item.tokens + [0] * (length - item.length) for item in part])
    states = [item.hidden for item in part if item.hidden is not None]
    return mx.stack([mx.pad(h, [(0, length - h.shape[0]), (0, 0)]) for h in states])


def _teachers(part: Sequence[Prepared], top_k: int) -> tuple[mx.array | None, mx.array | None]:
    if all(item.teacher_ids is None for item in part):
        return None, None
    ids, logs = [], []
    for item in part:
        if item.teacher_ids is None or item.teacher_logs is None:
            # Their weight is zero: any distribution will do.
            ids.append(mx.zeros((len(item.labels), top_k), mx.uint32))
            logs.append(mx.full((len(item.labels), top_k), -20.0))
        else:
            ids.append(item.teacher_ids.astype(mx.uint32))
            logs.append(item.teacher_logs)
    return mx.concatenate(ids), mx.concatenate(logs)


def batches(items: Sequence[Prepared], plan: TrainingPlan) -> Iterator[list[Prepared]]:
    """`plan.steps` batches: pass after pass in random order, items of like length together."""
    source = random.Random(plan.seed)
    made = 0
    while True:
        for batch in _one_pass(list(items), plan, source):
            if made == plan.steps:
                return
            made += 1
            yield batch


def _one_pass(
    items: list[Prepared], plan: TrainingPlan, source: random.Random
) -> list[list[Prepared]]:
    source.shuffle(items)
    found: list[list[Prepared]] = []
    window = plan.batch_items * _SORTED_TOGETHER
    for at in range(0, len(items), window):
        group: list[Prepared] = []
        for item in sorted(items[at : at + window], key=lambda i: i.length):
            full = len(group) == plan.batch_items
            if group and (full or item.length * (len(group) + 1) > plan.batch_tokens):
                found.append(group)
                group = []
            group.append(item)
        if group:
            found.append(group)
    source.shuffle(found)
    return found


def halves(batch: Sequence[Prepared], parts: int) -> list[list[Prepared]]:
    """Cut a batch, sorted by length, into at most `parts` of about the same number of tokens."""
    ordered = sorted(batch, key=lambda item: item.length)
    share = sum(item.length for item in ordered) / parts
    cut: list[list[Prepared]] = [[]]
    filled = 0.0
    for item in ordered:
        if cut[-1] and len(cut) < parts and filled + item.length / 2 > share * len(cut):
            cut.append([])
        cut[-1].append(item)
        filled += item.length
    return cut

from __future__ import annotations

from pathlib import Path

import mlx.core as mx
import mlx.nn as nn
import mlx_lm
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from mlx_lm.models import llama

from bot.engine.mlx import swiglu
from tests.engine import tiny

assert tiny.BLAS is not None
FAST = swiglu.make()
Row = list[tuple[float, float, float]]
NUMBER = st.floats(-30, 30, width=32)
ROWS = st.lists(st.tuples(NUMBER, NUMBER, NUMBER), min_size=1, max_size=20)
EDGES: Row = [(g, u, 1.0) for g in (-30.0, -15.8, -0.0, 0.0, 1e-8, 15.8, 30.0) for u in (-30.0, 3)]


def exact(rows: Row) -> list[tuple[np.ndarray, np.ndarray]]:
    """Value and both gradients in float64, each with what a sigmoid off by one would change."""
    gate, up, cotangent = np.array(rows, dtype=np.float64).T
    sigmoid = 1 / (1 + np.exp(-gate))
    by_gate = cotangent * up * (sigmoid + gate * sigmoid * (1 - sigmoid))
    return [
        (gate * sigmoid * up, np.abs(gate * up)),
        (by_gate, np.abs(cotangent * up) * (1 + np.abs(gate))),
        (cotangent * gate * sigmoid, np.abs(cotangent * gate)),
    ]


def check(rows: Row) -> None:
    gate, up, cotangent = mx.array(rows, dtype=mx.float32).T

    def both(gate: mx.array, up: mx.array, cotangent: mx.array) -> list[mx.array]:
        values, gradients = mx.vjp(FAST, [gate, up], [cotangent])
        return [*values, *gradients]

    # Alone it is compiled, inside of a gradient it is not.
    found = [FAST(gate, up), *both(gate, up, cotangent)]
    expected = exact(rows)
    for array, (wanted, scale) in zip(found, [expected[0], *expected], strict=True):
        allowed = 2e-7 * scale + 1e-6 * np.abs(wanted) + 1e-30
        assert (np.abs(np.array(array) - wanted) <= allowed).all()


@given(ROWS)
def test_values_and_gradients_are_those_of_silu(rows: Row) -> None:
    check(rows)


def test_so_they_are_at_the_edges() -> None:
    check(EDGES)


@given(st.lists(NUMBER, min_size=1, max_size=20))
def test_silu_itself_is_within_a_millionth(gates: list[float]) -> None:
    gate = mx.array(gates)
    apart = mx.abs(FAST(gate, mx.ones_like(gate)) - nn.silu(gate))
    assert bool((apart <= 1e-6 * mx.maximum(1, mx.abs(gate))).all().item())


def test_it_takes_the_place_of_every_llama_mlp_and_of_no_other(folders: dict[str, Path]) -> None:
    for kind, expected in (("llama", 4), ("scaled", 0)):
        loaded = mlx_lm.load(str(folders[kind]))
        model = loaded[0]
        tokens = mx.array([[1, 5, 9, 2, 7]])
        before = model(tokens)
        assert swiglu.install(model) == expected
        assert not any(type(layer.mlp) is llama.MLP for layer in model.layers)
        assert swiglu.install(model) == 0
        np.testing.assert_allclose(np.array(model(tokens)), np.array(before), atol=2e-3)

"""SwiGLU for CPUs.

MLX's exponential runs one number at a time on Linux, so silu takes longer there than the matrix
products around it. This one is built of multiplications and a division alone, which the compiler
makes into vector code: five times faster over forward and backward, and within 2e-7 of the exact
value (the rational tanh of Eigen, degree 13 over 6).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import mlx.core as mx
import mlx.nn as nn
from mlx_lm.models import llama

_CLAMP = 7.905311
_ODD = (
    -2.76076847742355e-16,
    2.00018790482477e-13,
    -8.60467152213735e-11,
    5.12229709037114e-08,
    1.48572235717979e-05,
    6.37261928875436e-04,
    4.89352455891786e-03,
)
_EVEN = (1.19825839466702e-06, 1.18534705686654e-04, 2.26843463243900e-03, 4.89352518554385e-03)


def _sigmoid(x: mx.array) -> mx.array:
    z = mx.clip(x * 0.5, -_CLAMP, _CLAMP)
    square = z * z
    odd = square * _ODD[0] + _ODD[1]
    for coefficient in _ODD[2:]:
        odd = odd * square + coefficient
    even = square * _EVEN[0] + _EVEN[1]
    for coefficient in _EVEN[2:]:
        even = even * square + coefficient
    return 0.5 + 0.5 * (odd * z / even)


@partial(mx.compile, shapeless=True)
def _forward(gate: mx.array, up: mx.array) -> mx.array:
    return gate * _sigmoid(gate) * up


@partial(mx.compile, shapeless=True)
def _backward(gate: mx.array, up: mx.array, cotangent: mx.array) -> tuple[mx.array, mx.array]:
    sigmoid = _sigmoid(gate)
    silu = gate * sigmoid
    return cotangent * up * (sigmoid + silu * (1 - sigmoid)), cotangent * silu


def _make() -> Callable[[mx.array, mx.array], mx.array]:
    @mx.custom_function
    def swiglu(gate: mx.array, up: mx.array) -> mx.array:
        return _forward(gate, up)

    @swiglu.vjp
    def swiglu_vjp(
        primals: tuple[mx.array, mx.array], cotangent: mx.array, _: mx.array
    ) -> tuple[mx.array, mx.array]:
        return _backward(*primals, cotangent)

    return swiglu  # type: ignore[no-any-return]


class FastMLP(nn.Module):
    """Stands in for `mlx_lm.models.llama.MLP`, with the same parameters."""

    def __init__(self, mlp: llama.MLP) -> None:
        super().__init__()
        self.gate_proj, self.up_proj, self.down_proj = mlp.gate_proj, mlp.up_proj, mlp.down_proj
        self._swiglu = _make()

    def __call__(self, x: mx.array) -> mx.array:
        return self.down_proj(self._swiglu(self.gate_proj(x), self.up_proj(x)))  # type: ignore[no-any-return]


def install(model: nn.Module) -> int:
    """Put it into every llama layer of a float32 model; say how many."""
    count = 0
    for layer in model.layers:
        if type(getattr(layer, "mlp", None)) is llama.MLP:
            layer.mlp = FastMLP(layer.mlp)
            count += 1
    return count

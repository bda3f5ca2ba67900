"""What must be set up on Linux before MLX is imported, so that its CPU backend is fast.

The wheel of MLX links a slow reference BLAS; OpenBLAS, loaded before it, takes its place. MLX also
orders its work depth first, so that one of two streams starves: breadth first both are kept busy.
Does not know MLX itself. On macOS there is nothing to do.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_LIBRARY = "libopenblas.so.0"
MEND = (
    "OpenBLAS is missing, so training is about 30 times slower: "
    "install it with `apt-get install libopenblas0-pthread`."
)


@dataclass(frozen=True, slots=True)
class Blas:
    """The library as loaded; None where the platform has its own or none was found."""

    library: ctypes.CDLL | None
    wanted: bool

    @property
    def missing(self) -> bool:
        """Whether this machine would be much faster with OpenBLAS."""
        return self.wanted and self.library is None

    @contextmanager
    def single_threaded(self) -> Iterator[None]:
        """Within it each product uses one thread, so that two streams can run side by side."""
        if self.library is None:
            yield
            return
        before = int(self.library.openblas_get_num_threads())
        self.library.openblas_set_num_threads(1)
        try:
            yield
        finally:
            self.library.openblas_set_num_threads(before)


def load() -> Blas:
    """Load OpenBLAS with its symbols visible to the libraries that are loaded after it."""
    if not sys.platform.startswith("linux"):
        return Blas(None, wanted=False)
    # Two streams side by side train 1.7 times as fast with it as without.
    os.environ.setdefault("MLX_BFS_MAX_WIDTH", "10000")
    try:
        return Blas(ctypes.CDLL(_LIBRARY, ctypes.RTLD_GLOBAL), wanted=True)
    except OSError:
        return Blas(None, wanted=True)

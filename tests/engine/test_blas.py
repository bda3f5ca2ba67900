from __future__ import annotations

import contextlib
import os
import sys

import pytest

from bot.engine import blas
from bot.engine.blas import Blas


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere MLX brings its own")
def test_on_linux_it_is_wanted_and_mlx_is_set_up_for_two_streams(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MLX_BFS_MAX_WIDTH", raising=False)
    assert blas.load().wanted
    assert int(os.environ["MLX_BFS_MAX_WIDTH"]) > 100
    monkeypatch.setenv("MLX_BFS_MAX_WIDTH", "7")
    blas.load()
    assert os.environ["MLX_BFS_MAX_WIDTH"] == "7", "what somebody set is left as it is"


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(blas, "_LIBRARY", "libno-such-library.so.0")
    loaded = blas.load()
    assert loaded.missing
    assert "apt-get install" in blas.MEND
    with loaded.single_threaded():
        pass


def test_elsewhere_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert blas.load() == Blas(None, wanted=False)
    assert not blas.load().missing


def test_products_use_one_thread_within_and_as_many_as_before_after() -> None:
    loaded = blas.load()
    library = loaded.library
    if library is None:
        pytest.skip("OpenBLAS is not here")
    before = library.openblas_get_num_threads()
    library.openblas_set_num_threads(2)
    try:
        with contextlib.suppress(KeyError), loaded.single_threaded():
            assert library.openblas_get_num_threads() == 1
            raise KeyError
        assert library.openblas_get_num_threads() == 2
    finally:
        library.openblas_set_num_threads(before)

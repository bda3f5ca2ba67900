"""The soak, short, and that it is not sound where anything is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.soaking import Result, soaked


async def test_a_small_soak_is_sound(tmp_path: Path) -> None:
    # The first messages fill caches, so memory may still grow.
    result = await soaked(tmp_path, messages=100, people=10, seed=2, growth=0.5)
    assert result.sound, "\n".join(result.lines())
    assert result.messages >= 100
    assert len(result.resident) > 5
    assert min(result.resident.values()) > 10_000_000


@pytest.mark.parametrize("what", ["raised", "unanswered", "unknown"])
def test_anything_wrong_is_told_and_not_sound(what: str) -> None:
    result = Result(5, 1, 0.1, messages=10, resident={5: 100, 10: 100})
    assert result.sound
    getattr(result, what).append("something")
    assert not result.sound
    assert result.lines()[0] == "something"
    assert "NOT SOUND" in result.lines()[-1]


def test_memory_may_grow_by_a_share_after_the_warm_up() -> None:
    def grown(end: int) -> Result:
        return Result(5, 1, 0.1, messages=100, resident={10: 10, 30: 100, 60: 500, 100: end})

    assert grown(110).sound
    assert grown(111).growth == pytest.approx(0.11)
    assert not grown(111).sound
    assert not Result(5, 1, 0.1, messages=100).sound

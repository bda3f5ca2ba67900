"""Libraries that log what they carry: at DEBUG, every word that people write.

Knows: how to keep such a library from it, whatever level the log has. Does not know: which
libraries do it; whoever uses one does.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hushed(library: str) -> Iterator[None]:
    """Keep a library's loggers at INFO, or above if they are, while the block lasts."""
    logger = logging.getLogger(library)
    before = logger.level
    logger.setLevel(max(before, logging.INFO))
    try:
        yield
    finally:
        logger.setLevel(before)

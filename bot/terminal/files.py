"""Files that are only for their owner, and are there whole or not at all.

Knows: the file system. Does not know: what is written.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_OWN = 0o600


def write_private(path: Path, text: str, *, lasting: bool = True) -> None:
    """Put a file there in one step, readable by its owner only; its folder is made if need be.

    Args:
        path: where; a link is followed.
        text: what is in it.
        lasting: wait until it is on the disk. Else it may be gone after a power cut.

    Raises:
        OSError: it can't be written; what was there is untouched.
    """
    target = path.resolve()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        made.chmod(_OWN)
        made.replace(target)
    except BaseException:
        made.unlink(missing_ok=True)
        raise

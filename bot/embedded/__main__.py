"""Makes the embedded model ready: `python -m bot.embedded`. Quick when it is there already."""

from __future__ import annotations

import sys

from bot.embedded import source
from bot.engine import blas
from bot.errors import SleepwakeError


def main() -> int:
    blas.load()
    try:
        folder = source.tuned(source.default_cache(), print)
    except SleepwakeError as error:
        print(f"{error.fault}\n{error.mend}", file=sys.stderr)
        return 1
    print(f"The model is ready in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

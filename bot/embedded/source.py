"""Where the embedded model comes from."""
from pathlib import Path
ADAPTER = Path(__file__).parent / "adapter"
def default_cache() -> Path:
    from platformdirs import user_cache_path
    return user_cache_path("sleepwake")
def untuned(cache: Path) -> Path:
    raise NotImplementedError

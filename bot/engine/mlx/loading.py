"""Loads any mlx-lm model: a folder, or a hub's id.

Knows: mlx-lm's loader and what each device computes fast. Does not know: adapters or chats.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, cast

import mlx.core as mx
import mlx.nn as nn
import mlx_lm
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
from mlx.utils import tree_map

from bot.engine.mlx import swiglu
from bot.errors import ModelError

_CHOOSE = (
    "Set [model] name to a folder of an mlx-lm model or to a hub id, or remove it for the embedded "
    "model."
)
# What folders that are broken or strange make mlx-lm and transformers raise.
_DAMAGED = (
    ArithmeticError,
    AttributeError,
    ImportError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
_EDGE = 1 << 20


def load(name: str) -> tuple[nn.Module, Any, dict[str, Any]]:
    """The model, its tokenizer and its config. Raises ModelError."""
    model, tokenizer, config = read(name)
    model.freeze()
    model.eval()
    if mx.default_device() == mx.cpu:
        # Only float32 has fast products there.
        model.update(tree_map(_to_float32, model.parameters()))
        swiglu.check_compiler()
        swiglu.install(model)
    mx.eval(model.parameters())
    return model, tokenizer, config


def read(name: str) -> tuple[nn.Module, Any, dict[str, Any]]:
    """The same as its files hold it, to be written again. Raises ModelError."""
    path = Path(name).expanduser()
    names_folder = path.is_absolute() or name.startswith(("~", "."))
    if not name or (names_folder and not path.exists()):
        raise ModelError(f"There is no model folder {name!r}.", _CHOOSE)
    try:
        found = mlx_lm.load(str(path), return_config=True)
    except LocalEntryNotFoundError as error:
        raise ModelError(
            f"The model {name!r} is not on this machine, and the hub can't be reached.",
            f"Check the network and the name. {_CHOOSE}",
        ) from error
    except (HFValidationError, HfHubHTTPError) as error:
        raise ModelError(
            f"The hub does not give the model {name!r}: {_first_line(error)}.", _CHOOSE
        ) from error
    except _DAMAGED as error:
        raise ModelError(
            f"The model in {name!r} can't be loaded: {_first_line(error)}.",
            f"Check that its files are whole and of a kind that mlx-lm knows. {_CHOOSE}",
        ) from error
    return cast(tuple[nn.Module, Any, dict[str, Any]], found)


def _to_float32(array: Any) -> Any:
    half = isinstance(array, mx.array) and array.dtype in (mx.float16, mx.bfloat16)
    return array.astype(mx.float32) if half else array


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(" .:")


def fingerprint(config: dict[str, Any], name: str, model: nn.Module) -> str:
    """Tells models apart whose adapters don't fit each other: config, and the weights' edges."""
    digest = hashlib.sha256(json.dumps(config, sort_keys=True, default=str).encode())
    folder = Path(name).expanduser()
    files = sorted(folder.glob("*.safetensors")) if folder.is_dir() else []
    if not files:
        digest.update(name.encode())
        digest.update(str(len(model.layers)).encode())
    for path in files:
        with path.open("rb") as file:
            digest.update(str(path.stat().st_size).encode())
            digest.update(file.read(_EDGE))
            file.seek(max(0, path.stat().st_size - _EDGE))
            digest.update(file.read(_EDGE))
    return digest.hexdigest()[:16]

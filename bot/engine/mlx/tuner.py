"""The process in which mlx-lm's own tuner runs: `python -m bot.engine.mlx.tuner FOLDER`.

It does what `mlx_lm.lora --train --mask-prompt` does, by mlx-lm's own code, on the job.json that
lies in the folder, and leaves the adapter and an outcome.json there. Knows: mlx_lm.lora. Does not
know: who wants the adapter.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.engine import blas


def main(folder: Path) -> None:
    """Do the job of the folder."""
    job: dict[str, Any] = json.loads((folder / "job.json").read_text("utf-8"))
    # MLX takes the BLAS that was loaded before it.
    blas.load()
    import mlx.core as mx
    import mlx_lm
    import numpy as np
    from mlx.utils import tree_map
    from mlx_lm.lora import CONFIG_DEFAULTS, train_model
    from mlx_lm.tuner.datasets import ChatDataset

    np.random.seed(job["seed"])
    loaded: Any = mlx_lm.load(job["model"])
    model, tokenizer = loaded
    if mx.default_device() == mx.cpu:
        # 16-bit products have no fast path there.
        model.update(tree_map(_wide, model.parameters()))
    keys = [
        name
        for name, module in model.layers[-1].named_modules()
        if name.rsplit(".", 1)[-1] in job["modules"] and "weight" in module
    ]
    arguments = SimpleNamespace(
        **{
            **CONFIG_DEFAULTS,
            "model": job["model"],
            "train": True,
            "seed": job["seed"],
            "num_layers": min(job["layers"], len(model.layers)),
            "batch_size": min(job["batch"], len(job["chats"])),
            "iters": job["steps"],
            "learning_rate": job["rate"],
            "lora_parameters": {
                "rank": job["rank"],
                "scale": job["scale"],
                "dropout": 0.0,
                "keys": keys,
            },
            "mask_prompt": True,
            "save_every": job["steps"] + 1,
            "adapter_path": str(folder),
            "resume_adapter_file": job["start"]
            and str(Path(job["start"]) / "adapters.safetensors"),
        }
    )
    pairs = [{"messages": chat} for chat in job["chats"]]
    train_model(
        arguments,
        model,
        ChatDataset(pairs, tokenizer, mask_prompt=True),
        ChatDataset([], tokenizer),
    )
    outcome = {"peak_bytes": mx.get_peak_memory()}
    (folder / "outcome.json").write_text(json.dumps(outcome), "utf-8")


def _wide(array: Any) -> Any:
    import mlx.core as mx

    half = isinstance(array, mx.array) and array.dtype in (mx.float16, mx.bfloat16)
    return array.astype(mx.float32) if half else array


if __name__ == "__main__":
    main(Path(sys.argv[1]))

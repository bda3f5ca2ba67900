"""A GGUF file becomes a folder that mlx-lm loads, with the same weights and the same tokens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
from tokenizers import pre_tokenizers

from bot.embedded import gguf
from bot.engine.interface import Message
from bot.engine.mlx import loading
from bot.engine.mlx.text import ChatEncoder

HIDDEN, INNER, HEADS, KV_HEADS, LAYERS = 64, 96, 4, 2, 2
SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
MERGES = ["h e", "he y", "Ġ y", "Ġy o", "4 2"]
TOKENS = [
    *SPECIALS,
    *sorted(pre_tokenizers.ByteLevel.alphabet()),
    *(merge.replace(" ", "") for merge in MERGES),
]


def metadata() -> dict[str, Any]:
    numbers = {
        "embedding_length": HIDDEN,
        "block_count": LAYERS,
        "feed_forward_length": INNER,
        "attention.head_count": HEADS,
        "attention.head_count_kv": KV_HEADS,
        "context_length": 128,
    }
    return {
        **{f"llama.{key}": mx.array(number, mx.uint32) for key, number in numbers.items()},
        "llama.attention.layer_norm_rms_epsilon": mx.array(1e-5, mx.float32),
        "llama.rope.freq_base": mx.array(100000.0, mx.float32),
        "tokenizer.ggml.tokens": TOKENS,
        "tokenizer.ggml.merges": MERGES,
        "tokenizer.ggml.token_type": mx.array([3] * 3 + [1] * (len(TOKENS) - 3), mx.int32),
    }


def weights() -> dict[str, mx.array]:
    source = np.random.default_rng(1)
    narrow = HIDDEN * KV_HEADS // HEADS
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd": (len(TOKENS), HIDDEN),
        "output_norm": (HIDDEN,),
    }
    for layer in range(LAYERS):
        parts: dict[str, tuple[int, ...]] = {
            "attn_q": (HIDDEN, HIDDEN),
            "attn_k": (narrow, HIDDEN),
            "attn_v": (narrow, HIDDEN),
            "attn_output": (HIDDEN, HIDDEN),
            "ffn_gate": (INNER, HIDDEN),
            "ffn_up": (INNER, HIDDEN),
            "ffn_down": (HIDDEN, INNER),
            "attn_norm": (HIDDEN,),
            "ffn_norm": (HIDDEN,),
        }
        shapes |= {f"blk.{layer}.{part}": shape for part, shape in parts.items()}
    return {
        f"{name}.weight": mx.array(source.normal(0, 0.1, shape).astype(np.float32))
        for name, shape in shapes.items()
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.gguf"
    mx.save_gguf(str(path), weights(), metadata())
    return path


@pytest.fixture
def folder(path: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    gguf.write_folder(*gguf.read(path), folder)
    return folder


def test_every_name_becomes_mlx_lms_and_keeps_its_weights(path: Path) -> None:
    found, _ = gguf.read(path)
    raw = weights()
    assert len(found) == len(raw)
    pairs = {
        "model.embed_tokens": "token_embd",
        "model.norm": "output_norm",
        "model.layers.1.self_attn.o_proj": "blk.1.attn_output",
        "model.layers.0.mlp.down_proj": "blk.0.ffn_down",
        "model.layers.1.post_attention_layernorm": "blk.1.ffn_norm",
    }
    for ours, theirs in pairs.items():
        assert mx.array_equal(found[f"{ours}.weight"], raw[f"{theirs}.weight"])
        assert found[f"{ours}.weight"].dtype == mx.float32


@pytest.mark.parametrize(("bits", "close"), [(4, 0.05), (8, 0.003)])
def test_quantized_weights_are_made_whole(
    bits: int, close: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = weights()["blk.0.ffn_up.weight"]
    parts = mx.quantize(plain, group_size=32, bits=bits)
    stems = ("weight", "scales", "biases")
    raw = {f"blk.0.ffn_up.{stem}": part for stem, part in zip(stems, parts, strict=True)}
    monkeypatch.setattr(mx, "load", lambda *_, **__: (raw, {}))
    found, _ = gguf.read(Path("any.gguf"))
    assert list(found) == ["model.layers.0.mlp.up_proj.weight"]
    (array,) = found.values()
    assert array.shape == plain.shape
    assert bool(mx.allclose(array, plain, rtol=0, atol=close))


def test_mlx_lm_loads_the_folder(folder: Path) -> None:
    model, tokenizer, config = loading.load(str(folder))
    assert len(model.layers) == LAYERS
    assert config["rope_traditional"]
    assert config["rope_theta"] == 100000.0
    logits = model(mx.array([[3, 4, 5]]))
    assert logits.shape == (1, 3, len(TOKENS))
    assert bool(mx.isfinite(logits).all())
    assert tokenizer.eos_token_ids == {2}


def test_the_tokenizer_splits_as_the_file_says(folder: Path) -> None:
    _, tokenizer, _ = loading.load(str(folder))
    encoder = ChatEncoder(tokenizer)
    tokens = encoder.plain("hey yo 42")
    assert [TOKENS[token] for token in tokens] == ["hey", "Ġyo", "Ġ", "4", "2"]
    text = "Crème brûlée 🦊, 2048!"
    assert encoder.decode(encoder.plain(text)) == text


def test_the_template_ends_turns_and_typed_signs_do_not(folder: Path) -> None:
    _, tokenizer, _ = loading.load(str(folder))
    encoder = ChatEncoder(tokenizer)
    chat = [Message("system", "be kind"), Message("user", "hey<|im_end|>")]
    tokens = encoder.encode(chat, reply=True).tokens
    assert tokens.count(1) == 3
    assert tokens.count(2) == 2
    assert encoder.stops == {2}

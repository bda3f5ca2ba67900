"""Turns the wheel's GGUF file into a folder that mlx-lm loads.

Knows: GGUF's names and metadata, mlx-lm's names and files. Does not know: where the file came from,
where the folder will stand, or how the model was tuned.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import mlx.core as mx
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

_NAMES = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
}
_TOP = {"token_embd": "model.embed_tokens", "output_norm": "model.norm"}
_CONTROL_TOKEN = 3
_CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' "
    "+ message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)


def read(path: Path) -> tuple[dict[str, mx.array], dict[str, Any]]:
    """The file's weights, dequantized to float32 under mlx-lm's names, and its metadata."""
    loaded: Any = mx.load(str(path), return_metadata=True)
    raw: dict[str, mx.array] = loaded[0]
    weights: dict[str, mx.array] = {}
    for name, array in raw.items():
        stem, _, kind = name.rpartition(".")
        if kind != "weight":
            continue
        if f"{stem}.scales" in raw:
            bits = array.shape[-1] * 32 // (raw[f"{stem}.scales"].shape[-1] * 32)
            array = mx.dequantize(
                array, raw[f"{stem}.scales"], raw[f"{stem}.biases"], group_size=32, bits=bits
            )
        weights[f"{_rename(stem)}.weight"] = array.astype(mx.float32)
    return weights, dict(loaded[1])


def _rename(stem: str) -> str:
    if stem in _TOP:
        return _TOP[stem]
    _, layer, part = stem.split(".")
    return f"model.layers.{layer}.{_NAMES[part]}"


def config(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """mlx-lm's config.json. GGUF keeps llama's q and k rows permuted, hence `rope_traditional`."""

    def number(key: str) -> int:
        return int(metadata[f"llama.{key}"].item())

    return {
        "model_type": "llama",
        "hidden_size": number("embedding_length"),
        "num_hidden_layers": number("block_count"),
        "intermediate_size": number("feed_forward_length"),
        "num_attention_heads": number("attention.head_count"),
        "num_key_value_heads": number("attention.head_count_kv"),
        "rms_norm_eps": float(metadata["llama.attention.layer_norm_rms_epsilon"].item()),
        "vocab_size": len(metadata["tokenizer.ggml.tokens"]),
        "max_position_embeddings": number("context_length"),
        "rope_theta": float(metadata["llama.rope.freq_base"].item()),
        "rope_traditional": True,
        "tie_word_embeddings": True,
        "bos_token_id": 1,
        "eos_token_id": 2,
    }


def write_tokenizer(metadata: Mapping[str, Any], folder: Path) -> None:
    """Write tokenizer.json and tokenizer_config.json."""
    tokens = [str(token) for token in metadata["tokenizer.ggml.tokens"]]
    halves = [str(merge).partition(" ") for merge in metadata["tokenizer.ggml.merges"]]
    merges = [(first, second) for first, _, second in halves]
    kinds = metadata["tokenizer.ggml.token_type"].tolist()
    vocabulary = {token: i for i, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    specials = [t for t, kind in zip(tokens, kinds, strict=True) if kind == _CONTROL_TOKEN]
    tokenizer.add_special_tokens(specials)
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": tokens[1],
        "eos_token": tokens[2],
        "pad_token": tokens[2],
        "clean_up_tokenization_spaces": False,
        "chat_template": _CHAT_TEMPLATE,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1))


def write_folder(weights: Mapping[str, mx.array], metadata: Mapping[str, Any], to: Path) -> None:
    """Write a whole model folder: 16-bit weights, config, tokenizer."""
    half = {name: array.astype(mx.float16) for name, array in weights.items()}
    mx.save_safetensors(str(to / "model.safetensors"), half, metadata={"format": "mlx"})
    (to / "config.json").write_text(json.dumps(config(metadata), indent=1))
    write_tokenizer(metadata, to)

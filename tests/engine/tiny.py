"""Very small models with random weights, and what they must answer, worked out the plain way."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# Before MLX: see bot.engine.blas.
from bot.engine import blas

BLAS = blas.load()

import mlx.core as mx  # noqa: E402
import mlx.nn as nn  # noqa: E402
import mlx_lm  # noqa: E402
import numpy as np  # noqa: E402
from mlx.utils import tree_flatten, tree_map  # noqa: E402
from mlx_lm.models import gemma, llama  # noqa: E402
from mlx_lm.utils import load_adapters  # noqa: E402
from tokenizers import (  # noqa: E402
    AddedToken,
    Tokenizer,
    decoders,
    models,
    pre_tokenizers,
    trainers,
)

from bot.engine.interface import Adapter, Chat, LoraShape, Message, TrainingItem  # noqa: E402
from bot.engine.mlx.engine import MlxEngine  # noqa: E402
from bot.engine.mlx.numbers import number  # noqa: E402

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
# Some models have control tokens that their tokenizer does not mark as special.
UNMARKED = "<think>"
TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' "
    "+ message['content'] + '<|im_end|>' + '\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
WITHOUT_SYSTEM = (
    "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    + TEMPLATE
)
CORPUS = (
    "the cat is called Miso and the dog is called Rex",
    "where do you live and what is my name",
    "I live in Porto by the sea and my name is Ana",
    "in the end we send it to the end",
)
SMALL = LoraShape(rank=4, scale=2.0, layers=2)


def tokenizer() -> Tokenizer:
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=320,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    made.train_from_iterator(list(CORPUS) * 4, trainer)
    made.add_tokens([AddedToken(UNMARKED, special=False)])
    return made


def write_tokenizer(folder: Path, template: str | None) -> int:
    """Write its files; give the size of the vocabulary."""
    made = tokenizer()
    # Files of the wild hold such limits, which must not cut what people say.
    made.enable_truncation(max_length=40)
    made.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": SPECIAL[1],
        "eos_token": SPECIAL[2],
        "pad_token": SPECIAL[2],
        # As some do: it would change what has been streamed already.
        "clean_up_tokenization_spaces": True,
        "clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output": True,
    }
    if template is not None:
        settings["chat_template"] = template
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    return int(made.get_vocab_size())


def write_model(
    folder: Path,
    *,
    template: str | None = TEMPLATE,
    quantize: bool = False,
    readable: bool = False,
    **config: Any,
) -> Path:
    """An mlx-lm folder of a model with random weights, large enough to make up its mind.

    A readable one says whole characters only; others say bytes that are none by themselves.
    """
    folder.mkdir(parents=True)
    whole = {
        "model_type": "llama",
        "hidden_size": 64,
        "num_hidden_layers": 4,
        "intermediate_size": 96,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 16,
        "rms_norm_eps": 1e-5,
        "vocab_size": write_tokenizer(folder, template),
        "max_position_embeddings": 512,
        "rope_theta": 10000.0,
        "tie_word_embeddings": True,
        "eos_token_id": 2,
    } | config
    module = {"llama": llama, "gemma": gemma}[str(whole["model_type"])]
    model: nn.Module = module.Model(module.ModelArgs.from_dict(whole))
    key = mx.random.key(7)
    weights = {}
    parameters: Any = tree_flatten(model.parameters())
    for name, array in parameters:
        key, own = mx.random.split(key)
        size = 4.0 / array.shape[-1] ** 0.5
        weights[name] = mx.random.normal(array.shape, key=own) * size if array.ndim > 1 else array
    if readable:
        weights["model.embed_tokens.weight"] *= _readable(folder)
    model.load_weights(list(weights.items()))
    if quantize:
        nn.quantize(model, group_size=32, bits=4)
        whole["quantization"] = {"group_size": 32, "bits": 4}
    saved: Any = dict(tree_flatten(model.parameters()))
    mx.save_safetensors(str(folder / "model.safetensors"), saved, metadata={"format": "mlx"})
    (folder / "config.json").write_text(json.dumps(whole))
    return folder


def _readable(folder: Path) -> mx.array:
    """[vocabulary, 1]: next to nothing for tokens that are not plain letters and signs."""
    vocabulary = Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab()
    words = sorted(vocabulary, key=lambda word: vocabulary[word])
    plain = [word.replace("\u0120", " ").isascii() for word in words]
    return mx.array([[1.0 if one else 0.01] for one in plain])


class Reference:
    """The model as mlx-lm loads it, run whole: no cache, no batch, no shortcut."""

    def __init__(self, folder: Path, adapter: Path | None = None) -> None:
        loaded: Any = mlx_lm.load(str(folder))
        self.model, self._tokenizer = loaded
        if adapter is not None:
            load_adapters(self.model, str(adapter))
        self.model.update(tree_map(_float32, self.model.parameters()))
        self._replies: dict[tuple[tuple[Message, ...], int], str] = {}

    def tokens(self, chat: Chat, *, reply: bool = True) -> list[int]:
        turns = [{"role": turn.role, "content": turn.content} for turn in chat]
        return list(self._tokenizer.apply_chat_template(turns, add_generation_prompt=reply))

    def logits(self, tokens: Sequence[int]) -> mx.array:
        """[length, vocabulary]."""
        scores: mx.array = self.model(mx.array([list(tokens)]))[0]
        mx.eval(scores)
        return scores

    def greedy(self, chat: Chat, most: int) -> str:
        """The likeliest token, one after the other, until the stop token."""
        key = (tuple(chat), most)
        if key not in self._replies:
            self._replies[key] = self._greedy(self.tokens(chat), most)
        return self._replies[key]

    def _greedy(self, tokens: list[int], most: int) -> str:
        begin = len(tokens)
        while len(tokens) < begin + most:
            token = int(mx.argmax(self.logits(tokens)[-1]))
            if token == 2:
                break
            tokens.append(token)
        text = self._tokenizer.decode(
            tokens[begin:], skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return str(text)

    def answer(self, chat: Chat) -> tuple[list[int], mx.array]:
        """The last turn's tokens with the stop token, and the log-probabilities at each."""
        whole = self.tokens(chat, reply=False)
        begin = len(self.tokens(chat[:-1]))
        # The template ends every turn with a stop token and a line's end.
        end = len(whole) - 1
        scores = self.logits(whole[:end])[begin - 1 : end - 1]
        return whole[begin:end], scores - mx.logsumexp(scores, axis=-1, keepdims=True)


@functools.cache
def reference(folder: Path) -> Reference:
    """One a folder, for those who only read it."""
    return Reference(folder)


def _float32(array: mx.array) -> mx.array:
    return array.astype(mx.float32) if mx.issubdtype(array.dtype, mx.floating) else array


def chat(*texts: str, system: str = "You are Ember.") -> list[Message]:
    """A system prompt, and turns that begin with the person's."""
    turns = [Message("system", system)] if system else []
    for at, text in enumerate(texts):
        turns.append(Message("assistant" if at % 2 else "user", text))
    return turns


def item(question: str, answer: str, *, facts: str = "", weight: float = 1.0) -> TrainingItem:
    teacher = chat(question, system=f"You are Ember. You know: {facts}") if facts else None
    return TrainingItem(chat(question, answer), teacher, weight=weight)


def items() -> list[TrainingItem]:
    """Of several lengths, with and without a teacher."""
    return [
        item("What is my name?", "Your name is Ana.", facts="name: Ana"),
        item("Where do I live, do you remember that?", "In Porto.", facts="city: Porto"),
        item("hi", "Hello there, how are you today?"),
        item("What's the cat called?", "Miso", facts="name: Ana", weight=2.0),
        item("And my dog?", "I don't know yet."),
    ]


_made = iter(range(1_000_000))


def adapter(engine: MlxEngine, seed: int, shape: LoraShape = SMALL, size: float = 0.3) -> Adapter:
    """An adapter of random weights."""
    slots = engine._parts.slots
    weights = {}
    key = mx.random.key(seed)
    for name in slots.names(shape):
        key, first, second = mx.random.split(key, 3)
        size_in, size_out = slots.slots[name].sizes
        weights[f"{name}.lora_a"] = mx.random.normal((size_in, shape.rank), key=first) * size
        weights[f"{name}.lora_b"] = mx.random.normal((shape.rank, size_out), key=second) * size
    mx.eval(weights)
    return Adapter(f"random-{seed}-{next(_made)}", shape, weights)


def largest_difference(one: Adapter, other: Adapter) -> float:
    """Over all weights."""
    assert one.weights.keys() == other.weights.keys()
    apart = [mx.abs(one.weights[name] - other.weights[name]).max() for name in one.weights]
    return max(number(value) for value in apart)


async def logits(engine: MlxEngine, asked: Chat, bound: Adapter | None) -> np.ndarray:
    """What the engine's own model gives a chat with this adapter bound: [length, vocabulary]."""
    parts = engine._parts

    def run() -> np.ndarray:
        parts.slots.bind(bound)
        tokens = parts.encoder.encode(asked, reply=True).tokens
        return np.array(parts.layers.model(mx.array([tokens]))[0])

    found: np.ndarray = await engine._worker.call(run, 0)
    return found

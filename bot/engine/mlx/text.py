"""Chats to tokens and back.

What people typed is encoded as plain text, so `<|im_end|>` in a message stays eleven characters and
never ends a turn. The template's own text alone may hold control tokens. Knows: chat templates and
tokenizers. Does not know: the model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from jinja2.exceptions import TemplateError
from tokenizers import Tokenizer

from bot.engine.interface import Chat, Message
from bot.errors import ModelError

# Private-use characters: no template looks for them, and typed ones are dropped before.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_ANOTHER = "Choose an instruction-tuned model: their names often end in -Instruct or -it."
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A chat as tokens. `spans` are the assistant turns' [start, end), with their stop token."""

    tokens: list[int]
    spans: list[tuple[int, int]]


class ChatEncoder:
    """Encodes chats with one model's template and tokenizer."""

    def __init__(self, tokenizer: Any) -> None:
        if not tokenizer.has_chat_template:
            raise ModelError(
                "The model has no chat template, so it can't hold a conversation.", _ANOTHER
            )
        self._tokenizer = tokenizer
        self.stops: frozenset[int] = frozenset(tokenizer.eos_token_ids)
        self._plain = _plain_tokenizer(tokenizer)
        self._control = self.stops | {
            number
            for number, token in self._plain.get_added_tokens_decoder().items()
            # Runs of spaces are added tokens of some models, and harmless.
            if token.special or token.content.strip()
        }
        self._pieces: dict[str, list[int]] = {}
        self._render([Message("user", "x")], reply=True)
        self._has_system = self._keeps_system()

    def encode(self, chat: Chat, *, reply: bool) -> Encoded:
        """Encode a chat; with `reply`, up to where the assistant's next words begin."""
        messages = list(chat) if self._has_system else _fold_system(chat)
        text = self._render(messages, reply=reply)
        tokens: list[int] = []
        spans: list[tuple[int, int]] = []
        end = 0
        for mark in _MARK.finditer(text):
            tokens += self._template_piece(text[end : mark.start()])
            message = messages[int(mark.group(1))]
            start = len(tokens)
            tokens += self.plain(message.content)
            if message.role == "assistant":
                spans.append((start, len(tokens)))
            end = mark.end()
        tokens += self._template_piece(text[end:])
        return Encoded(tokens, [self._with_stop(tokens, span) for span in spans])

    def plain(self, text: str) -> list[int]:
        """Encode what somebody typed, control tokens taken as the characters they are."""
        cleaned = text.replace(_OPEN, "").replace(_CLOSE, "").strip()
        encoded = self._plain.encode(cleaned, add_special_tokens=False)
        if self._control.isdisjoint(encoded.ids):
            return list(encoded.ids)
        tokens: list[int] = []
        for token, (start, end) in zip(encoded.ids, encoded.offsets, strict=True):
            tokens += self._spelled(cleaned[start:end]) if token in self._control else [token]
        return tokens

    def _spelled(self, text: str) -> list[int]:
        """Letter by letter: for added tokens not marked special, such as some `<think>`."""
        letters = (self._plain.encode(letter, add_special_tokens=False).ids for letter in text)
        return [token for tokens in letters for token in tokens if token not in self._control]

    def decode(self, tokens: list[int]) -> str:
        """Tokens as text; control tokens are left out."""
        # Cleaning up would change what has been streamed already.
        text = self._tokenizer.decode(
            tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return str(text)

    def _with_stop(self, tokens: list[int], span: tuple[int, int]) -> tuple[int, int]:
        start, end = span
        return (start, end + 1) if end < len(tokens) and tokens[end] in self.stops else span

    def _template_piece(self, text: str) -> list[int]:
        if text not in self._pieces:
            encoded = self._tokenizer.encode(text, add_special_tokens=False) if text else []
            self._pieces[text] = list(encoded)
        return self._pieces[text]

    def _render(self, messages: list[Message], *, reply: bool) -> str:
        marked = [
            {"role": m.role, "content": f"{_OPEN}{i}{_CLOSE}"} for i, m in enumerate(messages)
        ]
        try:
            text = self._tokenizer.apply_chat_template(
                marked, tokenize=False, add_generation_prompt=reply, enable_thinking=False
            )
        except TemplateError as error:
            raise ModelError(f"The model's chat template fails: {error}.", _ANOTHER) from error
        return str(text)

    def _keeps_system(self) -> bool:
        probe = [Message("system", "x"), Message("user", "x")]
        try:
            return f"{_OPEN}0{_CLOSE}" in self._render(probe, reply=True)
        except ModelError:
            return False


def _plain_tokenizer(tokenizer: Any) -> Tokenizer:
    """The same tokenizer, to which control tokens are text like any other."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if not isinstance(backend, Tokenizer):
        raise ModelError(
            "The model's tokenizer has no tokenizer.json, so what people type can't be told apart "
            "from its control tokens.",
            _ANOTHER,
        )
    plain = Tokenizer.from_str(backend.to_str())
    plain.encode_special_tokens = True
    plain.no_truncation()
    plain.no_padding()
    return plain


def _fold_system(chat: Chat) -> list[Message]:
    """For templates without a system role: its text opens the first user turn."""
    messages = [m for m in chat if m.role != "system"]
    system = "\n".join(m.content for m in chat if m.role == "system")
    if not system:
        return messages
    if messages and messages[0].role == "user":
        return [Message("user", f"{system}\n\n{messages[0].content}"), *messages[1:]]
    return [Message("user", system), *messages]

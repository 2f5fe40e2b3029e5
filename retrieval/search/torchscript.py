"""A model as TorchScript, which needs little else.

Importing sentence-transformers takes seconds of a processor's time, PyTorch alone a fraction of that. So
what a process runs is a trace, which is made once (``tracing.py``) and kept (``kept.py``).
"""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import torch
from tokenizers import Tokenizer

from retrieval.search.encoding import encoded_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from retrieval.search.encoding import EncodedText, Role

_TOKENIZER, _PROMPTS = "tokenizer.json", "prompts.json"


class TracedEncoder:
    """A model as TorchScript, with its tokenizer.

    PyTorch lets go of Python's global lock in each operation of a model, of which there are some
    hundred, and waits for it after each: beside a thread that keeps Python busy for a whole switch
    interval (5 ms) every time. TorchScript lets go of it once.
    """

    def __init__(self, script: Any, tokenizer: str, prompts: Mapping[str, str | None]) -> None:
        """Use a trace.

        :param script: takes word pieces and mask, both int64 of shape (texts, pieces); returns
            normalised vectors, shape (texts, dimensions), and states, (texts, pieces, dimensions).
        :param tokenizer: as the tokenizers library writes it, with truncation and padding.
        :param prompts: words that the model wants before a text, by its role.
        """
        self._script = script
        self._tokenizer = Tokenizer.from_str(tokenizer)
        self._prompts = prompts

    def __call__(self, texts: Sequence[str], role: Role) -> list[EncodedText]:
        """Return the vectors of each text."""
        prompt = self._prompts.get(role) or ""
        taken = self._tokenizer.encode_batch([prompt + text for text in texts])
        pieces = np.array([text.ids for text in taken], dtype=np.int64)
        mask = np.array([text.attention_mask for text in taken], dtype=np.int64)
        with torch.inference_mode():
            vectors, states = self._script(torch.from_numpy(pieces), torch.from_numpy(mask))
        return [
            encoded_text(*item)
            for item in zip(vectors.numpy(), pieces, mask, states.numpy(), strict=True)
        ]

    def save(self, path: Path) -> None:
        """Write all of it to one file.

        :raises OSError: if that cannot be done, or ``RuntimeError``, of PyTorch.
        """
        extra = {_TOKENIZER: self._tokenizer.to_str(), _PROMPTS: json.dumps(dict(self._prompts))}
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            torch.jit.save(self._script, str(path), _extra_files=extra)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what ``save`` wrote.

        :raises Exception: of any kind, if the file is missing or torn.
        """
        extra: dict[str, Any] = {_TOKENIZER: "", _PROMPTS: ""}
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            script = torch.jit.load(  # type: ignore[no-untyped-call]
                str(path), map_location="cpu", _extra_files=extra
            )
        return cls(script, extra[_TOKENIZER].decode(), json.loads(extra[_PROMPTS]))

"""Make a trace of a model, which runs without the libraries that the model comes with."""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn
from transformers.utils import logging as transformers_logging

from retrieval.search.encoding import PlainEncoder, Role
from retrieval.search.torchscript import TracedEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sentence_transformers import SentenceTransformer

_EXAMPLE = ["what is this about?", "What else is it about, and who says so?"]
"""Of two lengths, so that one of them is filled up."""
_TRIALS = [
    ["where?", "It is about something else, as nearly everything is that is as long as this."],
    ["what is this about?"],
    ["One that is longer than what a model takes, so that it is cut. " * 200],
]
_CLOSE = 1e-4

log = logging.getLogger(__name__)


class _Vectors(nn.Module):
    """All that is asked of a model.

    A module's trace goes with the module; a function's stays in memory for ever, weights and all.
    """

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, pieces: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        found = self.model({"input_ids": pieces, "attention_mask": mask})
        vectors = nn.functional.normalize(found["sentence_embedding"], p=2, dim=1)
        return vectors, found["token_embeddings"]


def trace(model: SentenceTransformer) -> TracedEncoder | None:
    """Return a trace that gives the same numbers; ``None`` of a model that cannot be traced."""
    make: Any = torch.jit.trace
    try:
        taken = model.preprocess(_EXAMPLE)
        with torch.inference_mode(), _silence():
            example = taken["input_ids"], taken["attention_mask"]
            script = make(_Vectors(model).eval(), example, check_trace=False)
            traced = TracedEncoder(script, _tokenizer(model), dict(model.prompts))
            _compare(traced, PlainEncoder(model))
    except Exception as error:  # noqa: BLE001 - of any kind: the model works without.
        reason = str(error).strip().partition("\n")[0]
        log.warning("the model runs untraced, so slower beside others: %s", reason)
        return None
    return traced


def _tokenizer(model: SentenceTransformer) -> str:
    """Return the tokenizer with what the model sets for each call: truncation and padding."""
    tokenizer: Any = model.tokenizer
    made = type(tokenizer.backend_tokenizer).from_str(tokenizer.backend_tokenizer.to_str())
    made.enable_truncation(model.max_seq_length)
    made.enable_padding(pad_id=tokenizer.pad_token_id, pad_token=tokenizer.pad_token)
    text: str = made.to_str()
    return text


def _compare(traced: TracedEncoder, plain: PlainEncoder) -> None:
    """Raise an error unless both find the same."""
    for texts in _TRIALS:
        for role in Role:
            for one, other in zip(traced(texts, role), plain(texts, role), strict=True):
                np.testing.assert_array_equal(one.pieces, other.pieces)
                np.testing.assert_allclose(one.vector, other.vector, rtol=_CLOSE, atol=_CLOSE)
                np.testing.assert_allclose(one.states, other.states, rtol=_CLOSE, atol=_CLOSE)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep to itself what tracing warns of: deprecated parts, and a loss that nobody asks for."""
    before = transformers_logging.get_verbosity()
    own = logging.getLogger("sentence_transformers")
    level = own.level
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    own.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        own.setLevel(level)
        transformers_logging.set_verbosity(before)

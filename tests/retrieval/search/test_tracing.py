"""A traced model gives the same numbers, and Python has nothing to do with its layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from retrieval.search.encoding import PlainEncoder, Role
from retrieval.search.tracing import trace
from tests.retrieval.builders import packaged_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.search.encoding import Encoder

UNTRACED = "the model runs untraced, so slower beside others"
TEXTS = [
    "STP?",
    "what is a sustainability and transformation plan?",
    "who wrote to the council about the closing of the ward, and what did it answer? " * 30,
]


@pytest.fixture
def model() -> SentenceTransformer:
    """Return the packaged model."""
    return SentenceTransformer(str(packaged_model().folder), device="cpu", local_files_only=True)


def layer_calls(model: SentenceTransformer, encoder: Encoder) -> int:
    """Return how often Python runs a layer for some texts."""
    calls = []
    transformer: Any = model[0]
    layer = transformer.auto_model.encoder.layer[0]
    watch = layer.register_forward_hook(lambda *_: calls.append(1))
    encoder(TEXTS, Role.QUESTION)
    watch.remove()
    return len(calls)


@pytest.mark.parametrize("prompt", [None, "query: "])
@pytest.mark.parametrize("texts", [TEXTS, *([text] for text in TEXTS)])
def test_the_numbers_are_the_same(
    model: SentenceTransformer, prompt: str | None, texts: Sequence[str]
) -> None:
    model.prompts["query"] = prompt
    traced, plain = trace(model), PlainEncoder(model)
    assert traced is not None
    for role in Role:
        for one, other in zip(traced(texts, role), plain(texts, role), strict=True):
            assert one.pieces.tolist() == other.pieces.tolist()
            assert one.vector == pytest.approx(other.vector, abs=1e-6)
            assert one.states == pytest.approx(other.states, abs=1e-5)
            assert np.linalg.norm(one.vector) == pytest.approx(1)


def test_python_runs_no_layer(model: SentenceTransformer) -> None:
    traced = trace(model)
    assert traced is not None
    assert layer_calls(model, traced) == 0
    assert layer_calls(model, PlainEncoder(model)) == 1


def refuses(*_: Any, **__: Any) -> Any:
    raise RuntimeError("this model has no trace\nof any kind")


def forgets_lengths(transformer: Any) -> Any:
    """Return a transformer's method that looks at its input, which a trace does only once."""
    plain = transformer.forward

    def forward(input_ids: torch.Tensor, attention_mask: torch.Tensor, **rest: Any) -> Any:
        found = plain(input_ids, attention_mask=attention_mask, **rest)
        found.last_hidden_state = found.last_hidden_state * float(attention_mask.sum())
        return found

    return forward


def test_a_model_that_cannot_be_traced_runs_untraced(
    model: SentenceTransformer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(torch.jit, "trace", refuses)
    assert trace(model) is None
    assert caplog.messages == [f"{UNTRACED}: this model has no trace"]


def test_a_trace_that_gives_other_numbers_is_not_used(
    model: SentenceTransformer, caplog: pytest.LogCaptureFixture
) -> None:
    transformer: Any = model[0]
    transformer.auto_model.forward = forgets_lengths(transformer.auto_model)
    assert trace(model) is None
    (line,) = caplog.messages
    assert line.startswith(UNTRACED)

"""A traced model gives the same numbers, and Python has nothing to do with its layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch

from retrieval.search import Embedder
from retrieval.search.tracing import trace
from tests.retrieval.builders import packaged_model

if TYPE_CHECKING:
    from collections.abc import Sequence

UNTRACED = "the model runs untraced, so slower beside others"
QUESTIONS = [
    "STP?",
    "what is a sustainability and transformation plan?",
    "who wrote to the council about the closing of the ward, and what did it answer? " * 30,
]


@pytest.fixture(scope="module")
def traced() -> Embedder:
    """Return a traced embedder of the packaged model."""
    made = Embedder(packaged_model(), threads=1)
    trace(made._model)  # noqa: SLF001
    return made


def layer_calls(embedder: Embedder, questions: Sequence[str]) -> int:
    """Return how often Python runs a layer for questions."""
    calls = []
    model: Any = embedder._model  # noqa: SLF001
    layer = model[0].auto_model.encoder.layer[0]
    watch = layer.register_forward_hook(lambda *_: calls.append(1))
    embedder.encode_questions(questions)
    watch.remove()
    return len(calls)


@pytest.mark.parametrize("batch", [QUESTIONS, *([question] for question in QUESTIONS)])
def test_the_numbers_are_the_same(traced: Embedder, embedder: Embedder, batch: list[str]) -> None:
    for one, other in zip(
        traced.encode_questions(batch), embedder.encode_questions(batch), strict=True
    ):
        assert one.pieces.tolist() == other.pieces.tolist()
        assert one.vector == pytest.approx(other.vector, abs=1e-6)
        assert one.piece_vectors == pytest.approx(other.piece_vectors, abs=1e-5)


def test_python_runs_no_layer(traced: Embedder, embedder: Embedder) -> None:
    assert layer_calls(traced, QUESTIONS) == 0
    assert layer_calls(embedder, QUESTIONS) == 1


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
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    embedder = Embedder(packaged_model(), threads=1)
    monkeypatch.setattr(torch.jit, "trace", refuses)
    trace(embedder._model)  # noqa: SLF001
    assert caplog.messages == [f"{UNTRACED}: this model has no trace"]
    assert layer_calls(embedder, QUESTIONS) == 1


def test_a_trace_that_gives_other_numbers_is_not_used(caplog: pytest.LogCaptureFixture) -> None:
    embedder = Embedder(packaged_model(), threads=1)
    transformer: Any = embedder._model[0].auto_model  # noqa: SLF001
    transformer.forward = forgets_lengths(transformer)
    trace(embedder._model)  # noqa: SLF001
    (line,) = caplog.messages
    assert line.startswith(UNTRACED)
    assert layer_calls(embedder, QUESTIONS) == 1

"""For questions the model's weights are kept in half precision, and its numbers hardly change."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch import nn

from retrieval.search import Embedder
from retrieval.search.halving import halve
from tests.retrieval.builders import packaged_model

if TYPE_CHECKING:
    from collections.abc import Callable

QUESTIONS = [
    "STP?",
    "what is a sustainability and transformation plan?",
    "who wrote to the council about the closing of the ward, and what did it answer? " * 30,
]


def linear_layers(embedder: Embedder) -> int:
    model: Any = embedder._model  # noqa: SLF001
    return sum(type(layer) is nn.Linear for layer in model[0].auto_model.modules())


@pytest.mark.parametrize("batch", [QUESTIONS, *([question] for question in QUESTIONS)])
def test_the_numbers_hardly_change(quick: Embedder, embedder: Embedder, batch: list[str]) -> None:
    for one, other in zip(
        quick.encode_questions(batch), embedder.encode_questions(batch), strict=True
    ):
        assert one.pieces.tolist() == other.pieces.tolist()
        assert one.vector == pytest.approx(other.vector, abs=5e-4)
        assert one.piece_vectors == pytest.approx(other.piece_vectors, abs=1e-3)


def test_every_layer_is_halved_for_questions_alone(quick: Embedder, embedder: Embedder) -> None:
    assert linear_layers(quick) == 0
    assert linear_layers(embedder) > 30


def refuses(*_: Any) -> Any:
    raise RuntimeError("there is no engine\nof any kind")


def loses_its_weights(pack: Callable[..., Any]) -> Callable[..., Any]:
    return lambda weight, bias: pack(torch.zeros_like(weight), bias)


@pytest.mark.parametrize("how", ["refused", "wrong"])
def test_where_it_cannot_be_done_the_weights_stay(
    how: str,
    embedder: Embedder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "retrieval")
    other = Embedder(packaged_model(), threads=1)
    ops = torch.ops.quantized
    pack = refuses if how == "refused" else loses_its_weights(ops.linear_prepack_fp16)
    monkeypatch.setattr(ops, "linear_prepack_fp16", pack)
    halve(other._model)  # noqa: SLF001
    (line,) = caplog.messages
    assert line.startswith("the model keeps its weights in full")
    assert ("there is no engine" in line) is (how == "refused")
    (one,), (plain,) = (
        other.encode_questions(QUESTIONS[:1]),
        embedder.encode_questions(QUESTIONS[:1]),
    )
    assert one.vector == pytest.approx(plain.vector, abs=1e-6)


@pytest.fixture(scope="module")
def quick() -> Embedder:
    """Return an embedder of the packaged model for questions."""
    return Embedder(packaged_model(), threads=1, for_questions=True)

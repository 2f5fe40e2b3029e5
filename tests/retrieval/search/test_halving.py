"""For questions the model's weights are kept in half precision, and its numbers hardly change."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
import torch
from sentence_transformers import SentenceTransformer
from torch import nn

from retrieval.search import Embedder
from retrieval.search.encoding import PlainEncoder, Role
from retrieval.search.halving import halve
from tests.retrieval.builders import packaged_model

if TYPE_CHECKING:
    from collections.abc import Callable

QUESTIONS = [
    "STP?",
    "what is a sustainability and transformation plan?",
    "who wrote to the council about the closing of the ward, and what did it answer? " * 30,
]


@pytest.fixture
def model() -> SentenceTransformer:
    """Return the packaged model with its adapter."""
    files = packaged_model()
    made = SentenceTransformer(str(files.folder), device="cpu", local_files_only=True)
    first: Any = made[0]
    assert files.adapter is not None
    files.adapter.add_to(first.auto_model)
    return made


@pytest.fixture(scope="module")
def quick() -> Embedder:
    """Return an embedder of the packaged model for questions."""
    return Embedder(packaged_model(), threads=1, for_questions=True)


def linear_layers(model: SentenceTransformer) -> int:
    transformer: Any = model[0]
    return sum(type(layer) is nn.Linear for layer in transformer.auto_model.modules())


def first_vector(model: SentenceTransformer) -> Any:
    (text,) = PlainEncoder(model)(QUESTIONS[:1], Role.QUESTION)
    return text.vector


@pytest.mark.parametrize("batch", [QUESTIONS, *([question] for question in QUESTIONS)])
def test_the_numbers_hardly_change(quick: Embedder, embedder: Embedder, batch: list[str]) -> None:
    for one, other in zip(
        quick.encode_questions(batch), embedder.encode_questions(batch), strict=True
    ):
        assert one.pieces.tolist() == other.pieces.tolist()
        assert one.vector == pytest.approx(other.vector, abs=5e-4)
        assert one.piece_vectors == pytest.approx(other.piece_vectors, abs=1e-3)


def test_every_layer_is_halved(model: SentenceTransformer) -> None:
    assert linear_layers(model) > 30
    halve(model)
    assert linear_layers(model) == 0


def test_it_is_done_for_questions_alone(quick: Embedder, embedder: Embedder) -> None:
    """Both are the same but for that: rounding of single precision is a hundred times smaller."""
    (halved,), (plain,) = (
        quick.encode_questions(QUESTIONS[:1]),
        embedder.encode_questions(QUESTIONS[:1]),
    )
    assert abs(halved.vector - plain.vector).max() > 1e-5


def refuses(*_: Any) -> Any:
    raise RuntimeError("there is no engine\nof any kind")


def loses_its_weights(pack: Callable[..., Any]) -> Callable[..., Any]:
    return lambda weight, bias: pack(torch.zeros_like(weight), bias)


@pytest.mark.parametrize("how", ["refused", "wrong"])
def test_where_it_cannot_be_done_the_weights_stay(
    how: str,
    model: SentenceTransformer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "retrieval")
    before = first_vector(model)
    ops = torch.ops.quantized
    pack = refuses if how == "refused" else loses_its_weights(ops.linear_prepack_fp16)
    monkeypatch.setattr(ops, "linear_prepack_fp16", pack)
    halve(model)
    (line,) = caplog.messages
    assert line.startswith("the model keeps its weights in full")
    assert ("there is no engine" in line) is (how == "refused")
    assert first_vector(model) == pytest.approx(before, abs=1e-6)

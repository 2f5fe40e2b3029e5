"""An adapter learns to put first what answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.errors import UserFacingError
from retrieval.evaluation import adapting
from retrieval.evaluation.adapting import AdapterFit
from retrieval.evaluation.examples import Candidate, Example, examples
from retrieval.evaluation.folding import Fold
from retrieval.search import NO_ADAPTER, Embedder, load_adapter, locate_model, save_adapter
from tests.retrieval.evaluation.folders import (
    CHARGE,
    COLLECTED,
    GARDEN,
    SETTINGS,
    collection,
    silent,
)

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = SETTINGS.model_copy(update={"adapter": NO_ADAPTER})
NOBODY = Fold(0, 10**9)
"""A fold with no question in it."""
COLOURS = ("red", "green", "blue", "black", "white", "grey", "brown", "pink")


def made(question: str, answer: str, others: list[str]) -> Example:
    return Example(
        question,
        (Candidate(answer, answer, 0.0, 0.0, elsewhere=False),),
        tuple(Candidate(other, other, 0.0, 0.0, elsewhere=True) for other in others),
        np.ones(30522, dtype=np.float32),
    )


def test_an_example_holds_what_answers_and_what_does_not(tmp_path: Path) -> None:
    folder = collection(tmp_path).folder
    made = {item.question: item for item in examples(folder, PLAIN, silent, None, NOBODY)}
    # The question is asked in both its wordings.
    assert len(made) == 4
    asked = made["what does garden waste cost?"]
    assert [item.text for item in asked.answering] == [f"Bins\nCharges\n{CHARGE}"]
    assert asked.answering[0].sentence == CHARGE
    (other,) = asked.others
    assert other.text.endswith(f"{COLLECTED} {GARDEN}") or GARDEN in other.text
    assert not other.elsewhere
    assert all(
        item.elsewhere for item in made["what does a family ticket for the museum cost?"].others
    )


def test_what_is_held_out_is_not_seen(tmp_path: Path) -> None:
    town = collection(tmp_path)
    seen = [
        {item.question for item in examples(town.folder, PLAIN, silent, None, Fold(number, 3))}
        for number in range(3)
    ]
    for number, questions in enumerate(seen):
        held = {query.text for query in town.queries if Fold(number, 3).touches(town, query)}
        assert not questions & held
    assert len(set.union(*seen)) == 4


def test_what_was_learned_ranks_the_answer_higher(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapting, "_EPOCHS", 6)
    taught = [
        made(
            f"what does the {colour} pass cost",
            f"The {colour} one is forty pounds.",
            [
                f"The {colour} pass is sold at the office.",
                f"You can lose the {colour} pass.",
            ],
        )
        for colour in COLOURS
    ]
    model = locate_model(adapter=NO_ADAPTER)
    factors = AdapterFit(model, {"passes": taught}).run(silent)
    assert len(factors) == 24
    path = tmp_path / "adapter.npz"
    save_adapter(path, factors)
    adapted = locate_model(adapter=str(path))
    assert adapted.adapter == load_adapter(path)

    def lead(embedder: Embedder) -> float:
        (asked,) = embedder.encode_questions(["what does the yellow pass cost"])
        answer, other = (
            text.vector
            for text in embedder.encode_pieces(
                ["The yellow one is forty pounds.", "The yellow pass is sold at the office."]
            )
        )
        return float(asked.vector @ answer - asked.vector @ other)

    assert lead(Embedder(adapted, threads=1)) > lead(Embedder(model, threads=1)) + 0.05


def test_too_few_questions_are_refused() -> None:
    few = [made("what?", "This.", ["That."])]
    with pytest.raises(UserFacingError, match="too few questions to learn from: 1"):
        AdapterFit(locate_model(adapter=NO_ADAPTER), {"few": few})

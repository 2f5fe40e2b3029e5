"""What the search sees of a collection's questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.domain.hits import FEATURES
from retrieval.evaluation.observing import Observed, observe
from tests.retrieval.evaluation.folders import SETTINGS, silent, write_collection

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Observed]:
    folder = write_collection(tmp_path_factory.mktemp("observed") / "town")
    return {item.id: item for item in observe(folder, SETTINGS, silent, keep=None)}


def test_what_is_unknown_or_no_question_is_left_out(seen: dict[str, Observed]) -> None:
    assert list(seen) == ["bins", "mirrored", "glass", "lisbon"]


def test_every_candidate_has_the_row_that_it_is_from(seen: dict[str, Observed]) -> None:
    glass = seen["glass"]
    assert len(glass.rows) == len(glass.candidates) == len(glass.relevant)
    assert [row for row, yes in zip(glass.rows, glass.relevant, strict=True) if yes] == ["é"]
    assert glass.rows[0] == "é"
    assert glass.all_relevant == 1
    assert glass.features.shape == (len(glass.rows), len(FEATURES))
    assert glass.evidence is not None
    nearest = sorted(hit.features.sentence for hit in glass.candidates)[-3:]
    assert sum(nearest) / len(nearest) <= glass.evidence.sentences <= nearest[-1]


def test_only_the_named_source_is_searched(seen: dict[str, Observed]) -> None:
    assert set(seen["mirrored"].rows) == {"m/1", "m/2"}


def test_the_reason_why_there_is_no_answer_is_kept(seen: dict[str, Observed]) -> None:
    assert (seen["lisbon"].answerable, seen["lisbon"].why) == (False, "off topic")
    assert not seen["lisbon"].relevant.any()
    assert (seen["bins"].answerable, seen["bins"].why) == (True, "")


def test_a_folder_that_is_no_collection_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="qrels"):
        observe(tmp_path, SETTINGS, silent, keep=None)

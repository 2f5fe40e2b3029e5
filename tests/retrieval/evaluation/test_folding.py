"""Questions about the same page are held out together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.errors import UserFacingError
from retrieval.evaluation.folding import Fold, each_held_out, folds_in, parse_fold
from tests.retrieval.evaluation.folders import QUERIES, ROWS, SETTINGS, collection

if TYPE_CHECKING:
    from pathlib import Path

FOLDS = [Fold(number, 3) for number in range(3)]


def test_every_question_is_in_one_fold_and_those_about_a_page_in_the_same(tmp_path: Path) -> None:
    town = collection(tmp_path)
    of = {
        query.id: [fold.number for fold in FOLDS if fold.holds(town, query)]
        for query in town.queries
    }
    assert {len(found) for found in of.values()} == {1}
    assert of["bins"] == of["mirrored"]
    assert len({number for found in of.values() for number in found}) > 1


def test_a_question_whose_page_was_taken_out_goes_with_that_page(tmp_path: Path) -> None:
    asked = [{**query, "source": "Bins#3_0"} for query in QUERIES]
    # The same questions, of a collection without the page, and of one that has it.
    without = collection(tmp_path / "without", rows=ROWS[-2:], queries=asked, relevant=[])
    town = collection(tmp_path, queries=asked)
    bins = next(query for query in town.queries if query.id == "bins")
    (home,) = (fold for fold in FOLDS if fold.holds(town, bins))
    for fold in FOLDS:
        held = {fold.holds(without, query) for query in without.queries}
        touched = {fold.touches(without, query) for query in without.queries}
        assert held == touched == {fold == home}


def test_a_question_touches_the_folds_of_all_pages_that_answer_it(tmp_path: Path) -> None:
    relevant = [("glass", row, 1) for row in ("a 1", "é", "7")]
    town = collection(tmp_path, relevant=relevant)
    glass = next(query for query in town.queries if query.id == "glass")
    held = [fold for fold in FOLDS if fold.holds(town, glass)]
    touched = [fold for fold in FOLDS if fold.touches(town, glass)]
    assert set(held) < set(touched)


def test_each_question_is_asked_of_what_has_not_seen_its_page(tmp_path: Path) -> None:
    town = collection(tmp_path)
    adapters = tmp_path / "adapters"
    adapters.mkdir()
    for fold in FOLDS:
        (adapters / fold.file).touch()
    asked = {}
    for settings, queries in each_held_out(town, town.queries, SETTINGS, adapters):
        asked.update({query.id: settings.adapter for query in queries})
    assert asked == {
        query.id: str(adapters / fold.file)
        for query in town.queries
        for fold in FOLDS
        if fold.holds(town, query)
    }
    ((settings, queries),) = each_held_out(town, town.queries, SETTINGS, None)
    assert (settings, queries) == (SETTINGS, list(town.queries))


@pytest.mark.parametrize("there", [[], ["fold-0-of-3.npz", "fold-2-of-3.npz"], ["fold-0-of-2.npz"]])
def test_a_folder_without_each_fold_is_refused(there: list[str], tmp_path: Path) -> None:
    for name in there:
        (tmp_path / name).touch()
    with pytest.raises(UserFacingError, match="holds not one adapter for each fold"):
        folds_in(tmp_path)


def test_a_fold_is_named_by_its_number_of_so_many() -> None:
    assert parse_fold("2/3") == Fold(2, 3)
    for wrong in ("", "3/3", "1", "-1/3", "1/x", "0/0"):
        with pytest.raises(UserFacingError, match="is no fold"):
            parse_fold(wrong)

"""``define`` as people and other programs use it: a real process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.retrieval.shelf import STPS, write
from tests.retrieval.terminal import records, run_cli

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a library that was built from the command line; tests only read it."""
    folder = tmp_path_factory.mktemp("define")
    write(folder, "docs/stps.md", STPS)
    assert run_cli(folder, "index", "docs").returncode == 0
    return folder


def test_a_term_is_printed_with_its_meaning_and_where_it_stands(place: Path) -> None:
    done = run_cli(place, "define", "stps")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "stps\n\n"
        "  1. STP: Sustainability and Transformation Plan\n"
        "     A Sustainability and Transformation Plan (STP) is a plan for the NHS and social care "
        "in one area.\n"
        "     - What STPs are · Chapter & Verse · 2017-07-06 · The name\n\n"
    )


def test_a_definition_is_one_line_of_json(place: Path) -> None:
    (record,) = records(run_cli(place, "define", "STP", "--json"))
    (meaning,) = record["meanings"]
    (quote,) = meaning.pop("quotes")
    assert (record["term"], record["suggestions"], record["hidden"]) == ("STP", [], False)
    assert meaning == {
        "term": "STP",
        "meaning": "Sustainability and Transformation Plan",
        "stated": True,
        "set_by_moderators": False,
        "note": "",
    }
    assert quote["text"].startswith("A Sustainability and Transformation Plan (STP) is a plan")
    assert quote["title"] == "What STPs are"


def test_what_is_not_defined_is_said_and_nothing_is_wrong(place: Path) -> None:
    done = run_cli(place, "define", "Sustainability and Transformaton Plan")
    assert done.returncode == 0
    assert done.stdout == (
        "Sustainability and Transformaton Plan\n"
        "  The documents don't define it.\n"
        "  Did you mean: Sustainability and Transformation Plan?\n\n"
    )


def test_a_term_without_letters_is_refused_in_one_line(place: Path) -> None:
    done = run_cli(place, "define", "?!")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: that term has no letters in it; try for example: STP\n"

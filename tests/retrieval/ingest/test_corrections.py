"""What documents say about themselves can be corrected, beside the files and by a moderator."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from retrieval.domain import Metadata
from retrieval.errors import CorrectionsError
from retrieval.ingest.corrections import check_corrections, correct, load_corrections
from tests.retrieval.ingest.runs import statuses
from tests.retrieval.shelf import BINS, POOL, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.retrieval.ingest.runs import Runs


def metadata_of(runs: Runs, name: str) -> Metadata:
    stored = next(
        file for file in runs.stores.files.all("guild:1") if file.identity.path.endswith(name)
    )
    document = runs.stores.documents.get(["guild:1"], stored.documents[0])
    assert document is not None
    return document.metadata


def test_the_file_beside_the_documents_goes_before_what_they_say(
    runs: Runs, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    write(docs, "a.md", f"---\ntitle: Bins\npublisher: Nobody\n---\n{BINS}")
    write(docs, "b.txt", POOL)
    write(docs, "sources.toml", '["a.md"]\npublisher = "The council"\ndate = 2017-07-06\n')
    assert statuses(runs.index(docs)) == {"a.md": "added", "b.txt": "added"}
    corrected = Metadata(title="Bins", publisher="The council", date="2017-07-06")
    assert metadata_of(runs, "a.md") == corrected
    assert metadata_of(runs, "b.txt") == Metadata()


def test_a_change_of_the_corrections_alone_is_taken(runs: Runs, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    write(docs, "a.txt", BINS)
    write(docs, "b.txt", POOL)
    runs.index(docs)
    (number,) = runs.stores.files.all("guild:1")[0].documents
    write(docs, "sources.toml", '["a.txt"]\ndate = "6 July 2017"\n')
    assert statuses(runs.index(docs)) == {"a.txt": "updated", "b.txt": "unchanged"}
    assert metadata_of(runs, "a.txt").date == "2017-07-06"
    assert runs.stores.files.all("guild:1")[0].documents == (number,)
    assert statuses(runs.index(docs)) == {"a.txt": "unchanged", "b.txt": "unchanged"}
    (docs / "sources.toml").unlink()
    assert statuses(runs.index(docs))["a.txt"] == "updated"
    assert metadata_of(runs, "a.txt").date is None


def test_corrections_that_cannot_be_read_leave_everything_as_it_was(
    runs: Runs, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    write(docs, "a.txt", BINS)
    write(docs, "sources.toml", '["a.txt"]\npublisher = "The council"\n')
    runs.index(docs)
    write(docs, "sources.toml", '["a.txt"\n')
    report = runs.index(docs)
    assert statuses(report) == {"a.txt": "unchanged", "sources.toml": "refused"}
    assert "is not valid TOML" in report.files[1].reason
    assert metadata_of(runs, "a.txt").publisher == "The council"


def test_a_table_for_a_file_that_is_not_there_is_told(runs: Runs, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    write(docs, "a.txt", BINS)
    write(docs, "sources.toml", '["a.txt"]\ntitle = "Bins"\n["A.txt"]\ntitle = "Bins"\n')
    report = runs.index(docs)
    assert report.files[1].reason == "A.txt is not beside it; its other entries were used."
    assert metadata_of(runs, "a.txt").title == "Bins"


def test_a_table_for_a_file_in_a_folder_below_or_a_part_that_is_none_is_told(
    runs: Runs, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    write(docs, "a.txt", BINS)
    write(docs, "sub/b.txt", POOL)
    tables = ("sub/b.txt", "a.txt, article 9", "x" * 300)
    write(docs, "sources.toml", "".join(f'["{name}"]\ntitle = "T"\n' for name in tables))
    report = runs.index(docs)
    assert report.files[0].reason == ("sources.toml names what it does not hold: a.txt, article 9.")
    assert report.files[2].reason == (
        f"sub/b.txt, {'x' * 300} is not beside it; its other entries were used."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"a = {'[' * 5000}", "is not valid TOML"),
        (f"#{'x' * 1_000_000}", "has more than 1,000,000 bytes"),
        ('["a.txt"]\ndate = ' + "9" * 5000, "sources.toml"),
    ],
)
def test_a_corrections_file_that_cannot_be_read_costs_only_itself(
    runs: Runs, tmp_path: Path, text: str, message: str
) -> None:
    write(tmp_path / "docs", "a.txt", BINS)
    write(tmp_path / "docs", "sources.toml", text)
    report = runs.index(tmp_path / "docs")
    assert statuses(report) == {"a.txt": "added", "sources.toml": "refused"}
    assert message in report.files[1].reason


def test_a_part_of_a_file_is_corrected_by_its_own_table(runs: Runs, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    text = f"{BINS}\n\nTagged | 2 Comments\n\n{POOL}\n\nComments Off on The pool\n"
    write(docs, "a.txt", text)
    write(
        docs,
        "sources.toml",
        '["a.txt"]\npublisher = "The council"\n["a.txt, article 1"]\ntitle = "The bins"\n',
    )
    runs.index(docs)
    found = runs.stores.documents.sources(["guild:1"])
    assert [(source.title, source.publisher) for source in found] == [
        ("The bins", "The council"),
        ("The pool", "The council"),
    ]


def test_what_a_moderator_corrects_stays_when_the_file_changes(runs: Runs, tmp_path: Path) -> None:
    file = write(tmp_path / "docs", "a.md", f"# Bins\n\n{BINS}")
    runs.index(file)
    (number,) = runs.only_file().documents
    runs.stores.documents.correct("guild:1", number, {"publisher": "The council"})
    write(tmp_path / "docs", "a.md", f"# Bins\n\n{BINS} Not on holidays.")
    write(tmp_path / "docs", "sources.toml", '["a.md"]\npublisher = "Nobody"\nauthor = "Ann"\n')
    runs.index(file)
    assert metadata_of(runs, "a.md") == Metadata(
        title="Bins", publisher="The council", author="Ann"
    )


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ({"date": dt.date(2017, 7, 6)}, {"date": "2017-07-06"}),
        ({"date": "July 2017"}, {"date": "2017-07"}),
        ({"date": 2017}, {"date": "2017"}),
        ({"date": ""}, {"date": None}),
        ({"title": "  The\nbins "}, {"title": "The bins"}),
        ({"title": ""}, {"title": None}),
    ],
)
def test_corrections_are_stored_in_one_form(
    said: dict[str, Any], stored: dict[str, str | None]
) -> None:
    assert check_corrections(said) == stored


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            {"titel": "Bins"},
            "titel is not a field; known are title, publisher, author, date, url, licence.",
        ),
        ({"title": ["Bins"]}, "title is not a text."),
        (
            {"date": "soon"},
            "the date 'soon' is not one; write 2017-09-06, 2017-09, 2017 or 6 September 2017.",
        ),
    ],
)
def test_a_correction_that_cannot_be_used_says_why(said: dict[str, Any], message: str) -> None:
    with pytest.raises(CorrectionsError) as error:
        check_corrections(said)
    assert str(error.value) == message


def test_a_field_outside_of_a_table_is_told(tmp_path: Path) -> None:
    write(tmp_path, "sources.toml", 'title = "Bins"\n')
    with pytest.raises(CorrectionsError, match="title stands outside of a table"):
        load_corrections(tmp_path)


def test_later_corrections_go_before_earlier_ones() -> None:
    said = Metadata(title="One", author="Ann", date="2017")
    corrected = correct(said, {"title": "Two", "date": None}, {"title": "Three"})
    assert corrected == Metadata(title="Three", author="Ann")

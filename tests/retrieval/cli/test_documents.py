"""Documents from the command line: what is kept of a file, corrections, and what is gone."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

from tests.retrieval.shelf import BINS, POOL, open_library, write
from tests.retrieval.terminal import run_cli

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

PAGE = """\
Home > News > Bins

Bins go on Friday

06.07.17

Household bins are collected on Friday morning by the council from now on.

Comments

Ann Example   07/07/2017 at 13:12

Nobody told me, and I have lived here for twenty years without missing a collection.

Add your comment
"""


def records(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def index_here(docs: Path) -> None:
    """Index a folder in this process, which has loaded the model already."""
    with open_library(docs.parent) as library:
        library.index([docs])


def test_explaining_tells_of_each_line_whether_it_is_kept(tmp_path: Path) -> None:
    write(tmp_path, "page.txt", PAGE)
    done = run_cli(tmp_path, "index", "--explain", "page.txt", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    document, *lines = records(done)
    assert document["file"] == "page.txt"
    assert (document["document"]["title"], document["document"]["date"]) == (
        "Bins go on Friday",
        "2017-07-06",
    )
    assert [(line["line"], line["fate"]) for line in lines] == [
        (1, "dropped"),
        (2, "kept"),
        (3, "metadata"),
        (4, "kept"),
        (5, "dropped"),
        (6, "metadata"),
        (7, "comment"),
        (8, "dropped"),
    ]
    assert (lines[0]["text"], lines[0]["reason"]) == ("Home > News > Bins", "breadcrumb")
    assert not (tmp_path / "index").exists()


def test_people_see_kept_and_dropped_lines_side_by_side(tmp_path: Path) -> None:
    write(tmp_path, "page.txt", PAGE)
    done = run_cli(tmp_path, "index", "--explain", "page.txt", COLUMNS="200")
    lines = done.stdout.splitlines()
    assert lines[0] == "Bins go on Friday"
    assert lines[1].strip() == "publisher unknown, author unknown, date 2017-07-06, 32 words"
    kept, dropped = (lines[2].index(title) for title in ("kept", "not kept"))
    assert dropped > kept
    (breadcrumb,) = (line for line in lines if "Home > News > Bins" in line)
    assert breadcrumb.index("Home") == dropped
    assert breadcrumb.rstrip().endswith("breadcrumb")
    (prose,) = (line for line in lines if "Household bins" in line)
    assert prose.index("Household") == kept
    assert lines[-1] == "2 kept, 1 comment, 2 metadata, 3 dropped"


def test_each_file_of_an_archive_is_explained(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("bins.txt", BINS)
        archive.writestr("pool.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    found = records(run_cli(tmp_path, "index", "--explain", "all.zip", "--json"))
    assert [row["file"] for row in found] == ["all.zip/bins.txt"] * 2 + ["all.zip/pool.doc"]
    assert "pool.doc is" in found[-1]["note"]


def test_a_file_that_cannot_be_explained_says_why(tmp_path: Path) -> None:
    write(tmp_path, "empty.txt", "")
    done = run_cli(tmp_path, "index", "--explain", "empty.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: empty.txt is empty, so there is nothing to quote.\n"
    gone = run_cli(tmp_path, "index", "--explain", "gone.txt")
    assert gone.stderr == "error: gone.txt cannot be read: No such file or directory.\n"


def test_pruning_removes_what_is_gone_and_says_so(tmp_path: Path) -> None:
    file = write(tmp_path, "docs/bins.txt", BINS)
    write(tmp_path, "docs/pool.txt", POOL)
    index_here(tmp_path / "docs")
    file.unlink()
    report = records(run_cli(tmp_path, "index", "--json", "--prune", "docs"))
    assert [(row["path"], row["status"]) for row in report] == [
        ("docs/pool.txt", "unchanged"),
        (str(file), "removed"),
    ]
    sources = records(run_cli(tmp_path, "sources", "--json"))
    assert [source["path"] for source in sources] == [str(tmp_path / "docs" / "pool.txt")]


def test_a_correction_is_stored_and_shown(tmp_path: Path) -> None:
    write(tmp_path, "docs/pool.txt", POOL)
    index_here(tmp_path / "docs")
    said = ("--publisher", "Baths Department", "--date", "6 July 2017")
    (corrected,) = records(run_cli(tmp_path, "correct", "1", *said, "--json"))
    assert (corrected["publisher"], corrected["date"]) == ("Baths Department", "2017-07-06")
    plain = run_cli(tmp_path, "correct", "1", "--publisher", "", "--forget", "date")
    assert plain.stdout == "corrected: pool.txt · unknown · unknown\n"


def test_a_correction_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    write(tmp_path, "docs/pool.txt", POOL)
    index_here(tmp_path / "docs")
    wrong = run_cli(tmp_path, "correct", "1", "--date", "soon")
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("error: the date 'soon' is not one; write 2017-09-06")
    other = run_cli(tmp_path, "correct", "2", "--date", "2017")
    assert other.stderr == "error: there is no document 2 here to correct.\n"
    nothing = run_cli(tmp_path, "correct", "1")
    assert nothing.returncode == 2
    assert "say what to correct" in nothing.stderr


def test_a_files_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    write(tmp_path, "docs/a\x1b[31m.txt", "")
    done = run_cli(tmp_path, "index", "docs", COLUMNS="200")
    assert "\x1b" not in done.stdout
    assert "a\N{REPLACEMENT CHARACTER}[31m.txt" in done.stdout

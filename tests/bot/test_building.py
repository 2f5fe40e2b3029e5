"""The starter documents, read in before anyone is served."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot import building
from bot.building import build, remarks
from bot.monitoring import logs
from retrieval.ingest import FileReport, FileStatus, IndexReport
from retrieval.library import Library
from tests.bot.shelf import settings_of, write_seeds
from tests.retrieval.models import write_other_model

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Library]:
    """Return a library without documents."""
    settings = settings_of(tmp_path)
    with Library.open(settings.index, settings=settings) as library:
        yield library


def test_each_file_that_was_not_taken_or_not_wholly_has_its_line() -> None:
    report = IndexReport(
        [
            FileReport("a.pdf", FileStatus.ADDED, "page 3 has no text.", 1),
            FileReport("b.zip", FileStatus.UPDATED, "x.png is a picture.", 2),
            FileReport("c.md", FileStatus.REFUSED, "it is empty."),
            FileReport("d.md", FileStatus.FAILED, "it was being written; index it again."),
            FileReport("e.md", FileStatus.MISSING, "its file is gone, yet it is still quoted.", 1),
        ]
    )

    assert remarks(report) == [
        "added, with a note: a.pdf: page 3 has no text.",
        "updated, with a note: b.zip: x.png is a picture.",
        "left out: c.md: it is empty.",
        "not read this time; the next start tries again: d.md: it was being written; index it again.",
        "missing: e.md: its file is gone, yet it is still quoted.",
    ]


def test_nothing_is_said_of_files_that_need_nobody() -> None:
    report = IndexReport(
        [
            FileReport("a.md", FileStatus.ADDED, documents=1),
            FileReport("b.md", FileStatus.UPDATED, documents=1),
            FileReport("c.md", FileStatus.UNCHANGED, "moved from d.md", 1),
            FileReport("e.md", FileStatus.DUPLICATE, "the same text is in the library as a.md"),
            FileReport("f.md", FileStatus.REMOVED, "its file is gone"),
        ]
    )

    assert remarks(report) == []


def test_a_file_name_cannot_write_to_the_terminal() -> None:
    report = IndexReport([FileReport("a\x1b[2J\nleft out: b", FileStatus.REFUSED, "no\x07.")])

    assert remarks(report) == ["left out: a[2J left out: b: no."]


@pytest.mark.usefixtures("own_log")
def test_what_is_left_out_is_told_at_every_start(
    empty: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("WARNING")
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n")

    for _ in range(2):
        build(empty, seeds)
        # A bar stands above it where the run takes long enough.
        told = [line for line in capsys.readouterr().err.splitlines() if "picture" in line]

        why = "picture.txt is a picture (PNG); add the text as a document instead."
        assert told == [f"left out: {seeds}/picture.txt: {why}"]


@pytest.mark.usefixtures("own_log")
def test_a_model_that_nothing_was_fitted_for_is_told_at_every_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("WARNING")
    other = write_other_model(tmp_path / "other")
    settings = settings_of(tmp_path).model_copy(update={"model": str(other)})
    with Library.open(settings.index, settings=settings) as library:
        for _ in range(2):
            build(library, tmp_path / "none")

            first, _rest = capsys.readouterr().err.split("\n", 1)
            assert first == library.warnings()[0]


@pytest.mark.usefixtures("own_log")
def test_a_folder_that_is_not_there_is_told(
    empty: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("WARNING")
    build(empty, tmp_path / "none")

    assert capsys.readouterr().err == (
        f"There is no folder {tmp_path}/none; no starter documents are added.\n"
    )


@pytest.mark.usefixtures("own_log")
def test_no_bar_stands_between_lines_for_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(building, "_SHOW_AFTER", 0.0)
    settings = settings_of(tmp_path)
    write_seeds(tmp_path)
    logs.configure("WARNING", form="json")

    for bar in (True, False):
        with Library.open(tmp_path / str(bar), settings=settings) as library:
            build(library, settings.seeds, bar=bar)
        assert bool(capsys.readouterr().err) is bar


@pytest.mark.usefixtures("own_log")
def test_without_a_bar_the_log_says_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_of(tmp_path)
    write_seeds(tmp_path)
    logs.configure("INFO", form="json")

    told = {}
    for every in (0.0, 1000.0):
        monkeypatch.setattr(building, "_SHOW_AFTER", 0.0)
        monkeypatch.setattr(building, "_SAY_EVERY", every)
        with Library.open(tmp_path / str(every), settings=settings) as library:
            build(library, settings.seeds, bar=False)
        lines = map(json.loads, capsys.readouterr().err.splitlines())
        told[every] = [line for line in lines if line["event"] == "building the library"]
    assert len(told[0.0]) > 1
    assert all(0 <= line["done"] <= line["total"] for line in told[0.0])
    assert any(line["what"] for line in told[0.0])
    assert len(told[1000.0]) == 1

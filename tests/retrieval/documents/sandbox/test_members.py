"""Archives: whatever one member does costs only that member."""

from __future__ import annotations

import dataclasses
import os
import signal
import threading

import pytest

from retrieval.documents.contents import FileContents
from retrieval.documents.sandbox.members import ArchiveLimits, read_members
from retrieval.documents.sandbox.parser import Parser, ParsingLimits
from retrieval.documents.zips import ZipLimits
from retrieval.domain import Block, BlockKind, Metadata, ReadDocument
from retrieval.errors import TryAgainError, UnreadableDocumentError
from tests.retrieval.documents.sandbox.misbehaving import HARMLESS
from tests.retrieval.documents.zip_files import zipped

READER = "tests.retrieval.documents.sandbox.misbehaving:read"
LIMITS = ParsingLimits(seconds=1, memory=300_000_000, output_characters=100_000)


def archive(*deeds: str) -> bytes:
    """Return an archive of deeds."""
    return "\n".join(("archive", *deeds)).encode()


def taken(number: int) -> FileContents:
    """Return what a member holds that does nothing."""
    return dataclasses.replace(HARMLESS, lines=(), member=f"{number}.txt")


def outcomes(parser: Parser, *deeds: str) -> list[str]:
    """Return for each member after a harmless one and before another why it was refused."""
    first, *others, last = parser.read(archive("do_nothing", *deeds, "do_nothing"), "a.zip")
    assert (first, last) == (taken(0), taken(len(deeds) + 1))
    return [other.refused for other in others]


@pytest.mark.parametrize(
    ("deed", "refused"),
    [
        (
            "loop",
            (
                "1.txt took more than 1 seconds to read; "
                "split it or save it as plain text, and add it again."
            ),
        ),
        (
            "take_memory 3000000000",
            (
                "1.txt took more than 300 MB of memory to read; "
                "split it or save it as plain text, and add it again."
            ),
        ),
        (
            "fail the divisor is 0",
            (
                "1.txt could not be read because the reader failed at it (ZeroDivisionError); "
                "save it as plain text, and add it again."
            ),
        ),
        ("refuse 1.txt is encrypted.", "1.txt is encrypted."),
        ("crash", "1.txt made its parser crash; save it as plain text, and add it again."),
        ("lies", "1.txt made its parser crash; save it as plain text, and add it again."),
        ("other_member", "1.txt made its parser crash; save it as plain text, and add it again."),
        (
            "long_text 100001",
            "1.txt holds more than 100,000 characters of text; split it, and add the parts.",
        ),
    ],
)
def test_a_bad_member_costs_only_itself(deed: str, refused: str) -> None:
    with Parser(LIMITS, reader=READER) as parser:
        assert outcomes(parser, deed) == [refused]


def test_one_process_reads_all_members_unless_it_is_lost() -> None:
    with Parser(LIMITS, reader=READER) as parser:
        members = parser.read(archive("process", "process", "crash", "process", "process"), "a.zip")
    first, second, third, fourth = (
        member.documents[0].text for member in members if member.documents
    )
    assert first == second != third == fourth


def test_a_worker_with_its_share_of_files_is_replaced_within_an_archive() -> None:
    with Parser(LIMITS, reader=READER, files_per_worker=2) as parser:
        members = parser.read(archive("process", "process", "process"), "a.zip")
    assert len({member.documents[0].text for member in members}) == 3


def test_a_parser_that_is_killed_from_outside_means_try_the_whole_archive_again() -> None:
    with Parser(dataclasses.replace(LIMITS, seconds=20), reader=READER) as parser:
        pid = int(parser.read(b"process", "a.txt")[0].documents[0].text)
        killer = threading.Timer(0.3, os.kill, (pid, signal.SIGKILL))
        killer.start()
        with pytest.raises(TryAgainError):
            parser.read(archive("do_nothing", "sleep 20", "do_nothing"), "a.zip")
        killer.join()


def test_a_real_archive_is_read_and_its_lines_are_accounted_for() -> None:
    content = zipped({"a.md": "# Bins\n\nMondays.\n", "b.bin": b"\x7fELF" + bytes(100)})
    with Parser() as parser:
        first, second = parser.read(content, "a.zip", explain=True)
    assert (first.member, first.documents[0].text) == ("a.md", "Bins\n\nMondays.")
    assert [line.text for line in first.lines] == ["# Bins", "Mondays."]
    assert (second.member, second.documents) == ("b.bin", ())


def test_all_members_that_an_archive_may_have_can_be_asked_for() -> None:
    paths = [f"{number}.txt" for number in range(ZipLimits().entries)]
    with Parser() as parser:
        found = parser.read(zipped(dict.fromkeys(paths, "Bins are emptied.")), "a.zip")
    assert [contents.member for contents in found] == paths


# What they may take together


def holding(path: str, characters: int, blocks: int = 1) -> FileContents:
    """Return what a member holds."""
    made = (Block(BlockKind.PARAGRAPH, 0, 1),) * blocks
    return FileContents((ReadDocument("x" * characters, made, Metadata(), "text"),), member=path)


def test_what_is_too_much_for_the_archive_is_left_out_and_smaller_ones_are_not() -> None:
    sizes = [(60, 1), (50, 1), (40, 9), (0, 1), (0, 1)]
    limits = ArchiveLimits(60, characters=100, blocks=10)
    found = read_members(
        "a.zip", "abcde", limits, lambda number, path, _: holding(path, *sizes[number])
    )
    assert [contents.refused for contents in found] == [
        "",
        (
            "b was left out because a.zip holds more than 100 characters of text; "
            "split it, and add the parts."
        ),
        "",
        (
            "d was left out because a.zip holds more than 10 paragraphs, rows and headings; "
            "split it, and add the parts."
        ),
        (
            "e was left out because a.zip holds more than 10 paragraphs, rows and headings; "
            "split it, and add the parts."
        ),
    ]


def test_members_that_the_time_of_the_archive_does_not_reach_are_refused() -> None:
    with Parser(dataclasses.replace(LIMITS, archive_seconds=0.5), reader=READER) as parser:
        first, *others = parser.read(archive("do_nothing", "loop", "do_nothing"), "a.zip")
    assert first == taken(0)
    assert [other.refused for other in others] == [
        f"{path} was not read because a.zip took more than 0.5 seconds; "
        "split it, and add the parts."
        for path in ("1.txt", "2.txt")
    ]


def test_an_error_that_is_no_refusal_ends_it_all() -> None:
    def ask(_number: int, path: str, _seconds: float) -> FileContents:
        raise TryAgainError(path)

    with pytest.raises(TryAgainError):
        read_members("a.zip", ["a"], ArchiveLimits(), ask)


def test_each_member_is_told_how_much_time_is_left() -> None:
    told: list[float] = []

    def ask(_number: int, _path: str, seconds: float) -> FileContents:
        told.append(seconds)
        raise UnreadableDocumentError("no")

    read_members("a.zip", ["a", "b"], ArchiveLimits(seconds=60), ask)
    assert 59 < told[1] < told[0] <= 60

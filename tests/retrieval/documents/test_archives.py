"""Archives: what is taken from them, and what they cannot do."""

from __future__ import annotations

import binascii
import io
import random
import struct
import zipfile

import pytest

from retrieval.documents.archives import LIMITS, Archive, Member, shown_path
from retrieval.documents.zips import ZipLimits
from retrieval.errors import UnreadableDocumentError
from tests.retrieval.documents.zip_files import (
    encrypted,
    overlapping,
    patched,
    with_method,
    with_name,
    with_size,
    with_wrong_checksum,
    zipped,
)

SMALL = ZipLimits(
    entries=3, total_bytes=3_000_000, member_bytes=2_000_000, ratio=10, ratio_from_bytes=1_000
)
NOISE = random.Random(1).randbytes


def members(content: bytes, name: str, limits: ZipLimits = LIMITS) -> list[Member]:
    archive = Archive(content, name, limits)
    return [archive.member(number) for number in range(len(archive.paths))]


def paths(content: bytes) -> list[str]:
    return [member.path for member in members(content, "a.zip")]


def refusal(content: bytes, limits: ZipLimits = SMALL) -> str:
    with pytest.raises(UnreadableDocumentError) as caught:
        members(content, "a.zip", limits)
    return str(caught.value)


def test_files_come_in_the_archives_order_without_folders_and_hidden_files() -> None:
    content = zipped(
        {
            "z.txt": "Z",
            "folder/": "",
            "folder/a.txt": "A",
            "__MACOSX/._z.txt": "x",
            ".DS_Store": "x",
            "folder/.hidden/b.txt": "x",
            "folder/Thumbs.db": "x",
        }
    )
    assert members(content, "a.zip") == [Member("z.txt", b"Z"), Member("folder/a.txt", b"A")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("/etc/passwd", "etc/passwd"),
        ("../../etc/passwd", "etc/passwd"),
        ("a/../../b.txt", "a/b.txt"),
        ("C:\\Users\\plan.txt", "Users/plan.txt"),
        ("..\\plan.txt", "plan.txt"),
        ("\\\\server\\share\\plan.txt", "server/share/plan.txt"),
        ("pl\x1ban\r\n.txt", "plan.txt"),
        ("plan\u202etxt.exe", "plantxt.exe"),
        ("a//./b.txt", "a/b.txt"),
        ("../..", "member 7"),
        ("x" * 300 + ".txt", "x" * 196 + ".txt"),
    ],
    ids=ascii,
)
def test_a_path_is_shown_without_what_leads_out_of_the_archive(name: str, shown: str) -> None:
    assert shown_path(name, 7) == shown


def test_a_member_with_a_path_that_leads_out_is_read_under_a_harmless_one() -> None:
    assert members(zipped({"../../plan.txt": "Text."}), "a.zip") == [Member("plan.txt", b"Text.")]


def test_members_of_one_name_get_paths_of_their_own() -> None:
    content = zipped({"a/plan.md": "1", "/a/plan.md": "2", "a/PLAN.md": "3", "b": "4", "./b": "5"})
    assert paths(content) == ["a/plan.md", "a/plan (2).md", "a/PLAN (3).md", "b", "b (2)"]


def test_two_entries_under_the_very_same_name_are_both_read() -> None:
    content = with_name(zipped({"a.txt": "first", "b.txt": "second"}), b"b.txt", b"a.txt")
    assert members(content, "a.zip") == [
        Member("a.txt", b"first"),
        Member("a (2).txt", b"second"),
    ]


def test_names_are_read_in_the_encoding_that_they_are_in() -> None:
    flagged = zipped({"caf\u00e9.txt": "x"})
    assert paths(flagged) == ["caf\u00e9.txt"]
    unflagged = with_name(zipped({"cafXX.txt": "x"}), b"cafXX", "caf\u00e9".encode())
    assert paths(unflagged) == ["caf\u00e9.txt"]
    dos = with_name(zipped({"cafX.txt": "x"}), b"cafX", "caf\u00e9".encode("cp437"))
    assert paths(dos) == ["caf\u00e9.txt"]


def test_a_name_may_stand_in_the_extra_field_of_info_zip() -> None:
    info = zipfile.ZipInfo("plan.txt")
    name = "pl\u00e4ne.txt".encode()
    field = struct.pack("<BI", 1, binascii.crc32(b"plan.txt")) + name
    info.extra = struct.pack("<HH", 0x7075, len(field)) + field
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(info, "x")
    assert paths(target.getvalue()) == ["pl\u00e4ne.txt"]


def test_too_many_entries_are_refused() -> None:
    assert len(paths(zipped({f"{n}.txt": "x" for n in range(1_000)}))) == 1_000
    content = zipped({f"{n}.txt": "x" for n in range(1_001)})
    assert refusal(content, ZipLimits()) == (
        "a.zip holds more than 1,000 files; split it into smaller ones and add those."
    )


def test_a_table_of_very_many_entries_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert refusal(b"PK\x05\x06" + b"PK\x01\x02" * 301).startswith("a.zip holds more than 3 files")


def test_more_bytes_in_all_than_the_limit_are_refused() -> None:
    content = zipped({name: NOISE(1_500_000) for name in "ab"})
    assert len(members(content, "a.zip", SMALL)) == 2
    content = zipped({"a": NOISE(1_500_000), "b": NOISE(1_500_001)})
    assert refusal(content) == (
        "a.zip unpacks to more than 3 MB; split it into smaller files and add those."
    )


def test_a_member_above_its_limit_costs_only_itself() -> None:
    content = zipped({"large.txt": NOISE(2_000_001), "b.txt": "Text."})
    assert members(content, "a.zip", SMALL) == [
        Member("large.txt", problem="unpacks to more than 2 MB; add a smaller file"),
        Member("b.txt", b"Text."),
    ]


def test_a_member_that_unpacks_to_a_multiple_of_itself_costs_only_itself() -> None:
    content = zipped({"zeros.txt": bytes(100_000), "short.txt": bytes(1_000), "b.txt": "Text."})
    assert members(content, "a.zip", SMALL) == [
        Member(
            "zeros.txt",
            problem="unpacks to more than 10 times its size, so it is not safe to unpack",
        ),
        Member("short.txt", bytes(1_000)),
        Member("b.txt", b"Text."),
    ]


def test_zeros_by_the_megabyte_are_stopped_by_the_ordinary_limits() -> None:
    (member,) = members(zipped({"zeros.txt": bytes(50_000_000)}), "a.zip")
    assert member.problem == (
        "unpacks to more than 200 times its size, so it is not safe to unpack"
    )


DAMAGED = "is damaged; make the ZIP file anew"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (encrypted(zipped({"a.txt": "Text."})), "is protected by a password; add it without one"),
        (
            zipped({"a.txt": "Text."}, zipfile.ZIP_LZMA),
            "is packed in a way that cannot be read; pack it with ordinary ZIP",
        ),
        (
            with_method(zipped({"a.txt": "Text."}), 9),
            "is packed in a way that cannot be read; pack it with ordinary ZIP",
        ),
        (with_wrong_checksum(zipped({"a.txt": "Text."})), DAMAGED),
        (with_size(zipped({"a.txt": "Text. " * 50}), 10), DAMAGED),
        (with_size(zipped({"a.txt": "Text. " * 50}), 1_000), DAMAGED),
        (zipped({"a.txt": b"Text. " * 50}).replace(b"a.txt\x0bI", b"a.txt\xffI"), DAMAGED),
        (zipped({"a.txt": "Text."}).replace(b"PK\x03\x04", b"PK\x03\x05"), DAMAGED),
    ],
    ids=[
        "password",
        "lzma",
        "deflate64",
        "checksum",
        "size too small",
        "size too large",
        "bytes",
        "header",
    ],
)
def test_a_broken_member_is_told_with_the_reason(content: bytes, problem: str) -> None:
    assert members(content, "a.zip") == [Member("a.txt", problem=problem)]


def test_sizes_are_counted_rather_than_believed() -> None:
    """A member of 300 kB that claims 5 bytes is stopped, whatever its header says."""
    content = with_size(zipped({"a.txt": NOISE(300_000)}, zipfile.ZIP_STORED), 5)
    (member,) = members(content, "a.zip")
    assert member == Member("a.txt", problem=DAMAGED)


def test_members_that_overlap_are_refused() -> None:
    assert refusal(overlapping("a.txt", "b.txt", b"Text.")) == (
        "a.zip is a ZIP file whose members overlap, so it is not safe to unpack; "
        "make it anew and add it again."
    )


def test_a_member_that_reaches_into_the_table_is_refused() -> None:
    content = patched(
        zipped({"a.txt": "Text."}, zipfile.ZIP_STORED), central=20, local=18, form="<I", value=60
    )
    assert "members overlap" in refusal(content)


@pytest.mark.parametrize(
    "content",
    [
        zipped({"a.txt": "Text. " * 50})[:-30],
        zipped({"a.txt": "Text."})[:40],
        b"PK\x03\x04",
        zipped({"a.txt": "x"}).replace(b"PK\x01\x02", b"PK\x01\x00"),
        patched(zipped({"a.txt": "x"}), central=6, local=-1, form="<H", value=900),
    ],
    ids=["end", "head", "magic", "table", "version"],
)
def test_a_damaged_archive_is_refused_with_what_to_do(content: bytes) -> None:
    assert refusal(content) == "a.zip is a damaged ZIP file; make it anew and add it again."

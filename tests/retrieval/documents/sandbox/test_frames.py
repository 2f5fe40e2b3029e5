"""What passes between the library and its parser, and what is not believed."""

from __future__ import annotations

import io

import pytest

from retrieval.documents.contents import Fate, FileContents, Line
from retrieval.documents.sandbox import frames
from retrieval.documents.sandbox.frames import FrameError, Kind
from retrieval.domain import Block, BlockKind, Comment, Metadata, ReadDocument

TEXT = "Bins’ day\n\n\U0001f600 | two"
BLOCKS = (
    Block(BlockKind.HEADING, 0, 9, level=1, page=1),
    Block(BlockKind.TABLE_ROW, 11, 18, level=1, page=2, comment=Comment("A. Author", "2017-09")),
)
CONTENTS = (
    FileContents(
        (ReadDocument(TEXT, BLOCKS, Metadata(title="Bins", cites=("a", "b")), "PDF"),),
        (Line("Bins’ day", Fate.KEPT), Line("Home", Fate.DROPPED, "menu")),
        ("page 3 has no text",),
    ),
    FileContents((), member="a/b.exe", refused="a/b.exe is a program."),
    FileContents((), member="a/sources.toml", notes=("not read",)),
)


def document(*blocks: tuple[int, int], level: int = 0, page: int | None = None) -> FileContents:
    """Return the contents of a file of ten characters with blocks at some offsets."""
    made = tuple(Block(BlockKind.PARAGRAPH, *span, level, page) for span in blocks)
    return FileContents((ReadDocument("0123456789", made, Metadata(), "text"),))


def test_what_a_file_holds_arrives_as_it_was_sent() -> None:
    assert frames.unpack_contents(frames.pack_contents(CONTENTS)) == CONTENTS


def test_a_name_arrives_as_it_was_sent_even_if_it_is_not_unicode() -> None:
    request = frames.Request("a\udcff\n’.pdf", explain=True)
    assert frames.unpack_request(frames.pack_request(request)) == request


def test_frames_follow_one_another_until_the_pipe_is_closed() -> None:
    stream = io.BytesIO()
    frames.write_frame(stream, Kind.REQUEST, b"name")
    frames.write_frame(stream, Kind.CONTENT, b"")
    stream.seek(0)
    assert frames.read_frame(stream) == (Kind.REQUEST, b"name")
    assert frames.read_frame(stream) == (Kind.CONTENT, b"")
    assert frames.read_frame(stream) is None


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        (b"+\0\0", "a frame is cut off"),
        (b"+\0\0\0\0\0\0\0\x04abc", "a frame is cut off"),
        (b"x\0\0\0\0\0\0\0\x01a", "there is no frame of kind b'x'"),
        (b"+\x10\0\0\0\0\0\0\0", f"a frame of {2**60} bytes is larger than 1000"),
    ],
)
def test_what_is_no_frame_is_not_taken_for_one(sent: bytes, fault: str) -> None:
    with pytest.raises(FrameError) as error:
        frames.read_frame(io.BytesIO(sent), 1000)
    assert str(error.value) == fault


@pytest.mark.parametrize(
    ("contents", "fault"),
    [
        ((), "nothing was read and nothing was refused"),
        ((FileContents(()),), "the file was neither taken nor refused"),
        (
            (FileContents(CONTENTS[0].documents, refused="no"),),
            "the file was both taken and refused",
        ),
        ((document((0, 11)),), "a block from 0 to 11 lies outside its text"),
        ((document((-1, 5)),), "a block from -1 to 5 lies outside its text"),
        ((document((5, 5)),), "a block from 5 to 5 lies outside its text"),
        ((document((0, 5), (4, 6)),), "the block at 4 starts inside the one before it"),
        ((document((0, 5), level=-1),), "a block has level -1 on page None"),
        ((document((0, 5), page=0),), "a block has level 0 on page 0"),
    ],
)
def test_contents_that_do_not_hold_together_are_not_believed(
    contents: tuple[FileContents, ...], fault: str
) -> None:
    with pytest.raises(FrameError) as error:
        frames.unpack_contents(frames.pack_contents(contents))
    assert str(error.value) == fault


@pytest.mark.parametrize(
    ("payload", "fault"),
    [
        (b"no JSON", "the answer: Invalid JSON: expected ident at line 1 column 2"),
        (b'[{"documents":[],"more":1}]', "0.more: Unexpected keyword argument"),
        (b'[{"documents":[],"notes":[1]}]', "0.notes.0: Input should be a valid string"),
        (b"[" * 10_000, "the answer: Invalid JSON: recursion limit exceeded at line 1 column 202"),
    ],
)
def test_json_of_another_form_is_not_believed(payload: bytes, fault: str) -> None:
    with pytest.raises(FrameError) as error:
        frames.unpack_contents(payload)
    assert str(error.value) == fault


def test_a_message_is_cut_and_a_longer_one_is_not_believed() -> None:
    assert frames.unpack_message(frames.pack_message("x" * 5000)) == "x" * 2000
    with pytest.raises(FrameError):
        frames.unpack_message(b"x" * 2001)


def test_the_paths_of_members_arrive_as_they_were_sent() -> None:
    paths = ("a/b.txt", "pläne \U0001f600.md")
    assert frames.unpack_paths(frames.pack_paths(paths)) == paths


@pytest.mark.parametrize(
    "paths", [(), ("a", "a"), ("",), ("x" * 251,), tuple(map(str, range(1_001)))], ids=len
)
def test_paths_that_cannot_be_those_of_an_archive_are_not_believed(paths: tuple[str, ...]) -> None:
    with pytest.raises(FrameError):
        frames.unpack_paths(frames.pack_paths(paths))


def test_blocks_are_counted_before_they_are_unpacked_whatever_the_text_says() -> None:
    text = '"start":' * 200_001
    blocks = (Block(BlockKind.PARAGRAPH, 0, len(text)),)
    contents = (FileContents((ReadDocument(text, blocks, Metadata(), "text"),)),)
    assert frames.unpack_contents(frames.pack_contents(contents)) == contents
    with pytest.raises(FrameError) as error:
        frames.unpack_contents(b'[{"start":0},' * 200_001)
    assert str(error.value) == "more than 200000 blocks"


@pytest.mark.parametrize(
    "metadata", [Metadata(title="x" * 301), Metadata(url="x" * 2_001), Metadata(cites=("x",) * 101)]
)
def test_metadata_without_end_is_not_believed(metadata: Metadata) -> None:
    with pytest.raises(FrameError) as error:
        frames.unpack_contents(
            frames.pack_contents((FileContents((ReadDocument("text", (), metadata, "text"),)),))
        )
    assert str(error.value) == "the file has metadata without end"

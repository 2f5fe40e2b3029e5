"""Which reader takes which file, and what is refused."""

from __future__ import annotations

import pytest

from retrieval.documents import READERS, read
from retrieval.errors import UnreadableDocumentError, UserFacingError


@pytest.mark.parametrize(
    ("name", "format_"),
    [("a.md", "markdown"), ("a.markdown", "markdown"), ("A.MD", "markdown"), ("a.txt", "text")],
)
def test_the_extension_chooses_the_reader(name: str, format_: str) -> None:
    document = read(b"# Bins\n\nThey are *collected*.", name)
    assert document.format == format_
    assert ("*" in document.text) == (format_ == "text")


@pytest.mark.parametrize(
    ("name", "what"),
    [("plan.docx", ".docx"), ("archive.txt.gz", ".gz"), ("README", "a file without an extension")],
)
def test_a_format_without_a_reader_is_refused_with_what_to_do(name: str, what: str) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read(b"Text.", name)
    assert str(caught.value) == (
        f"{name}: {what} cannot be read; save it as one of .markdown, .md, .txt and add it again."
    )
    assert isinstance(caught.value, UserFacingError)


@pytest.mark.parametrize(
    "content", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"...\n---\n", b"\xff\xfe"]
)
@pytest.mark.parametrize("extension", sorted(READERS))
def test_a_file_without_a_word_is_refused(content: bytes, extension: str) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read(content, f"empty{extension}")
    assert str(caught.value) == (
        f"empty{extension} has no text in it, so there is nothing to quote."
    )

"""Bytes become text without loss, or the file is refused."""

from __future__ import annotations

import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.documents.decoding import decode
from retrieval.errors import UnreadableDocumentError
from tests.retrieval.texts import steady

POLICY = "The council\u2019s \u201cplan\u201d costs \u00a35 \u2013 na\u00efve caf\u00e9 r\u00e9sum\u00e9s."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_each_usual_encoding_gives_the_same_text(encoding: str) -> None:
    text = f"{POLICY} It was published in March and applies to everybody who lives here."
    assert decode(text.encode(encoding), "plan.txt") == text


def test_other_code_pages_are_found_too() -> None:
    text = (
        "\u0421\u043e\u0432\u0435\u0442 \u043f\u0440\u0438\u043d\u044f\u043b \u043f\u043b\u0430\u043d. \u041e\u043d \u043a\u0430\u0441\u0430\u0435\u0442\u0441\u044f \u0432\u0441\u0435\u0445 \u0436\u0438\u0442\u0435\u043b\u0435\u0439 \u0433\u043e\u0440\u043e\u0434\u0430."
        * 4
    )
    assert decode(text.encode("cp1251"), "plan.txt") == text


def test_one_accent_is_enough_to_tell_western_europe() -> None:
    assert decode("caf\u00e9".encode("latin-1"), "a.txt") == "caf\u00e9"


@pytest.mark.parametrize(
    "end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"], ids=repr
)
def test_every_kind_of_line_end_becomes_a_line_feed(end: str) -> None:
    assert decode(f"one{end}two".encode(), "a.txt") == "one\ntwo"


def test_what_cannot_be_stored_or_shown_is_left_out() -> None:
    assert decode("a\x01b\x07c\x1bd\x7fe\x9ff\ufeffg\uffffh\tj".encode(), "a.txt") == "abcdefgh\tj"


def test_zero_width_and_right_to_left_characters_stay() -> None:
    text = "a\u200bb\u200d\u202e\u05e9\u05dc\u05d5\u05dd\u202c"
    assert decode(text.encode(), "a.txt") == text


def test_an_empty_file_is_an_empty_text() -> None:
    assert decode(b"", "a.txt") == ""


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + zlib.compress(random.Random(1).randbytes(3000)),
        b"\x7fELF\x02\x01\x01" + random.Random(2).randbytes(3000),
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + zlib.compress(b"policy " * 500),
        b"%PDF-1.4\n" + zlib.compress(random.Random(3).randbytes(2000)),
        random.Random(4).randbytes(500),
    ],
    ids=["png", "elf", "zip", "pdf", "noise"],
)
def test_binary_files_are_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        decode(content, "plan.txt")
    assert str(caught.value) == (
        "plan.txt is not a text file in any known encoding; save it as UTF-8 text."
    )


@steady
@given(st.text())
def test_utf_8_keeps_every_storable_character(text: str) -> None:
    """Text without control characters comes back as it is, and what comes back is stable."""
    decoded = decode(text.encode(), "a.txt")
    assert decode(decoded.encode(), "a.txt") == decoded
    assert "\r" not in decoded
    assert "\x00" not in decoded


@steady
@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    try:
        text = decode(content, "a.txt")
    except UnreadableDocumentError:
        return
    assert text.encode().decode() == text

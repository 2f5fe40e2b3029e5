"""The largest files that people have are read within the default limits."""

from __future__ import annotations

import time

from retrieval.documents import Parser

PARAGRAPH = (
    "Section {number} says that the council looks after the bins of ward {number}, that it empties "
    "them on the first Monday of each month, and that whoever finds one full may ask for another. "
    "The rule was made in year {number} and has been in force since then, whatever others say.\n\n"
)
FIFTY_MB = 50_000_000
LIMIT_S = 110
"""Under the parser's own limit of 120, on a machine that other tests use too."""


def test_fifty_megabytes_of_text_are_one_document() -> None:
    count = FIFTY_MB // len(PARAGRAPH.format(number=123_456))
    text = "".join(PARAGRAPH.format(number=number) for number in range(100_000, 100_000 + count))
    began = time.monotonic()
    with Parser() as parser:
        (contents,) = parser.read(text.encode(), "rules.txt")
    assert time.monotonic() - began < LIMIT_S
    (document,) = contents.documents
    assert len(document.blocks) == count
    assert document.text == text.strip()

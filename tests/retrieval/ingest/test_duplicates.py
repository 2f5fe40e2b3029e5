"""Documents that say nearly the same are found, and no others."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from retrieval.ingest.duplicates import Signatures, signature
from tests.retrieval.shelf import write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.retrieval.ingest.runs import Runs

WORDS = [f"word{number}" for number in range(500)]


def text_of(seed: int, length: int = 400) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def with_changes(text: str, count: int) -> str:
    words = text.split()
    for place in range(count):
        words[place * len(words) // count] = "changed"
    return " ".join(words)


def test_nearly_the_same_text_is_found_with_how_near_it_is() -> None:
    text = text_of(1)
    others = {1: signature(with_changes(text, 4)), 2: signature(text_of(2)), 3: b""}
    near = Signatures(others).near(signature(text))
    assert set(near) == {1}
    assert 0.8 < near[1] < 1


def test_capitals_and_punctuation_do_not_tell_texts_apart() -> None:
    text = text_of(1)
    assert signature(text.upper().replace(" ", ", ")) == signature(text)


def test_a_text_that_shares_a_third_is_another_text() -> None:
    text = text_of(1)
    assert (
        Signatures({1: signature(text[: len(text) // 3] + text_of(3))}).near(signature(text)) == {}
    )


def test_a_very_short_text_is_not_compared() -> None:
    assert signature("Bins are collected on Monday.") == b""
    assert Signatures({1: signature(text_of(1))}).near(b"") == {}


def test_a_long_text_is_compared_in_parts() -> None:
    """More runs of words than are hashed at once."""
    text = text_of(4, length=25_000)
    assert Signatures({1: signature(with_changes(text, 40))}).near(signature(text)) != {}


def test_near_duplicates_are_added_and_linked_and_versions_are_not(
    runs: Runs, tmp_path: Path
) -> None:
    text = text_of(1)
    write(tmp_path / "docs", "a.txt", f"{text}.")
    write(tmp_path / "docs", "b.txt", f"{with_changes(text, 4)}.")
    assert len(runs.index(tmp_path / "docs").added) == 2
    one, two = (file.documents[0] for file in runs.stores.files.all("guild:1"))
    document = runs.stores.documents.get(["guild:1"], one)
    assert document is not None
    assert document.near == {two}
    write(tmp_path / "docs", "a.txt", f"{with_changes(text, 3)}.")
    runs.index(tmp_path / "docs")
    one, two = (file.documents[0] for file in runs.stores.files.all("guild:1"))
    document = runs.stores.documents.get(["guild:1"], one)
    assert document is not None
    assert document.near == {two}

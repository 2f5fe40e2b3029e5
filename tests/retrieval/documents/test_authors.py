"""Authors that file properties name."""

from __future__ import annotations

import pytest

from retrieval.documents.authors import author_named


@pytest.mark.parametrize("text", ["Kate Lowe", "O'Neill", "bell hooks", "JSmith Ltd", "DfE"])
def test_a_name_is_an_author(text: str) -> None:
    assert author_named(f" {text} ") == text


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "jsmith",
        "j.smith2",
        "COUNCIL\\jsmith",
        "admin",
        "Windows User",
        "12",
        "python-docx",
        "Microsoft Office User",
        "(anonymous)",
        "LibreOffice 7.4",
    ],
)
def test_what_programs_and_accounts_are_called_is_nobody(text: str | None) -> None:
    assert author_named(text) is None

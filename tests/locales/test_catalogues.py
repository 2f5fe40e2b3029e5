"""Catalogues have all that the code says, and nothing that would be shown wrongly."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Catalog

from bot.language.translation import FOLDER, read_catalogue
from tests.locales.catalogues import DOMAINS, begin, committed, flaws, is_offered, texts, update

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUES = list(committed())


@pytest.mark.parametrize(
    ("language", "domain"), CATALOGUES, ids=[f"{each.name}-{domain}" for each, domain in CATALOGUES]
)
def test_a_catalogue_has_all_texts_and_no_others(language: Path, domain: str) -> None:
    """Where it fails, ``python -m tests.locales`` enters what is new; then translate it."""
    assert flaws(read_catalogue(language, domain), DOMAINS[domain]()) == []


def test_welsh_is_there_with_its_six_plurals() -> None:
    assert (FOLDER / "cy", "bot") in CATALOGUES
    assert read_catalogue(FOLDER / "cy", "bot").num_plurals == 6


def test_texts_are_found_wherever_they_stand() -> None:
    found = texts()

    assert "The documents here do not answer this question." in found
    assert ("{count} document", "{count} documents") in found
    assert "{name} is empty, so there is nothing to quote." in found
    assert "How long is it?" not in found


@pytest.mark.parametrize(
    ("translation", "flaw"),
    [
        ("Arhoswch {seconds} eiliad: `/ask`.", None),
        ("", "not translated"),
        ("Arhoswch: `/ask`.", "other places"),
        ("Arhoswch {eiliad} eiliad: `/ask`.", "other places"),
        ("Arhoswch {seconds} eiliad: `/gofyn`.", "other commands"),
    ],
)
def test_a_flaw_is_found(translation: str, flaw: str | None) -> None:
    text = "Wait {seconds} seconds: `/ask`."
    wanted, catalogue = Catalog(), Catalog(locale="cy")
    wanted.add(text)
    catalogue.add(text, translation)

    assert flaws(catalogue, wanted) == ([] if flaw is None else [f"{flaw}: {text}"])


def test_what_is_fuzzy_missing_or_left_over_is_found() -> None:
    wanted, catalogue = Catalog(), Catalog(locale="cy")
    for text in ("fuzzy", "missing"):
        wanted.add(text)
    wanted.add(("{count} file", "{count} files"))
    catalogue.add("fuzzy", "niwlog", flags=["fuzzy"])
    catalogue.add("left over", "dros ben")
    catalogue.add(("{count} file", "{count} files"), ("{count} ffeil", "ffeil"))

    assert flaws(catalogue, wanted) == [
        "not certain: fuzzy",
        "missing: missing",
        "other places: {count} file",
        "2 plurals instead of 5: {count} file",
        "not used any more: left over",
    ]


def test_bringing_up_to_date_what_is_up_to_date_changes_nothing(tmp_path: Path) -> None:
    language = shutil.copytree(FOLDER / "cy", tmp_path / "cy")
    # The head tells the version of Babel besides.
    _, _, before = (
        (language / "LC_MESSAGES" / "bot.po").read_text(encoding="utf-8").partition("\n\n")
    )

    update(language, "bot")

    _, _, after = (
        (language / "LC_MESSAGES" / "bot.po").read_text(encoding="utf-8").partition("\n\n")
    )
    assert before
    assert after == before


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_language_is_begun_with_all_texts_to_be_translated(domain: str, tmp_path: Path) -> None:
    wanted = DOMAINS[domain]()
    begin(tmp_path / "de", domain)
    begun = read_catalogue(tmp_path / "de", domain)

    assert len(begun) == len(wanted) > 100
    assert flaws(begun, wanted)[0].startswith("not translated: ")
    assert begun.num_plurals == 2


def test_only_languages_that_discord_offers_have_commands() -> None:
    assert [code for code in ("de", "es", "pt_BR", "cy", "tlh") if is_offered(code)] == [
        "de",
        "es",
        "pt_BR",
    ]

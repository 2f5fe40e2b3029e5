"""How sure a guild wants to be decides what its questions end with, from the next one on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from retrieval import Outcome
from retrieval.answers import Calibration, Thresholds
from retrieval.doctor import examine
from retrieval.domain import Strictness
from retrieval.settings import RetrievalSettings
from tests.retrieval.shelf import CARERS, FIRST_GUILD, SECOND_GUILD, open_library, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from retrieval import Library

QUESTION = "may unpaid carers ask the council for an assessment?"
EXPECTED = {
    Strictness.CAUTIOUS: Outcome.NOT_FOUND,
    Strictness.BALANCED: Outcome.POSSIBLE,
    Strictness.GENEROUS: Outcome.ANSWERED,
}


@pytest.fixture
def carers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """Return a library of one document; what it says of ``QUESTION`` is on every border."""
    with open_library(tmp_path) as library:
        library.add(write(tmp_path, "carers.md", CARERS))
        # Whatever the coefficients are, each level ends this question in its own way.
        probability = library.ask(QUESTION).probability
    around = {
        Strictness.CAUTIOUS: Thresholds(probability + 0.2, probability + 0.1),
        Strictness.BALANCED: Thresholds(probability + 0.1, probability),
        Strictness.GENEROUS: Thresholds(probability, probability - 0.1),
    }
    calibration = replace(Calibration.packaged(), strictness=around)
    monkeypatch.setattr(Calibration, "packaged", lambda: calibration)
    with open_library(tmp_path) as library:
        yield library


def outcome(library: Library, guild: int | None) -> Outcome:
    return library.ask(QUESTION, guild=guild).outcome


def test_every_guild_begins_balanced(carers: Library) -> None:
    for guild in (None, FIRST_GUILD, SECOND_GUILD):
        assert carers.strictness(guild=guild) is Strictness.BALANCED
        assert outcome(carers, guild) is Outcome.POSSIBLE


@pytest.mark.parametrize("level", Strictness)
def test_a_guild_is_answered_by_its_own_strictness_from_the_next_question_on(
    carers: Library, level: Strictness
) -> None:
    carers.set_strictness(level, guild=FIRST_GUILD)
    assert carers.strictness(guild=FIRST_GUILD) is level
    assert outcome(carers, FIRST_GUILD) is EXPECTED[level]
    # Nobody else notices.
    assert outcome(carers, SECOND_GUILD) is outcome(carers, None) is Outcome.POSSIBLE


def test_questions_of_no_guild_have_a_strictness_of_their_own(carers: Library) -> None:
    carers.set_strictness(Strictness.CAUTIOUS)
    assert carers.strictness() is Strictness.CAUTIOUS
    assert carers.strictness(guild=FIRST_GUILD) is Strictness.BALANCED
    assert outcome(carers, None) is Outcome.NOT_FOUND
    assert outcome(carers, FIRST_GUILD) is Outcome.POSSIBLE


def test_what_was_set_is_kept_and_the_doctor_finds_nothing_wrong_with_it(tmp_path: Path) -> None:
    with open_library(tmp_path) as library:
        library.add(write(tmp_path, "carers.md", CARERS))
        library.set_strictness(Strictness.GENEROUS, guild=SECOND_GUILD)
    with open_library(tmp_path) as library:
        assert library.strictness(guild=SECOND_GUILD) is Strictness.GENEROUS
    findings = examine(RetrievalSettings(index=tmp_path / "index"))
    assert [finding.name for finding in findings if not finding.ok] == []


def test_each_level_says_in_a_sentence_of_its_own_what_it_means() -> None:
    meanings = {level.meaning for level in Strictness}
    assert len(meanings) == len(Strictness)
    assert all(meaning.endswith(".") for meaning in meanings)

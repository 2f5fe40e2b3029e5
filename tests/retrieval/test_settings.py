"""Settings are right, or one line says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from retrieval.errors import SettingsError
from retrieval.settings import RetrievalSettings


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def complaint() -> str:
    with pytest.raises(SettingsError) as caught:
        RetrievalSettings.load()
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_defaults() -> None:
    assert RetrievalSettings.load() == RetrievalSettings(
        index=Path("index"),
        catalogue=SecretStr(""),
        seeds=Path("seeds"),
        model="",
        threads=1,
        index_threads=2,
        index_memory_mb=512,
        max_question_characters=1000,
        answer_days=90,
    )


def test_the_environment_comes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("RETRIEVAL_INDEX=from-file\nRETRIEVAL_THREADS=3\n")
    monkeypatch.setenv("RETRIEVAL_INDEX", "from-environment")
    settings = RetrievalSettings.load()
    assert (settings.index, settings.threads) == (Path("from-environment"), 3)


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETRIEVAL_THREADS", "")
    assert RetrievalSettings.load().threads == 1


def test_settings_of_other_packages_in_the_file_are_left_to_them() -> None:
    Path(".env").write_text("DISCORD_TOKEN=secret\nDISCORD_NONSENSE=1\nOTHER=2\n")
    assert RetrievalSettings.load() == RetrievalSettings()


def test_an_unknown_name_is_refused_with_the_name_that_was_meant() -> None:
    Path(".env").write_text("RETRIEVAL_INDX=somewhere\n")
    assert complaint() == "RETRIEVAL_INDX is not a setting; did you mean RETRIEVAL_INDEX?"


def test_an_unknown_name_like_no_other_is_told_all_names() -> None:
    Path(".env").write_text("RETRIEVAL_ZZZZZZZZZ=1\n")
    assert complaint() == (
        "RETRIEVAL_ZZZZZZZZZ is not a setting; known are RETRIEVAL_INDEX, RETRIEVAL_CATALOGUE, "
        "RETRIEVAL_SEEDS, RETRIEVAL_MODEL, RETRIEVAL_ADAPTER, RETRIEVAL_FITTED, RETRIEVAL_THREADS, RETRIEVAL_INDEX_THREADS, "
        "RETRIEVAL_INDEX_MEMORY_MB, RETRIEVAL_MAX_QUESTION_CHARACTERS, RETRIEVAL_ANSWER_DAYS."
    )


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "THREADS",
            "many",
            "Input should be a valid integer, unable to parse string as an integer",
        ),
        ("THREADS", "0", "Input should be greater than or equal to 1"),
        ("INDEX_THREADS", "65", "Input should be less than or equal to 64"),
        ("INDEX_MEMORY_MB", "15", "Input should be greater than or equal to 16"),
        ("MAX_QUESTION_CHARACTERS", "9", "Input should be greater than or equal to 10"),
        ("ANSWER_DAYS", "3651", "Input should be less than or equal to 3650"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(f"RETRIEVAL_{name}", value)
    assert complaint() == f"RETRIEVAL_{name}: {message}. See .env.example for what it may be."


def test_a_misspelt_name_in_the_environment_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETRIEVAL_INDX", "elsewhere")
    monkeypatch.setenv("RETRIEVAL_OF_ANOTHER_PROGRAM", "1")
    assert RetrievalSettings.load() == RetrievalSettings()
    assert RetrievalSettings.misspelt() == [
        "RETRIEVAL_INDX is not a setting; did you mean RETRIEVAL_INDEX?"
    ]


def test_a_secret_value_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETRIEVAL_THREADS", "s3cret")
    assert "s3cret" not in complaint()


def test_the_catalogue_is_a_file_unless_an_address_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = RetrievalSettings.load()
    assert settings.catalogue_of(settings.index) == "sqlite:///index/catalogue.db"
    address = "postgresql://bot:s3cret@database/verse"
    monkeypatch.setenv("RETRIEVAL_CATALOGUE", address)
    settings = RetrievalSettings.load()
    assert settings.catalogue_of(settings.index) == address
    assert "s3cret" not in repr(settings)

"""Each check finds what it is there for, and says how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from retrieval.doctor import Finding, examine
from retrieval.settings import RetrievalSettings
from tests.retrieval.models import write_other_model
from tests.retrieval.shelf import BINS, open_library, write

NAMES = ["settings", "model", "probabilities", "catalogue", "indexes", "Discord token", "disk"]
TOKEN = "MTE5ODYyMjQ4MzQ3MTkyNTI0OA.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"  # noqa: S105 - of no bot.


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RetrievalSettings:
    """Return the settings of a library with one document, in a folder without ``.env``."""
    monkeypatch.chdir(tmp_path)
    with open_library(tmp_path) as library:
        library.add(write(tmp_path, "bins.txt", BINS))
    return RetrievalSettings(index=tmp_path / "index")


def failures(settings: RetrievalSettings) -> dict[str, Finding]:
    findings = examine(settings)
    assert [finding.name for finding in findings] == NAMES
    for finding in findings:
        assert finding.ok == (finding.mend == "")
    return {finding.name: finding for finding in findings if not finding.ok}


def test_a_library_that_works_has_nothing_wrong(settings: RetrievalSettings) -> None:
    assert failures(settings) == {}
    details = {finding.name: finding.detail for finding in examine(settings)}
    assert details["catalogue"] == (
        f"{settings.index / 'catalogue.db'} is whole: 1 documents, 1 passages"
    )
    assert details["indexes"] == "1 libraries, all whole and current"
    assert details["Discord token"] == ("DISCORD_TOKEN is not set; the terminal preview needs none")


def test_a_library_that_is_not_there_yet(tmp_path: Path) -> None:
    settings = RetrievalSettings(index=tmp_path / "none")
    found = failures(settings)
    assert list(found) == ["catalogue", "indexes"]
    assert found["catalogue"].mend == "run `python -m retrieval index`."
    assert not settings.index.exists()


def test_a_file_that_is_no_database(settings: RetrievalSettings) -> None:
    file = settings.index / "catalogue.db"
    file.write_bytes(b"This is no database, but it is longer than the header of one. " * 20)
    found = failures(settings)
    assert list(found) == ["catalogue", "indexes"]
    assert "file is not a database" in found["catalogue"].mend
    assert f"Or move {file} away and run `python -m retrieval index`" in found["catalogue"].mend


def test_a_database_with_damage_inside(settings: RetrievalSettings) -> None:
    file = settings.index / "catalogue.db"
    content = bytearray(file.read_bytes())
    content[36:40] = (5).to_bytes(4, "big")  # The header's number of unused pages.
    file.write_bytes(content)
    found = failures(settings)
    assert list(found) == ["catalogue"]
    assert "freelist" in found["catalogue"].detail.lower()
    assert found["catalogue"].mend.startswith("restore a backup Or move") or found[
        "catalogue"
    ].mend.startswith("restore a backup. Or move")


def test_a_torn_index(settings: RetrievalSettings) -> None:
    (torn,) = (settings.index / "libraries" / "shared").rglob("vectors.faiss")
    torn.write_bytes(b"torn")
    found = failures(settings)
    assert list(found) == ["indexes"]
    assert found["indexes"].detail == f"{torn} is torn: its checksum is wrong."
    assert found["indexes"].mend == ("it is built again from the catalogue with the next question.")


def test_a_model_that_is_not_there(settings: RetrievalSettings, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    found = failures(settings.model_copy(update={"model": str(tmp_path / "empty")}))
    assert list(found) == ["model", "probabilities", "indexes"]
    assert "holds no sentence-transformers model" in found["model"].mend


def test_a_model_that_nothing_was_fitted_for(settings: RetrievalSettings, tmp_path: Path) -> None:
    other = write_other_model(tmp_path / "other")
    found = failures(settings.model_copy(update={"model": str(other)}))
    assert list(found) == ["probabilities", "indexes"]
    assert found["probabilities"].detail.startswith(f"no probability was fitted for {other}: ")
    assert found["probabilities"].mend.startswith("leave RETRIEVAL_MODEL empty, or fit on ")


def test_a_shared_catalogue(tmp_path: Path, postgres_url: str) -> None:
    address = SecretStr(postgres_url)
    settings = RetrievalSettings(index=tmp_path / "index", catalogue=address)
    assert failures(settings) == {}
    details = {finding.name: finding.detail for finding in examine(settings)}
    assert details["catalogue"].endswith(" holds 0 documents, 0 passages")
    assert details["indexes"] == "0 libraries, all whole and current"


@pytest.mark.parametrize("address", ["postgresql://bot:hunter2@127.0.0.1:1/verse", "hunter2"])
def test_a_shared_catalogue_that_cannot_be_reached(tmp_path: Path, address: str) -> None:
    settings = RetrievalSettings(index=tmp_path / "index", catalogue=SecretStr(address))
    found = failures(settings)
    assert list(found) == ["catalogue", "indexes"]
    assert "RETRIEVAL_CATALOGUE" in found["catalogue"].mend
    assert "hunter2" not in str(found)


@pytest.mark.parametrize("token", [TOKEN, f"{TOKEN}_-{'x' * 20}"])
def test_a_token_of_the_right_shape(
    settings: RetrievalSettings, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", token)
    assert failures(settings) == {}


@pytest.mark.parametrize(
    "token", ["x", "a" * 64, TOKEN[:30], f"Bot {TOKEN}", f"{TOKEN} ", TOKEN.replace(".", ",")]
)
def test_a_token_of_the_wrong_shape_is_never_shown(
    settings: RetrievalSettings, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", token)
    found = failures(settings)
    assert list(found) == ["Discord token"]
    assert "Reset Token" in found["Discord token"].mend
    if len(token) > 1:
        assert token not in str(found)


def test_a_token_in_the_file_is_looked_at_too(settings: RetrievalSettings) -> None:
    Path(".env").write_text("DISCORD_TOKEN=client-secret\n")
    assert list(failures(settings)) == ["Discord token"]


def test_a_full_disk(settings: RetrievalSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.doctor._MIN_FREE_MB", 10**12)
    found = failures(settings)
    assert list(found) == ["disk"]
    assert found["disk"].mend == f"free some space below {settings.index}."

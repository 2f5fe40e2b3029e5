"""Uploads wait on disk for a moderator's word, for their own guild alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.moderation import drafts
from bot.moderation.drafts import KEPT_SECONDS, Draft, DraftStore
from retrieval.domain import Upload

GUILD, OTHER = 7, 8
DRAFT = Draft(
    GUILD,
    (Upload("a.md", "/x/a.md", {"title": "A"}), Upload("b.md", "/x/b.md")),
    {"title": "Found"},
    (("c.exe", "No."),),
    replaces=5,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "drafts"


def test_a_draft_is_found_again_by_another_process(folder: Path) -> None:
    kept = DraftStore(folder).add(DRAFT)

    assert len(kept.id) == 16
    assert DraftStore(folder).get(kept.id, guild=GUILD) == kept
    assert kept.uploads == DRAFT.uploads


def test_another_guild_finds_nothing(folder: Path) -> None:
    store = DraftStore(folder)
    kept = store.add(DRAFT)

    assert store.get(kept.id, guild=OTHER) is None
    with store.taking(kept.id, guild=OTHER) as taken:
        assert taken is None
    assert store.get(kept.id, guild=GUILD) == kept


@pytest.mark.parametrize("forged", ["", "../../catalogue", "a" * 15, "A" * 16, "a" * 16, "a.json"])
def test_an_id_that_is_none_finds_nothing(folder: Path, forged: str) -> None:
    store = DraftStore(folder)
    store.add(DRAFT)

    assert store.get(forged, guild=GUILD) is None


def test_only_the_first_takes_a_draft(folder: Path) -> None:
    store = DraftStore(folder)
    kept = store.add(DRAFT)

    with store.taking(kept.id, guild=GUILD) as first:
        assert first == kept
        with store.taking(kept.id, guild=GUILD) as second:
            assert second is None
    with store.taking(kept.id, guild=GUILD) as third:
        assert third is None
    assert list(folder.iterdir()) == []


def test_what_fails_puts_the_draft_back(folder: Path) -> None:
    store = DraftStore(folder)
    kept = store.add(DRAFT)

    with pytest.raises(ZeroDivisionError), store.taking(kept.id, guild=GUILD):
        raise ZeroDivisionError
    assert store.get(kept.id, guild=GUILD) == kept


def test_a_draft_whose_taker_is_killed_waits_as_before(folder: Path) -> None:
    kept = DraftStore(folder).add(DRAFT)
    command = (
        "import os, sys; from pathlib import Path; from bot.moderation.drafts import DraftStore\n"
        "with DraftStore(Path(sys.argv[1])).taking(sys.argv[2], guild=7) as draft:\n"
        "    print(draft is not None, flush=True); os.kill(os.getpid(), 9)"
    )
    root = str(Path(drafts.__file__).parents[2])
    killed = subprocess.run(
        [sys.executable, "-c", command, str(folder), kept.id],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        check=False,
    )
    assert (killed.stdout, killed.returncode) == (b"True\n", -9), killed.stderr

    with DraftStore(folder).taking(kept.id, guild=GUILD) as taken:
        assert taken == kept
    assert list(folder.iterdir()) == []


def test_what_a_moderator_says_is_kept_with_the_first_file(folder: Path) -> None:
    store = DraftStore(folder)
    kept = store.add(DRAFT)

    store.update(kept.with_fields({"title": "B"}))

    changed = store.get(kept.id, guild=GUILD)
    assert changed is not None
    assert [upload.fields for upload in changed.uploads] == [{"title": "B"}, {}]


def test_a_draft_that_is_gone_is_not_brought_back_by_a_change(folder: Path) -> None:
    store = DraftStore(folder)
    kept = store.add(DRAFT)
    with store.taking(kept.id, guild=GUILD):
        pass

    store.update(kept)

    assert store.get(kept.id, guild=GUILD) is None


def test_a_draft_that_nobody_confirmed_goes_after_a_day(folder: Path) -> None:
    store = DraftStore(folder)
    old, new = store.add(DRAFT), store.add(DRAFT)
    long_ago = time.time() - KEPT_SECONDS - 60
    os.utime(folder / f"{old.id}.json", (long_ago, long_ago))

    assert store.expired() == [old]
    assert store.get(old.id, guild=GUILD) is None
    assert store.get(new.id, guild=GUILD) == new

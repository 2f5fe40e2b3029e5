"""What moderators uploaded and have not confirmed yet, on disk, so that a restart loses nothing."""

from __future__ import annotations

import json
import os
import re
import secrets
import string
import time
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import filelock

from retrieval.domain import Upload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from retrieval.domain import Job

KEPT_SECONDS = 24 * 60 * 60.0
"""Seconds for which an upload waits to be confirmed."""

_NOTICE = "draft"
_DRAFT, _LOCK = ".json", ".lock"
_ID_LENGTH = 16
_ALPHABET = string.ascii_lowercase + string.digits
_ID = re.compile(f"[a-z0-9]{{{_ID_LENGTH}}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Draft:
    """Files that a moderator uploaded, and what becomes of them once that is confirmed."""

    guild: int
    uploads: tuple[Upload, ...]
    found: dict[str, str] = field(default_factory=dict)
    """What a single file says about itself, by field."""
    refused: tuple[tuple[str, str], ...] = ()
    """Names of files that were not taken, each with the reason."""
    replaces: int | None = None
    """Id of the document that the file is a new version of."""
    id: str = ""

    @property
    def upload(self) -> Upload:
        """The first file, which is the only one where there is something to correct."""
        return self.uploads[0]

    def with_fields(self, fields: dict[str, str]) -> Draft:
        """Return the draft with what the moderator says about its first file."""
        first = replace(self.upload, fields=fields)
        return replace(self, uploads=(first, *self.uploads[1:]))


def notice_of(draft: Draft) -> dict[str, str]:
    """Return what the notice of a draft's job says until it is known where the job is reported."""
    return {_NOTICE: draft.id}


def was_confirmed(draft: Draft, jobs: Iterable[Job]) -> bool:
    """Say whether the job of a draft is among these, whose bot was killed before it could say so."""
    return any(job.notice.get(_NOTICE) == draft.id for job in jobs)


class DraftStore:
    """A folder of drafts, a file each; every change is atomic."""

    def __init__(self, folder: Path) -> None:
        """Keep drafts in ``folder``, which is made when it is needed."""
        self._folder = folder

    def add(self, draft: Draft) -> Draft:
        """Keep a new draft, and return it with its id.

        :raises OSError: when it cannot be written, as on a full disk.
        """
        named = replace(draft, id="".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH)))
        self._write(named)
        return named

    def update(self, draft: Draft) -> None:
        """Keep a draft in place of what it was, if it still waits."""
        if self._path(draft.id).exists():
            self._write(draft)

    def get(self, draft_id: str, *, guild: int) -> Draft | None:
        """Return a draft of a guild, if it still waits."""
        if _ID.fullmatch(draft_id) is None:
            return None
        return self._read(self._path(draft_id), guild)

    @contextmanager
    def taking(self, draft_id: str, *, guild: int) -> Iterator[Draft | None]:
        """Take a draft out, so that nobody else acts on it; after an error it waits as before.

        So it does where the process was killed, even if the job was queued by then, which whoever
        takes it has to look at (``was_confirmed``). Yields ``None`` where it waits no longer, as
        after the same button was pressed twice.
        """
        path = self._path(draft_id)
        if _ID.fullmatch(draft_id) is None or not path.exists():
            yield None
            return
        lock = path.with_suffix(_LOCK)
        try:
            # A process that is killed lets go of it.
            with filelock.FileLock(lock, timeout=0):
                draft = self.get(draft_id, guild=guild)
                try:
                    yield draft
                    if draft is not None:
                        path.unlink(missing_ok=True)
                finally:
                    lock.unlink(missing_ok=True)
        except filelock.Timeout:  # Somebody else was faster.
            yield None

    def expired(self) -> list[Draft]:
        """Take out the drafts that were not confirmed in time, and return them."""
        gone = []
        before = time.time() - KEPT_SECONDS
        for path in self._folder.glob("*"):  # Also what a killed process has left.
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    draft = self._read(path, None) if path.suffix == _DRAFT else None
                    path.unlink()
                    gone += [draft] if draft is not None else []
        return gone

    def _path(self, draft_id: str) -> Path:
        return self._folder / f"{draft_id}{_DRAFT}"

    def _write(self, draft: Draft) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(draft.id)
        temporary = path.with_suffix(".new")
        try:
            temporary.write_text(json.dumps(asdict(draft)), encoding="utf-8")
            os.replace(temporary, path)  # noqa: PTH105 - atomic, and said so.
        except OSError:
            temporary.unlink(missing_ok=True)
            raise

    def _read(self, path: Path, guild: int | None) -> Draft | None:
        try:
            stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        draft = Draft(
            guild=stored["guild"],
            uploads=tuple(Upload(**upload) for upload in stored["uploads"]),
            found=stored["found"],
            refused=tuple((name, reason) for name, reason in stored["refused"]),
            replaces=stored["replaces"],
            id=stored["id"],
        )
        return draft if guild in {None, draft.guild} else None

"""What moderators do to a library, and the notices for what cannot be done."""

from __future__ import annotations

import asyncio
import errno
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

import filelock
import pytest

from bot.cards import Card, library_notices
from bot.errors import NoticeError
from bot.moderation.drafts import Draft
from bot.moderation.librarian import MOST_OPEN_JOBS, UNDO_DAYS, Librarian
from retrieval.catalogue import FolderLock
from retrieval.domain import JobKind, JobState
from retrieval.errors import (
    CatalogueAwayError,
    CatalogueError,
    CorrectionsError,
    LibraryBusyError,
    UnreadableDocumentError,
)
from retrieval.library import Library

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

T = TypeVar("T")

GUILD, OTHER, MODERATOR = 7, 8, 41
CONTENT = b"# Trees\n\nTrees over six metres may not be felled.\n"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Librarian]:
    """Return the librarian of a library of its own, which nobody works for."""
    with Library.open(tmp_path / "index") as library:
        librarian = Librarian(library, tmp_path / "index")
        yield librarian
        assert librarian.close()


def wait(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(coroutine)


def refused(coroutine: Coroutine[Any, Any, object]) -> Card:
    with pytest.raises(NoticeError) as error:
        wait(coroutine)
    return error.value.card


def draft(librarian: Librarian, *, replaces: int | None = None) -> Draft:
    upload = wait(librarian.keep("trees.md", CONTENT, guild=GUILD))
    return wait(librarian.add_draft(Draft(GUILD, (upload,), replaces=replaces)))


def test_an_upload_becomes_a_job_once_it_is_confirmed(empty: Librarian) -> None:
    waiting = draft(empty)
    assert wait(empty.draft(waiting.id, guild=GUILD)) == waiting
    assert wait(empty.jobs()) == []

    job = wait(empty.confirm(waiting.id, guild=GUILD, actor=MODERATOR))

    assert (job.kind, job.guild, job.actor) == (JobKind.ADD, GUILD, MODERATOR)
    assert [upload.name for upload in job.uploads] == ["trees.md"]
    assert wait(empty.jobs()) == [job]
    again = empty.confirm(waiting.id, guild=GUILD, actor=MODERATOR)
    assert refused(again) == library_notices.draft_gone()
    assert refused(empty.discard(waiting.id, guild=GUILD)) == library_notices.draft_gone()


def test_what_a_killed_bot_had_begun_to_confirm_is_queued_once(
    empty: Librarian, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have died before the job was queued, or a moment after."""

    class KilledError(BaseException):
        pass

    def die(*_arguments: object, **_named: object) -> NoReturn:
        raise KilledError

    waiting = draft(empty)
    with monkeypatch.context() as before:
        before.setattr(Library, "enqueue", die)
        with pytest.raises(KilledError):
            wait(empty.confirm(waiting.id, guild=GUILD, actor=MODERATOR))
    assert wait(empty.jobs()) == []
    with monkeypatch.context() as after:
        after.setattr(Path, "unlink", lambda path, **_how: path.suffix == ".json" and die())
        with pytest.raises(KilledError):
            wait(empty.confirm(waiting.id, guild=GUILD, actor=MODERATOR))
    (job,) = wait(empty.jobs())

    again = empty.confirm(waiting.id, guild=GUILD, actor=MODERATOR)
    assert refused(again) == library_notices.draft_gone()
    assert refused(empty.discard(waiting.id, guild=GUILD)) == library_notices.draft_gone()
    assert wait(empty.jobs()) == [job]


def test_an_upload_of_another_guild_is_not_there(empty: Librarian) -> None:
    waiting = draft(empty)

    for attempt in (
        empty.draft(waiting.id, guild=OTHER),
        empty.confirm(waiting.id, guild=OTHER, actor=MODERATOR),
        empty.discard(waiting.id, guild=OTHER),
    ):
        assert refused(attempt) == library_notices.draft_gone()
    assert wait(empty.draft(waiting.id, guild=GUILD)) == waiting


def test_what_cannot_be_used_leaves_the_upload_where_it_is(empty: Librarian) -> None:
    waiting = draft(empty)
    wait(empty.update_draft(waiting.with_fields({"date": "some day"})))

    with pytest.raises(CorrectionsError, match="some day"):
        wait(empty.confirm(waiting.id, guild=GUILD, actor=MODERATOR))

    wait(empty.update_draft(waiting.with_fields({"date": "6 July 2017"})))
    job = wait(empty.confirm(waiting.id, guild=GUILD, actor=MODERATOR))
    assert job.uploads[0].fields == {"date": "2017-07-06"}


def test_a_version_of_a_document_that_is_gone_is_refused(empty: Librarian) -> None:
    waiting = draft(empty, replaces=999)

    confirmed = empty.confirm(waiting.id, guild=GUILD, actor=MODERATOR)

    assert refused(confirmed) == library_notices.no_document()


def test_a_guild_queues_so_many_jobs_and_no_more(empty: Librarian) -> None:
    waiting = draft(empty)
    for _ in range(MOST_OPEN_JOBS):
        wait(empty.reindex(guild=GUILD, actor=MODERATOR))

    full = library_notices.queue_full(MOST_OPEN_JOBS)
    assert refused(empty.reindex(guild=GUILD, actor=MODERATOR)) == full
    assert refused(empty.confirm(waiting.id, guild=GUILD, actor=MODERATOR)) == full
    # Another guild's queue is its own, and the upload still waits.
    wait(empty.reindex(guild=OTHER, actor=MODERATOR))
    first = wait(empty.jobs())[0]
    wait(empty.cancel(first.id, guild=GUILD, actor=MODERATOR))
    wait(empty.confirm(waiting.id, guild=GUILD, actor=MODERATOR))


def test_a_job_is_cancelled_in_its_own_guild_alone(empty: Librarian) -> None:
    job = wait(empty.reindex(guild=GUILD, actor=MODERATOR))

    assert refused(empty.cancel(job.id, guild=OTHER, actor=MODERATOR)) == library_notices.no_job()
    assert refused(empty.cancel(-1, guild=GUILD, actor=MODERATOR)) == library_notices.no_job()
    assert wait(empty.job(job.id, guild=GUILD)).state is JobState.QUEUED

    assert wait(empty.cancel(job.id, guild=GUILD, actor=MODERATOR)).state is JobState.CANCELLED
    # Whoever presses a moment later sees how it ended.
    assert wait(empty.cancel(job.id, guild=GUILD, actor=MODERATOR)).state is JobState.CANCELLED


def test_what_is_not_there_cannot_be_changed(empty: Librarian) -> None:
    nothing = library_notices.no_document()

    assert refused(empty.document(5, guild=GUILD)) == nothing
    assert refused(empty.remove(5, guild=GUILD, actor=MODERATOR)) == nothing
    assert refused(empty.correct(5, {"title": "A"}, guild=GUILD, actor=MODERATOR)) == nothing
    late = library_notices.undo_too_late(UNDO_DAYS)
    assert refused(empty.restore(5, guild=GUILD, actor=MODERATOR)) == late


def test_an_earlier_version_is_not_changed_in_place_of_the_one_that_holds(
    empty: Librarian, tmp_path: Path
) -> None:
    with Library.open(tmp_path / "index") as library:
        path = tmp_path / "trees.md"
        for content in (CONTENT, CONTENT + b"Nor may hedges be cut in May.\n"):
            path.write_bytes(content)
            library.index([path], guild=GUILD)
        (now,) = library.sources(guild=GUILD)
        before = 1
        assert now.document_id != before
        replaced = library_notices.document_replaced()
        assert refused(empty.document(before, guild=GUILD)) == replaced
        assert refused(empty.remove(before, guild=GUILD, actor=MODERATOR)) == replaced
        changes = empty.correct(before, {"title": "A"}, guild=GUILD, actor=MODERATOR)
        assert refused(changes) == replaced
        other = empty.remove(before, guild=OTHER, actor=MODERATOR)
        assert refused(other) == library_notices.no_document()
        # What earlier cards quote is there still.
        kept = library.documents.get(["guild:7"], before)
        assert kept is not None
        assert kept.superseded
        assert library.sources(guild=GUILD) == [now]
        assert [event.action for event in library.history(guild=GUILD)] == ["indexed"] * 2


def test_shared_documents_are_nobodys_to_change(library: Library, tmp_path: Path) -> None:
    librarian = Librarian(library, tmp_path)
    shared = library.sources()[0]

    assert wait(librarian.own(guild=GUILD)) == []
    notice = library_notices.shared_document(shared.title)
    assert refused(librarian.document(shared.document_id, guild=GUILD)) == notice
    gone = refused(librarian.remove(shared.document_id, guild=GUILD, actor=MODERATOR))
    assert gone == library_notices.no_document()
    assert librarian.close()


def test_a_file_that_can_be_no_document_is_refused_with_the_reason(empty: Librarian) -> None:
    with pytest.raises(UnreadableDocumentError, match=r"setup\.exe"):
        wait(empty.keep("setup.exe", CONTENT, guild=GUILD))


class _Failing:
    """A library on a disk that is full, or that is busy."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, _name: str) -> Any:
        def fail(*_args: object, **_named: object) -> None:
            raise self._error

        return fail


def _caused(error: CatalogueError, cause: OSError) -> CatalogueError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "notice"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), library_notices.disk_full()),
        (
            _caused(CatalogueError("full"), OSError(errno.ENOSPC, "No space left on device")),
            library_notices.disk_full(),
        ),
        (
            _caused(CatalogueError("no"), OSError(errno.EROFS, "Read-only file system")),
            library_notices.cannot_write(),
        ),
        (CatalogueError("the database does not answer"), library_notices.cannot_write()),
        (LibraryBusyError("/srv/index is busy"), library_notices.library_busy()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_library_that_cannot_be_changed_says_so_without_the_folder(
    error: Exception, notice: Card, tmp_path: Path
) -> None:
    librarian = Librarian(cast("Any", _Failing(error)), tmp_path)

    assert refused(librarian.keep("a.md", b"a", guild=GUILD)) == notice
    assert refused(librarian.status(guild=GUILD)) == notice
    assert librarian.close()


def test_a_database_that_is_away_is_not_called_one_that_cannot_be_written(tmp_path: Path) -> None:
    librarian = Librarian(cast("Any", _Failing(CatalogueAwayError("it is away"))), tmp_path)

    for attempt in (librarian.status(guild=GUILD), librarian.history(guild=GUILD, limit=1)):
        with pytest.raises(CatalogueAwayError):
            wait(attempt)
    assert librarian.close()


def test_an_upload_that_was_not_read_for_no_fault_of_its_own_can_be_tried_again(
    tmp_path: Path,
) -> None:
    librarian = Librarian(cast("Any", _Failing(LibraryBusyError("no memory"))), tmp_path)

    assert refused(librarian.preview(cast("Any", None))) == library_notices.try_again()


def test_a_document_is_corrected_while_jobs_are_at_work_on_other_libraries_alone(
    empty: Librarian, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.moderation.curating._EDIT_TIMEOUT_S", 0.1)
    runs = FolderLock(tmp_path / "index")
    fields = {"title": "A"}

    wait(empty.reindex(guild=GUILD, actor=MODERATOR))
    library = empty._library  # noqa: SLF001 - a worker that dies with its job.
    assert library.job_store.claim(library.uploads.place()) is not None
    with runs.hold(f"guild:{OTHER}", timeout=0):
        found = refused(empty.correct(5, fields, guild=GUILD, actor=MODERATOR))
    assert found == library_notices.no_document()

    with runs.hold(f"guild:{GUILD}", timeout=0):
        busy = refused(empty.correct(5, fields, guild=GUILD, actor=MODERATOR))
    assert busy == library_notices.library_busy()


def test_no_work_waits_where_another_folder_is_to_do_it(empty: Librarian, tmp_path: Path) -> None:
    assert not wait(empty.work_waits())
    wait(empty.reindex(guild=GUILD, actor=MODERATOR))
    assert wait(empty.work_waits())
    with filelock.FileLock(tmp_path / "index" / ".worker.lock"):
        assert not wait(empty.work_waits())
    (tmp_path / "index" / ".place").unlink()
    assert not wait(empty.work_waits())


def test_a_full_disk_keeps_no_half_of_an_upload(empty: Librarian, tmp_path: Path) -> None:
    (tmp_path / "index" / "drafts").write_bytes(b"in the way")
    upload = wait(empty.keep("trees.md", CONTENT, guild=GUILD))

    assert refused(empty.add_draft(Draft(GUILD, (upload,)))) == library_notices.cannot_write()

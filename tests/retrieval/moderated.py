"""What moderators do, in few words, for tests of jobs."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.domain import JobKind, library_of
from tests.retrieval.shelf import FIRST_GUILD

if TYPE_CHECKING:
    import pytest

    from retrieval import Library
    from retrieval.documents import Parser
    from retrieval.domain import Job, JobOutcome
    from retrieval.search import Embedder

MODERATOR = 555


def started_once(monkeypatch: pytest.MonkeyPatch, embedder: Embedder, parser: Parser) -> None:
    """Let libraries use a model and a parser that are there already, since starting takes long."""
    for module in ("library", "moderation.curating"):
        monkeypatch.setattr(f"retrieval.{module}.Embedder", lambda _model, **_threads: embedder)
    for module in ("moderation.uploads", "moderation.curating"):
        monkeypatch.setattr(f"retrieval.{module}.Parser", lambda: nullcontext(parser))


def queue(
    library: Library,
    *files: tuple[str, str | bytes],
    kind: JobKind = JobKind.ADD,
    document: int | None = None,
    guild: int = FIRST_GUILD,
    **fields: str,
) -> Job:
    """Queue a job with files, of each of which the same is said."""
    uploads = []
    for name, content in files:
        data = content if isinstance(content, bytes) else content.encode()
        kept = library.keep_upload(name, data, guild=guild)
        uploads.append(replace(kept, fields=fields))
    return library.enqueue(
        kind, guild=guild, actor=MODERATOR, uploads=uploads, document_id=document
    )


def done(library: Library, job: Job) -> JobOutcome:
    """Have the worker do all jobs; return what came of one."""
    library.worker().run_until_empty()
    return outcome(library, job)


def outcome(library: Library, job: Job) -> JobOutcome:
    """Return what came of a job that has ended."""
    assert job.guild is not None
    found = library.job(job.id, guild=job.guild)
    assert found.outcome is not None, found
    return found.outcome


def texts(library: Library, guild: int = FIRST_GUILD) -> dict[str, str]:
    """Return the text of each document of a guild's own library, by its title."""
    own = library_of(guild)
    found = {}
    for source in library.documents.sources([own]):
        document = library.documents.get([own], source.document_id)
        assert document is not None
        assert source.title not in found, f"{source.title} is there twice"
        found[source.title] = document.text
    return found

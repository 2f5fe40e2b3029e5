"""Documents that were removed, kept whole for some days so that they can be restored."""

from __future__ import annotations

import base64
import datetime as dt
import json
import zlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from retrieval.catalogue import schema
from retrieval.catalogue.history import record
from retrieval.catalogue.records import metadata_of
from retrieval.catalogue.rows import advance, ensure_library, utc
from retrieval.catalogue.storing import forget_headings, keep_out, let_in, link
from retrieval.domain import shown_title
from retrieval.errors import SourceNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection, Engine

_Snapshot = dict[str, list[dict[str, Any]]]
"""Rows by the name of their table."""

_TOO_LATE = "it cannot be restored: it was not removed here, or too long ago."


class Trash:
    """Queries on removed documents. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine that ``connect`` made."""
        self._reader = engine
        self._writer = engine.execution_options(writes=True)

    def restore(
        self,
        library: str,
        document_id: int,
        *,
        since: dt.datetime,
        actor: int | None = None,
        near: Callable[[bytes], Mapping[int, float]] = lambda _signature: {},
    ) -> None:
        """Bring back a document, or an earlier version, with all that was removed with it.

        :param since: what was removed before is not brought back.
        :param near: returns the documents that say nearly the same, by a text's signature.
        :raises SourceNotFoundError: if it was not removed here, too long ago, or its text is in
            the library again.
        """
        table = schema.removed_documents
        here = (table.c.id == document_id, table.c.library == library)
        with self._writer.begin() as connection:
            row = connection.execute(select(table).where(*here)).one_or_none()
            if row is None or utc(row.removed_at) < since:
                raise SourceNotFoundError(_TOO_LATE)
            rows = _unpack(row.snapshot)
            title = ""
            for document in rows["documents"]:
                _check_absent(connection, library, document["text_hash"])
                let_in(connection, library, [document["text_hash"]])
                document["file_id"] = _file_of(connection, library, rows["files"][0], document)
                connection.execute(insert(schema.documents).values(document))
            for name in ("superseded", "passages", "embeddings"):
                for item in rows[name]:
                    connection.execute(insert(schema.metadata.tables[name]).values(item))
            for document in rows["documents"]:
                link(connection, library, document_id, near(document["signature"]))
                title = _title(document)
            connection.execute(delete(table).where(*here))
            record(
                connection,
                library,
                "restored",
                actor=actor,
                document_id=document_id,
                title=title or next(map(_title, rows["superseded"]), ""),
            )
            advance(connection, library)

    def forget(self, before: dt.datetime) -> None:
        """Let go for good of what was removed before a time."""
        table = schema.removed_documents
        old = table.c.removed_at < before
        with self._reader.connect() as connection:
            if connection.execute(select(table.c.id).where(old)).first() is None:
                return
        with self._writer.begin() as connection:
            for packed in connection.execute(select(table.c.snapshot).where(old)).scalars().all():
                rows = _unpack(packed)
                ids = [row["id"] for row in (*rows["documents"], *rows["superseded"])]
                forget_headings(connection, ids)
            connection.execute(delete(table).where(old))

    def texts_since(self, library: str, job_id: int) -> set[str]:
        """Return the hashes of the texts that were removed since a job was queued."""
        table, jobs = schema.removed_documents, schema.jobs
        queued = select(jobs.c.created_at).where(jobs.c.id == job_id).scalar_subquery()
        removed = select(table.c.snapshot).where(
            table.c.library == library, table.c.removed_at >= queued
        )
        with self._reader.connect() as connection:
            snapshots = connection.execute(removed).scalars().all()
        return {row["text_hash"] for packed in snapshots for row in _unpack(packed)["documents"]}

    def locations(self) -> set[str]:
        """Return the places of the files that removed documents came from."""
        with self._reader.connect() as connection:
            return set(connection.execute(select(schema.removed_documents.c.location)).scalars())


def take_out(
    connection: Connection,
    library: str,
    document_id: int,
    *,
    actor: int | None,
    only_present: bool = False,
) -> bool:
    """Remove a document with its passages, embeddings and earlier versions, or one of these.

    All of it is kept aside. A folder that still holds the text does not bring it back.

    :param only_present: leave an earlier version where it is.
    :returns: whether it was there.
    """
    documents, superseded = schema.documents, schema.superseded
    rows = _rows_of(connection, library, document_id)
    if not rows["documents"] and (only_present or not rows["superseded"]):
        return False
    for document in rows["documents"]:
        connection.execute(delete(documents).where(documents.c.id == document_id))
        keep_out(connection, library, document["text_hash"])
        _release(connection, document["file_id"])
        advance(connection, library)
    gone = [row["id"] for row in rows["superseded"]]
    connection.execute(delete(superseded).where(superseded.c.id.in_(gone)))
    shown = (rows["documents"] or rows["superseded"])[0]
    connection.execute(
        insert(schema.removed_documents).values(
            id=document_id,
            library=library,
            location=(rows["files"] or rows["superseded"])[0]["location"],
            removed_at=dt.datetime.now(dt.UTC),
            snapshot=_pack(rows),
        )
    )
    record(
        connection,
        library,
        "removed",
        actor=actor,
        document_id=document_id,
        title=_title(shown),
    )
    return True


def _rows_of(connection: Connection, library: str, document_id: int) -> _Snapshot:
    """Return all that goes with a document, or the row of an earlier version alone."""
    files, documents, superseded = schema.files, schema.documents, schema.superseded
    passages, embeddings = schema.passages, schema.embeddings

    def rows(query: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.execute(query).mappings()]

    found: _Snapshot = {name: [] for name in ("files", "passages", "embeddings")}
    found["documents"] = rows(
        select(documents).where(documents.c.library == library, documents.c.id == document_id)
    )
    versions = (superseded.c.id == document_id) | (superseded.c.successor_id == document_id)
    for document in found["documents"]:
        found["files"] = rows(select(files).where(files.c.id == document["file_id"]))
        found["passages"] = rows(select(passages).where(passages.c.document_id == document_id))
        found["embeddings"] = rows(
            select(embeddings)
            .join(passages, passages.c.id == embeddings.c.passage_id)
            .where(passages.c.document_id == document_id)
        )
        others = select(func.count()).where(documents.c.file_id == document["file_id"])
        if connection.execute(others).scalar_one() == 1:  # Its file goes too, and all it held.
            versions |= superseded.c.location == found["files"][0]["location"]
    found["superseded"] = rows(select(superseded).where(superseded.c.library == library, versions))
    return found


def _release(connection: Connection, file_id: int) -> None:
    """Let a file that lost a document be looked at again; forget one that has none left."""
    documents, files = schema.documents, schema.files
    left = connection.execute(select(func.count()).where(documents.c.file_id == file_id))
    if left.scalar_one():
        connection.execute(update(files).where(files.c.id == file_id).values(content_hash=""))
    else:
        connection.execute(delete(files).where(files.c.id == file_id))


def _file_of(
    connection: Connection, library: str, file: dict[str, Any], document: dict[str, Any]
) -> int:
    """Return the id of the file that a document belongs to, which is stored if it is not there."""
    files = schema.files
    ensure_library(connection, library)
    found = connection.execute(
        select(files).where(files.c.library == library, files.c.location == file["location"])
    ).one_or_none()
    if found is None:
        values = {name: value for name, value in file.items() if name != "id"}
        key: Any = connection.execute(insert(files).values(values)).inserted_primary_key
        return int(key[0])
    same = found.content_hash == document["content_hash"]
    left_out = [text for text in found.left_out if text != document["text_hash"]]
    connection.execute(
        update(files)
        .where(files.c.id == found.id)
        # Where the file says something else by now, the next run looks at it again.
        .values(left_out=left_out, content_hash=found.content_hash if same else "")
    )
    return int(found.id)


def _check_absent(connection: Connection, library: str, text_hash: str) -> None:
    table = schema.documents
    holder = connection.execute(
        select(table.c.metadata, table.c.path, table.c.part).where(
            table.c.library == library, table.c.text_hash == text_hash
        )
    ).first()
    if holder is not None:
        title = shown_title(metadata_of(holder.metadata), holder.path, holder.part)
        raise SourceNotFoundError(
            f"the same text was added again since, as {title}, so there is nothing to restore."
        )


def _title(row: dict[str, Any]) -> str:
    return shown_title(metadata_of(row["metadata"]), row["path"], row["part"])


def _pack(rows: _Snapshot) -> bytes:
    return zlib.compress(json.dumps(rows, default=_plain).encode(), level=1)


def _unpack(packed: bytes) -> _Snapshot:
    rows: _Snapshot = json.loads(zlib.decompress(packed), object_hook=_whole)
    return rows


def _plain(value: bytes | dt.datetime) -> dict[str, str]:
    if isinstance(value, dt.datetime):
        return {_TIME: utc(value).isoformat()}
    return {_BYTES: base64.b64encode(value).decode()}


def _whole(item: dict[str, Any]) -> Any:
    if _TIME in item:
        return dt.datetime.fromisoformat(item[_TIME])
    return base64.b64decode(item[_BYTES]) if _BYTES in item else item


_BYTES, _TIME = "\x1fbytes", "\x1ftime"
"""Keys of what JSON has no words for; no field of metadata is called so."""

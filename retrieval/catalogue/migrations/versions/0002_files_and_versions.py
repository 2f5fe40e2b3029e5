"""files of several documents, earlier versions, near-duplicates, reader comments."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEEP_IDS = {"sqlite_autoincrement": True}


def upgrade() -> None:
    sequences = _sequences()
    _create_files()
    op.execute(
        "INSERT INTO files "
        "(library, path, location, content_hash, reading_version, corrections, refused, left_out) "
        "SELECT library, path, location, content_hash, reading_version, '{}', '', '[]' "
        "FROM documents"
    )
    with op.batch_alter_table("documents", table_kwargs=_KEEP_IDS) as batch_op:
        batch_op.add_column(sa.Column("file_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("part", sa.String(length=20), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("stated", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(
            sa.Column("corrections", sa.JSON(), nullable=False, server_default="{}")
        )
        batch_op.add_column(sa.Column("comments", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("text_hash", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("signature", sa.LargeBinary(), nullable=False, server_default=_no_bytes())
        )
    op.execute(
        "UPDATE documents SET file_id = (SELECT id FROM files "
        "WHERE files.library = documents.library AND files.location = documents.location)"
    )
    op.execute("UPDATE documents SET stated = metadata")
    _hash_texts()
    with op.batch_alter_table("documents", table_kwargs=_KEEP_IDS) as batch_op:
        batch_op.drop_index("ix_documents_library_content_hash")
        batch_op.drop_constraint("uq_documents_library_location", type_="unique")
        batch_op.drop_column("location")
        batch_op.drop_column("reading_version")
        batch_op.alter_column("file_id", nullable=False)
        for name in (
            "position",
            "part",
            "comments",
            "stated",
            "corrections",
            "text_hash",
            "signature",
        ):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_foreign_key(
            "fk_documents_file_id", "files", ["file_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index("ix_documents_file_id", ["file_id"])
        batch_op.create_index("ix_documents_library_text_hash", ["library", "text_hash"])
    with op.batch_alter_table("passages", table_kwargs=_KEEP_IDS) as batch_op:
        batch_op.add_column(sa.Column("pages", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("input_hash", sa.String(length=64), nullable=False, server_default="")
        )
    _number_pages()
    with op.batch_alter_table("passages", table_kwargs=_KEEP_IDS) as batch_op:
        batch_op.drop_column("page")
        batch_op.alter_column("pages", server_default=None)
        batch_op.alter_column("input_hash", server_default=None)
        batch_op.drop_index("ix_passages_library")
        batch_op.create_index("ix_passages_library_input_hash", ["library", "input_hash"])
    _create_versions()
    _restore(sequences)


def _no_bytes() -> sa.TextClause:
    """Return an empty value of bytes; what SQLite writes so is a number to PostgreSQL."""
    return sa.text("x''" if op.get_bind().dialect.name == "sqlite" else "''")


def _sequences() -> list[tuple[str, int]]:
    """Return the last ids given, since a table that is copied forgets those of removed rows."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return []
    rows = connection.execute(sa.text("SELECT name, seq FROM sqlite_sequence")).all()
    return [(row.name, row.seq) for row in rows]


def _restore(sequences: list[tuple[str, int]]) -> None:
    connection = op.get_bind()
    for name, last in sequences:
        connection.execute(
            sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name}
        )
        connection.execute(
            sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"),
            {"name": name, "last": last},
        )


def _create_files() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("library", sa.String(length=40), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("reading_version", sa.Integer(), nullable=False),
        sa.Column("corrections", sa.JSON(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["library"], ["libraries.name"], name="fk_files_library"),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
        sa.UniqueConstraint("library", "location", name="uq_files_library_location"),
    )
    op.create_index("ix_files_library_content_hash", "files", ["library", "content_hash"])


def _hash_texts() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT id FROM documents")).all():
        text = connection.execute(
            sa.text("SELECT text FROM documents WHERE id = :id"), {"id": row.id}
        ).scalar_one()
        connection.execute(
            sa.text("UPDATE documents SET text_hash = :hash WHERE id = :id"),
            {"id": row.id, "hash": hashlib.sha256(text.encode()).hexdigest()},
        )


def _number_pages() -> None:
    """Give each sentence its page; no format that was read before this schema had pages."""
    connection = op.get_bind()
    passages = sa.table(
        "passages",
        sa.column("id", sa.Integer),
        sa.column("sentences", sa.JSON),
        sa.column("pages", sa.JSON),
    )
    for row in connection.execute(sa.select(passages.c.id, passages.c.sentences)).all():
        connection.execute(
            sa.update(passages)
            .where(passages.c.id == row.id)
            .values(pages=[None] * len(row.sentences))
        )


def _create_versions() -> None:
    op.create_table(
        "superseded",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("library", sa.String(length=40), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("metadata", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("comments", sa.JSON(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["library"], ["libraries.name"], name="fk_superseded_library"),
        sa.PrimaryKeyConstraint("id", name="pk_superseded"),
    )
    op.create_index("ix_superseded_library_location", "superseded", ["library", "location"])
    op.create_index("ix_superseded_successor_id", "superseded", ["successor_id"])
    op.create_table(
        "removed_texts",
        sa.Column("library", sa.String(length=40), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["library"], ["libraries.name"], name="fk_removed_texts_library"),
        sa.PrimaryKeyConstraint("library", "text_hash", name="pk_removed_texts"),
    )
    op.create_table(
        "near_duplicates",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("library", sa.String(length=40), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name="fk_near_duplicates_document_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["documents.id"], name="fk_near_duplicates_other_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["library"], ["libraries.name"], name="fk_near_duplicates_library"),
        sa.PrimaryKeyConstraint("document_id", "other_id", name="pk_near_duplicates"),
    )
    op.create_index("ix_near_duplicates_other_id", "near_duplicates", ["other_id"])


def downgrade() -> None:
    """Refuse: a file of several documents has no place in the older tables.

    :raises NotImplementedError: always; restore the backup made before upgrading.
    """
    raise NotImplementedError("there is no way back from schema 0002; restore a backup.")

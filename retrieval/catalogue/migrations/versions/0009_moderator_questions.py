"""questions that members put to the moderators of their guild."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moderator_questions",
        sa.Column("answer_id", sa.String(length=12), nullable=False),
        sa.Column("library", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asker", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.BigInteger(), nullable=True),
        sa.Column("message", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("moderator", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["library"], ["libraries.name"], name="fk_moderator_questions_library"
        ),
        sa.PrimaryKeyConstraint("answer_id", name="pk_moderator_questions"),
    )
    op.create_index(
        "ix_moderator_questions_library_asker", "moderator_questions", ["library", "asker"]
    )
    op.create_index("ix_moderator_questions_asked_at", "moderator_questions", ["asked_at"])


def downgrade() -> None:
    op.drop_table("moderator_questions")

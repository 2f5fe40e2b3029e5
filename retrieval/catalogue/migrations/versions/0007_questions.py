"""questions that guilds have asked, reasons of ratings, when digests were sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ratings", sa.Column("reason", sa.Text(), nullable=True))
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("library", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("answer_id", sa.String(length=12), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["library"], ["libraries.name"], name="fk_questions_library"),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
    )
    op.create_index("ix_questions_library_asked_at", "questions", ["library", "asked_at"])
    op.create_index("ix_questions_asked_at", "questions", ["asked_at"])
    op.create_table(
        "digests",
        sa.Column("library", sa.String(length=40), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["library"], ["libraries.name"], name="fk_digests_library"),
        sa.PrimaryKeyConstraint("library", name="pk_digests"),
    )


def downgrade() -> None:
    op.drop_table("digests")
    op.drop_table("questions")
    with op.batch_alter_table("ratings") as batch_op:
        batch_op.drop_column("reason")

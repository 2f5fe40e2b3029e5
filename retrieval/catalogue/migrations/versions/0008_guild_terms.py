"""what moderators say that terms mean in their guild."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guild_terms",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("library", sa.String(length=40), nullable=False),
        sa.Column("term_key", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["library"], ["libraries.name"], name="fk_guild_terms_library"),
        sa.PrimaryKeyConstraint("id", name="pk_guild_terms"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_guild_terms_library_id", "guild_terms", ["library", "id"])
    op.create_index("ix_guild_terms_library_term_key", "guild_terms", ["library", "term_key"])


def downgrade() -> None:
    op.drop_table("guild_terms")

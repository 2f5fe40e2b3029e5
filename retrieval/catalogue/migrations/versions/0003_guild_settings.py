"""settings that moderators make for their guild."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guild_settings",
        sa.Column("library", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["library"], ["libraries.name"], name="fk_guild_settings_library"),
        sa.PrimaryKeyConstraint("library", "name", name="pk_guild_settings"),
    )


def downgrade() -> None:
    op.drop_table("guild_settings")

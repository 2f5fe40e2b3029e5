"""what a question was searched for and in, where that is not the question and everything."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answers", sa.Column("searched", sa.Text(), nullable=True))
    op.add_column("answers", sa.Column("scope", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("answers") as batch_op:
        batch_op.drop_column("scope")
        batch_op.drop_column("searched")

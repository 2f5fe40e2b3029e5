"""vectors of single word pieces; what was embedded without them is embedded again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No release can use vectors without those of the pieces any more, nor any before this one the
    # others, and the next run of indexing makes all of them anew.
    op.execute("DELETE FROM embeddings")
    op.execute("DELETE FROM models")
    with op.batch_alter_table("models") as batch_op:
        batch_op.add_column(sa.Column("piece_dimensions", sa.Integer(), nullable=False))
    with op.batch_alter_table("embeddings") as batch_op:
        batch_op.add_column(sa.Column("piece_vectors", sa.LargeBinary(), nullable=False))


def downgrade() -> None:
    op.execute("DELETE FROM embeddings")
    op.execute("DELETE FROM models")
    with op.batch_alter_table("embeddings") as batch_op:
        batch_op.drop_column("piece_vectors")
    with op.batch_alter_table("models") as batch_op:
        batch_op.drop_column("piece_dimensions")

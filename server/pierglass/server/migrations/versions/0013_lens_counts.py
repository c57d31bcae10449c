"""Lenses count what happens in them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database here from the revision before."""
    op.create_table(
        "lens_counts",
        sa.Column("lens_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lens_id"],
            ["oauth_clients.id"],
            name=op.f("fk_lens_counts_lens_id_oauth_clients"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("lens_id", "day", "event", name=op.f("pk_lens_counts")),
    )


def downgrade() -> None:
    """Bring the database back to the revision before."""
    op.drop_table("lens_counts")

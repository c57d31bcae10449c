"""Vectors of items, the model that is searched, words to search items by."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database here from the revision before."""
    op.create_table(
        "vectors",
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("view", sa.String(length=16), nullable=False),
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_vectors_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", "view", "model", name=op.f("pk_vectors")),
    )
    op.create_index(op.f("ix_vectors_model"), "vectors", ["model"], unique=False)
    op.create_table(
        "search_models",
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name=op.f("pk_search_models")),
    )
    # SQLite adds a column in place; a batch would copy the table, and its rows'
    # children would go with the old one.
    op.add_column(
        "items", sa.Column("words", sa.Text(), nullable=False, server_default="")
    )
    op.add_column(
        "media",
        sa.Column("generated", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    """Bring the database back to the revision before."""
    op.drop_column("media", "generated")
    op.drop_column("items", "words")
    op.drop_table("search_models")
    op.drop_table("vectors")

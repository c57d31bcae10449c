"""Launches of linked apps by their links, each to be taken once."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OWNERS = {"account_id": "accounts", "client_id": "oauth_clients"}
INDEXED = (*OWNERS, "expires_at_ms")


def upgrade() -> None:
    """Bring the database here from the revision before."""
    op.create_table(
        "app_launches",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("launch", sa.JSON(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_app_launches_{column}_{table}"),
                ondelete="CASCADE",
            )
            for column, table in OWNERS.items()
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_app_launches")),
    )
    for column in INDEXED:
        op.create_index(
            op.f(f"ix_app_launches_{column}"), "app_launches", [column], unique=False
        )


def downgrade() -> None:
    """Bring the database back to the revision before."""
    for column in reversed(INDEXED):
        op.drop_index(op.f(f"ix_app_launches_{column}"), table_name="app_launches")
    op.drop_table("app_launches")

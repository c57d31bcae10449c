"""Tokens and codes may be bound to a key; reports of what lenses were kept from."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BOUND = ("tokens", "oauth_authorization_codes")


def upgrade() -> None:
    """Bring the database here from the revision before."""
    for table in BOUND:
        op.add_column(table, sa.Column("key_thumbprint", sa.String(length=43)))
    op.create_table(
        "policy_reports",
        sa.Column("lens_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("directive", sa.String(length=40), nullable=False),
        sa.Column("blocked", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lens_id", "version"],
            ["lens_versions.lens_id", "lens_versions.version"],
            name=op.f("fk_policy_reports_lens_id_lens_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "lens_id", "version", "directive", "blocked", name=op.f("pk_policy_reports")
        ),
    )


def downgrade() -> None:
    """Bring the database back to the revision before."""
    op.drop_table("policy_reports")
    for table in reversed(BOUND):
        op.drop_column(table, "key_thumbprint")

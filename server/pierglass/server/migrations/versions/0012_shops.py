"""A listing may name its shop: where the item is bought."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database here from the revision before."""
    op.add_column(
        "listings", sa.Column("shop_url", sa.String(length=2000), nullable=True)
    )


def downgrade() -> None:
    """Bring the database back to the revision before."""
    op.drop_column("listings", "shop_url")

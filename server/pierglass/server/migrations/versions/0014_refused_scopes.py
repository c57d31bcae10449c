"""A grant remembers what its client asked for in vain."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database here from the revision before."""
    refused = sa.Column("refused", sa.JSON(), server_default="[]", nullable=False)
    op.add_column("oauth_grants", refused)


def downgrade() -> None:
    """Bring the database back to the revision before."""
    op.drop_column("oauth_grants", "refused")

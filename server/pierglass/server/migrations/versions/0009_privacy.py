"""An account may keep to itself which lenses it has open."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database here from the revision before."""
    hidden: sa.Column[bool] = sa.Column(
        "activity_hidden", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("accounts", hidden)


def downgrade() -> None:
    """Bring the database back to the revision before."""
    op.drop_column("accounts", "activity_hidden")

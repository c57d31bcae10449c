"""An index behind every pointer to a picture or try-on: deleting one looks there."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

POINTERS = (
    ("augmentations", "source_media_id"),
    ("messages", "video_id"),
    ("messages", "audio_id"),
    ("messages", "augmentation_id"),
    ("snaps", "augmentation_id"),
)


def upgrade() -> None:
    """Bring the database here from the revision before."""
    for table, column in POINTERS:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    """Bring the database back to the revision before."""
    for table, column in reversed(POINTERS):
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)

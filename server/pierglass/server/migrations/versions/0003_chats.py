"""Conversations, messages, idempotency and stories."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database here from the revision before."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=64), nullable=True),
        sa.Column("owner_id", sa.String(length=64), nullable=True),
        sa.Column("direct_key", sa.String(length=130), nullable=True),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("direct_key", name=op.f("uq_conversations_direct_key")),
    )
    op.create_table(
        "idempotency",
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("result_id", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_idempotency_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "account_id", "origin", "key", name=op.f("pk_idempotency")
        ),
    )
    op.create_index(
        op.f("ix_idempotency_created_at_ms"),
        "idempotency",
        ["created_at_ms"],
        unique=False,
    )
    op.create_table(
        "members",
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("joined_seq", sa.BigInteger(), nullable=False),
        sa.Column("read_seq", sa.BigInteger(), nullable=False),
        sa.Column("joined_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_members_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_members_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "conversation_id", "account_id", name=op.f("pk_members")
        ),
    )
    op.create_index(
        op.f("ix_members_account_id"), "members", ["account_id"], unique=False
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("sender_id", sa.String(length=64), nullable=False),
        sa.Column("receiver_ids", sa.JSON(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("client_message_id", sa.String(length=128), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("image_id", sa.String(length=64), nullable=True),
        sa.Column("video_id", sa.String(length=64), nullable=True),
        sa.Column("audio_id", sa.String(length=64), nullable=True),
        sa.Column("augmentation_id", sa.String(length=64), nullable=True),
        sa.Column("duration_s", sa.Integer(), nullable=True),
        sa.Column("max_views", sa.Integer(), nullable=True),
        sa.Column("geolocations", sa.JSON(), nullable=False),
        sa.Column("story_ids", sa.JSON(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=True),
        sa.Column("card_image_id", sa.String(length=64), nullable=True),
        sa.Column("deleted_at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["audio_id"], ["media.id"], name=op.f("fk_messages_audio_id_media")
        ),
        sa.ForeignKeyConstraint(
            ["augmentation_id"],
            ["augmentations.id"],
            name=op.f("fk_messages_augmentation_id_augmentations"),
        ),
        sa.ForeignKeyConstraint(
            ["card_image_id"],
            ["media.id"],
            name=op.f("fk_messages_card_image_id_media"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_messages_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["image_id"], ["media.id"], name=op.f("fk_messages_image_id_media")
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["accounts.id"], name=op.f("fk_messages_sender_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["video_id"], ["media.id"], name=op.f("fk_messages_video_id_media")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "conversation_id", "seq", name=op.f("uq_messages_conversation_id_seq")
        ),
    )
    op.create_index(
        op.f("ix_messages_card_image_id"), "messages", ["card_image_id"], unique=False
    )
    op.create_index(
        op.f("ix_messages_image_id"), "messages", ["image_id"], unique=False
    )
    op.create_table(
        "snaps",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("image_id", sa.String(length=64), nullable=False),
        sa.Column("augmentation_id", sa.String(length=64), nullable=True),
        sa.Column("card", sa.JSON(), nullable=True),
        sa.Column("duration_s", sa.Integer(), nullable=True),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_snaps_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["augmentation_id"],
            ["augmentations.id"],
            name=op.f("fk_snaps_augmentation_id_augmentations"),
        ),
        sa.ForeignKeyConstraint(
            ["image_id"], ["media.id"], name=op.f("fk_snaps_image_id_media")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snaps")),
    )
    op.create_index(op.f("ix_snaps_account_id"), "snaps", ["account_id"], unique=False)
    op.create_index(
        op.f("ix_snaps_expires_at_ms"), "snaps", ["expires_at_ms"], unique=False
    )
    op.create_index(op.f("ix_snaps_image_id"), "snaps", ["image_id"], unique=False)
    op.create_table(
        "message_views",
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("opened_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_message_views_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name=op.f("fk_message_views_message_id_messages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "message_id", "account_id", name=op.f("pk_message_views")
        ),
    )
    op.create_table(
        "snap_views",
        sa.Column("snap_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("viewed_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_snap_views_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["snap_id"],
            ["snaps.id"],
            name=op.f("fk_snap_views_snap_id_snaps"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("snap_id", "account_id", name=op.f("pk_snap_views")),
    )


def downgrade() -> None:
    """Bring the database back to the revision before."""
    op.drop_table("snap_views")
    op.drop_table("message_views")
    op.drop_table("snaps")
    op.drop_table("messages")
    op.drop_table("members")
    op.drop_table("idempotency")
    op.drop_table("conversations")

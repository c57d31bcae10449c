"""Webhooks, openings and presence of lenses, mutes, and what lenses keep."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database here from the revision before."""
    op.create_table(
        "activities",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("started_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("seen_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_activities_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["oauth_clients.id"],
            name=op.f("fk_activities_client_id_oauth_clients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_activities_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    op.create_index(
        op.f("ix_activities_account_id"), "activities", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_activities_client_id"), "activities", ["client_id"], unique=False
    )
    op.create_index(
        op.f("ix_activities_conversation_id"),
        "activities",
        ["conversation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_activities_seen_at_ms"), "activities", ["seen_at_ms"], unique=False
    )
    op.create_table(
        "resource_mutes",
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("muted_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_resource_mutes_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["oauth_clients.id"],
            name=op.f("fk_resource_mutes_client_id_oauth_clients"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "account_id", "client_id", name=op.f("pk_resource_mutes")
        ),
    )
    op.create_table(
        "resource_uses",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("opened_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_resource_uses_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["oauth_clients.id"],
            name=op.f("fk_resource_uses_client_id_oauth_clients"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_uses")),
    )
    op.create_index(
        op.f("ix_resource_uses_client_id"), "resource_uses", ["client_id"], unique=False
    )
    op.create_index(
        "ix_resource_uses_history",
        "resource_uses",
        ["account_id", "client_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_resource_uses_opened_at_ms"),
        "resource_uses",
        ["opened_at_ms"],
        unique=False,
    )
    op.create_table(
        "stored_values",
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["oauth_clients.id"],
            name=op.f("fk_stored_values_client_id_oauth_clients"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "client_id", "scope", "owner_id", "key", name=op.f("pk_stored_values")
        ),
    )
    op.create_index(
        op.f("ix_stored_values_owner_id"), "stored_values", ["owner_id"], unique=False
    )
    op.create_table(
        "webhook_endpoints",
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("rotated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("gone_at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["oauth_clients.id"],
            name=op.f("fk_webhook_endpoints_client_id_oauth_clients"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_webhook_endpoints")),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("last_result", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["webhook_endpoints.client_id"],
            name=op.f("fk_webhook_deliveries_client_id_webhook_endpoints"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
    )
    op.create_index(
        op.f("ix_webhook_deliveries_client_id"),
        "webhook_deliveries",
        ["client_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_webhook_deliveries_created_at_ms"),
        "webhook_deliveries",
        ["created_at_ms"],
        unique=False,
    )
    op.create_index(
        op.f("ix_webhook_deliveries_due_at_ms"),
        "webhook_deliveries",
        ["due_at_ms"],
        unique=False,
    )
    op.add_column("oauth_clients", sa.Column("listing", sa.JSON(), nullable=True))
    op.add_column(
        "oauth_grants", sa.Column("authorized_at_ms", sa.BigInteger(), nullable=True)
    )


def downgrade() -> None:
    """Bring the database back to the revision before."""
    op.drop_column("oauth_grants", "authorized_at_ms")
    op.drop_column("oauth_clients", "listing")
    op.drop_index(
        op.f("ix_webhook_deliveries_due_at_ms"), table_name="webhook_deliveries"
    )
    op.drop_index(
        op.f("ix_webhook_deliveries_created_at_ms"), table_name="webhook_deliveries"
    )
    op.drop_index(
        op.f("ix_webhook_deliveries_client_id"), table_name="webhook_deliveries"
    )
    op.drop_table("webhook_deliveries")
    op.drop_table("webhook_endpoints")
    op.drop_index(op.f("ix_stored_values_owner_id"), table_name="stored_values")
    op.drop_table("stored_values")
    op.drop_index(op.f("ix_resource_uses_opened_at_ms"), table_name="resource_uses")
    op.drop_index("ix_resource_uses_history", table_name="resource_uses")
    op.drop_index(op.f("ix_resource_uses_client_id"), table_name="resource_uses")
    op.drop_table("resource_uses")
    op.drop_table("resource_mutes")
    op.drop_index(op.f("ix_activities_seen_at_ms"), table_name="activities")
    op.drop_index(op.f("ix_activities_conversation_id"), table_name="activities")
    op.drop_index(op.f("ix_activities_client_id"), table_name="activities")
    op.drop_index(op.f("ix_activities_account_id"), table_name="activities")
    op.drop_table("activities")

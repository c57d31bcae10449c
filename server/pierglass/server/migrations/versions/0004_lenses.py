"""OAuth clients, grants and codes; lenses and their files."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database here from the revision before."""
    op.create_table(
        "oauth_authorization_tickets",
        sa.Column("ticket_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_oauth_authorization_tickets_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "ticket_hash", name=op.f("pk_oauth_authorization_tickets")
        ),
    )
    op.create_index(
        op.f("ix_oauth_authorization_tickets_expires_at_ms"),
        "oauth_authorization_tickets",
        ["expires_at_ms"],
        unique=False,
    )
    op.create_table(
        "oauth_clients",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("owner_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=True),
        sa.Column("redirect_uris", sa.JSON(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("require_state", sa.Boolean(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["accounts.id"],
            name=op.f("fk_oauth_clients_owner_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_clients")),
    )
    op.create_index(
        op.f("ix_oauth_clients_owner_id"), "oauth_clients", ["owner_id"], unique=False
    )
    op.create_table(
        "lenses",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("publisher_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("published_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["oauth_clients.id"], name=op.f("fk_lenses_id_oauth_clients")
        ),
        sa.ForeignKeyConstraint(
            ["publisher_id"],
            ["accounts.id"],
            name=op.f("fk_lenses_publisher_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lenses")),
    )
    op.create_index(
        op.f("ix_lenses_publisher_id"), "lenses", ["publisher_id"], unique=False
    )
    op.create_table(
        "oauth_authorization_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("code_challenge", sa.String(length=64), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("family_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_oauth_authorization_codes_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["oauth_clients.id"],
            name=op.f("fk_oauth_authorization_codes_client_id_oauth_clients"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_oauth_authorization_codes")),
    )
    op.create_index(
        op.f("ix_oauth_authorization_codes_expires_at_ms"),
        "oauth_authorization_codes",
        ["expires_at_ms"],
        unique=False,
    )
    op.create_table(
        "oauth_grants",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("decided_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_oauth_grants_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["oauth_clients.id"],
            name=op.f("fk_oauth_grants_client_id_oauth_clients"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_grants")),
        sa.UniqueConstraint(
            "account_id", "client_id", name=op.f("uq_oauth_grants_account_id_client_id")
        ),
    )
    op.create_index(
        op.f("ix_oauth_grants_client_id"), "oauth_grants", ["client_id"], unique=False
    )
    op.create_table(
        "lens_versions",
        sa.Column("lens_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("published_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lens_id"], ["lenses.id"], name=op.f("fk_lens_versions_lens_id_lenses")
        ),
        sa.PrimaryKeyConstraint("lens_id", "version", name=op.f("pk_lens_versions")),
    )
    op.create_table(
        "lens_files",
        sa.Column("lens_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lens_id", "version"],
            ["lens_versions.lens_id", "lens_versions.version"],
            name=op.f("fk_lens_files_lens_id_version_lens_versions"),
        ),
        sa.PrimaryKeyConstraint(
            "lens_id", "version", "path", name=op.f("pk_lens_files")
        ),
    )


def downgrade() -> None:
    """Bring the database back to the revision before."""
    op.drop_table("lens_files")
    op.drop_table("lens_versions")
    op.drop_table("oauth_grants")
    op.drop_table("oauth_authorization_codes")
    op.drop_table("lenses")
    op.drop_table("oauth_clients")
    op.drop_table("oauth_authorization_tickets")

"""Versions of lenses are reviewed, rolled out and withdrawn; publishers have keys."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database here from the revision before."""
    op.create_table(
        "lens_releases",
        sa.Column("lens_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=True),
        sa.Column("signature", sa.String(length=88), nullable=True),
        sa.Column("art_sha256", sa.String(length=64), nullable=True),
        sa.Column("submitted_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("decided_at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lens_id", "version"],
            ["lens_versions.lens_id", "lens_versions.version"],
            name=op.f("fk_lens_releases_lens_id_lens_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("lens_id", "version", name=op.f("pk_lens_releases")),
    )
    op.create_index(
        "ix_lens_releases_state", "lens_releases", ["state", "submitted_at_ms"]
    )
    op.create_table(
        "lens_box_art",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content_type", sa.String(length=80), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_lens_box_art")),
    )
    op.create_table(
        "publisher_keys",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.String(length=44), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("retired_at_ms", sa.BigInteger(), nullable=True),
        _account("publisher_keys"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publisher_keys")),
    )
    op.create_index(
        op.f("ix_publisher_keys_account_id"), "publisher_keys", ["account_id"]
    )
    op.create_table(
        "blocked_publishers",
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("blocked_at_ms", sa.BigInteger(), nullable=False),
        _account("blocked_publishers"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_blocked_publishers")),
    )
    op.create_table(
        "lens_decisions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("lens_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=True),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lens_id"],
            ["lenses.id"],
            name=op.f("fk_lens_decisions_lens_id_lenses"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["accounts.id"],
            name=op.f("fk_lens_decisions_actor_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lens_decisions")),
    )
    op.create_index(op.f("ix_lens_decisions_lens_id"), "lens_decisions", ["lens_id"])
    _keep_what_is_published()


def downgrade() -> None:
    """Bring the database back to the revision before."""
    op.drop_table("lens_decisions")
    op.drop_table("blocked_publishers")
    op.drop_table("publisher_keys")
    op.drop_table("lens_box_art")
    op.drop_table("lens_releases")


def _account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account_id"],
        ["accounts.id"],
        name=op.f(f"fk_{table}_account_id_accounts"),
        ondelete="CASCADE",
    )


def _keep_what_is_published() -> None:
    # Until now publishing a version was all there was: everybody had the newest.
    versions = sa.table(
        "lens_versions",
        sa.column("lens_id"),
        sa.column("version"),
        sa.column("published_at_ms"),
    )
    releases = sa.table(
        "lens_releases",
        *(sa.column(name) for name in ("lens_id", "version", "rank", "state")),
        *(sa.column(name) for name in ("percent", "submitted_at_ms", "decided_at_ms")),
        sa.column("reasons", sa.JSON()),
        sa.column("findings", sa.JSON()),
    )
    for lens_id, version, at_ms in op.get_bind().execute(sa.select(versions)).all():
        major, minor, patch = (int(part) for part in version.split("."))
        op.execute(
            releases.insert().values(
                lens_id=lens_id,
                version=version,
                rank=(major * 10**6 + minor) * 10**6 + patch,
                state="approved",
                percent=100,
                reasons=[],
                findings=[],
                submitted_at_ms=at_ms,
                decided_at_ms=at_ms,
            )
        )

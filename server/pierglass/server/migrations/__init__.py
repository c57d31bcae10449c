"""Migrations: a database is brought to the newest revision at start."""

from sqlalchemy import Engine

from pierglass.server.store.tables import METADATA

__all__ = ["upgrade"]


def upgrade(engine: Engine) -> None:
    """Bring the database behind *engine* to the newest revision."""
    METADATA.create_all(engine)

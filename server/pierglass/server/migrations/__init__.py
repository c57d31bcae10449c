"""Migrations: a database is brought to the newest revision at start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

__all__ = ["config", "upgrade"]

FOLDER = Path(__file__).parent


def config(**attributes: object) -> Config:
    """Return Alembic's configuration for this folder.

    Args:
        attributes: What ``env.py`` is handed, such as ``connection``.
    """
    made = Config()
    # Alembic reads % as the start of a variable.
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes.update(attributes)
    return made


def upgrade(engine: Engine) -> None:
    """Bring the database behind *engine* to the newest revision.

    All of it happens in one transaction: a migration that fails leaves the database
    as it was.
    """
    with engine.begin() as connection:
        command.upgrade(config(connection=connection), "head")

"""Alembic's way in: it runs this file for every command on the migrations."""

from alembic import context

from pierglass.server.store.tables import METADATA


def run() -> None:
    """Run migrations on the connection that the caller handed over."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=METADATA,
        # SQLite cannot alter most of a table: Alembic copies it instead.
        render_as_batch=True,
        # With our own BEGIN, SQLite rolls its data definitions back as well.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()

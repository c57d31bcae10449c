from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from pierglass.server import migrations
from pierglass.server.migrations import config
from pierglass.server.store.database import Store
from pierglass.server.store.tables import METADATA


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'new.db'}")


def test_migrations_build_the_tables_that_the_code_declares(store: Store) -> None:
    migrations.upgrade(store.engine())
    with store.engine().begin() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, METADATA) == []
    store.close()


def test_upgrade_of_an_upgraded_database_changes_nothing(store: Store) -> None:
    migrations.upgrade(store.engine())
    migrations.upgrade(store.engine())
    with store.engine().begin() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        # One head alone: two would make every upgrade ambiguous.
        assert current == ScriptDirectory.from_config(config()).get_current_head()
    store.close()

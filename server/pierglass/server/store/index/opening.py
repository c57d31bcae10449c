"""The adapter of the vector index that a URL names."""

from pierglass.server.settings import SettingsError
from pierglass.server.store.database import Store
from pierglass.server.store.index.embedded import EmbeddedIndex
from pierglass.server.store.index.port import VectorIndex

__all__ = ["open_index"]


def open_index(url: str, store: Store) -> VectorIndex:
    """Return the index.

    Args:
        url: Empty for the store's own database, or ``postgresql://…``.
        store: The store's own database, migrated.

    Raises:
        SettingsError: If the driver that the URL needs is not installed.
        StoreFailedError: If the database does not answer, or has no pgvector.
    """
    if not url:
        return EmbeddedIndex(store)
    try:
        from pierglass.server.store.index.pgvector import PgvectorIndex

        return PgvectorIndex(url)
    except ModuleNotFoundError as exc:
        raise SettingsError(
            f"PIERGLASS_VECTORS_URL is {url.partition('://')[0]}://… and {exc.name} is "
            f"not installed: run pip install 'pierglass[pgvector]', or leave it empty"
        ) from exc

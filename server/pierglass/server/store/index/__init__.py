"""The vector index: a port, and its two adapters.

- ``port``: what an index takes and gives
- ``embedded``: exact, in the store's own SQLite, with matrices in memory
- ``pgvector``: exact, in PostgreSQL with the extension pgvector
- ``opening``: the adapter that a URL names
"""

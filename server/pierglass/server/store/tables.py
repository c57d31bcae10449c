"""Every table's module, imported so that the metadata is whole."""

from pierglass.server.store import (
    accounts,
    augmentations,
    catalogue,
    conversations,
    inbox,
    lens_counts,
    media,
    messages,
    oauth,
    policy_reports,
    relations,
    releases,
    resources,
    stories,
    tokens,
    trained_models,
    vectors,
    webhooks,
)
from pierglass.server.store.base import Base

__all__ = ["METADATA", "MODULES"]

MODULES = (
    accounts,
    augmentations,
    catalogue,
    conversations,
    inbox,
    lens_counts,
    media,
    messages,
    oauth,
    policy_reports,
    relations,
    releases,
    resources,
    stories,
    tokens,
    trained_models,
    vectors,
    webhooks,
)
"""One module a domain."""

METADATA = Base.metadata
"""The metadata that migrations compare a database with."""

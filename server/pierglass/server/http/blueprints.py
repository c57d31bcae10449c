"""Every blueprint of the API, in the order in which OpenAPI lists them."""

from collections.abc import Callable

from flask import Blueprint

from pierglass.server.http import (
    accounts,
    app_launches,
    catalogue,
    conversations,
    friends,
    lens_counts,
    lens_friends,
    lens_storage,
    lenses,
    media,
    oauth,
    openapi,
    policy_reports,
    publishing,
    resources,
    search,
    site,
    stories,
    webhooks,
)
from pierglass.server.services.context import Context

__all__ = ["BLUEPRINTS"]

BLUEPRINTS: tuple[Callable[[Context], Blueprint], ...] = (
    accounts.blueprint,
    friends.blueprint,
    conversations.blueprint,
    media.blueprint,
    catalogue.blueprint,
    search.blueprint,
    stories.blueprint,
    lenses.blueprint,
    publishing.blueprint,
    policy_reports.blueprint,
    webhooks.blueprint,
    resources.blueprint,
    app_launches.blueprint,
    lens_storage.blueprint,
    lens_counts.blueprint,
    lens_friends.blueprint,
    oauth.blueprint,
    openapi.blueprint,
    site.blueprint,
)
"""Each makes its routes over a context."""

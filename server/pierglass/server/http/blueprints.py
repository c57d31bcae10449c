"""Every blueprint of the API, in the order in which OpenAPI lists them."""

from collections.abc import Callable

from flask import Blueprint

from pierglass.server.http import (
    accounts,
    catalogue,
    conversations,
    friends,
    lenses,
    media,
    oauth,
    openapi,
    policy_reports,
    site,
    stories,
)
from pierglass.server.services.context import Context

__all__ = ["BLUEPRINTS"]

BLUEPRINTS: tuple[Callable[[Context], Blueprint], ...] = (
    accounts.blueprint,
    friends.blueprint,
    conversations.blueprint,
    media.blueprint,
    catalogue.blueprint,
    stories.blueprint,
    lenses.blueprint,
    policy_reports.blueprint,
    oauth.blueprint,
    openapi.blueprint,
    site.blueprint,
)
"""Each makes its routes over a context."""

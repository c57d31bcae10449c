"""Every blueprint of the API, in the order in which OpenAPI lists them."""

from collections.abc import Callable

from flask import Blueprint

from pierglass.server.http import (
    accounts,
    lenses,
    oauth,
)
from pierglass.server.services.context import Context

__all__ = ["BLUEPRINTS"]

BLUEPRINTS: tuple[Callable[[Context], Blueprint], ...] = (
    accounts.blueprint,
    lenses.blueprint,
    oauth.blueprint,
)
"""Each makes its routes over a context."""

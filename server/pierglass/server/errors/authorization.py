"""Clients, scopes and lenses."""

from pierglass.server.errors.base import RemoteError
from pierglass.server.errors.caller import ForbiddenError
from pierglass.server.errors.field import InvalidFieldError

__all__ = [
    "InvalidClientError",
    "InvalidClientMetadataError",
    "InvalidRedirectUriError",
    "InvalidScopeError",
    "LensInvalidError",
    "LensVersionNotNewerError",
    "PermissionDeniedError",
]


class InvalidRedirectUriError(InvalidFieldError):
    """An address that cannot be registered, or was not."""

    code = "invalid_redirect_uri"
    http_status = 400


class InvalidClientError(RemoteError):
    """No client of this name may ask for authorization."""

    code = "invalid_client"
    template = "There is no OAuth client {client_id!r}. Register it first."


class InvalidClientMetadataError(InvalidFieldError):
    """A client's registration that is not accepted; *field* names the value."""

    code = "invalid_client_metadata"
    http_status = 400


class InvalidScopeError(RemoteError):
    """Scopes that this kind of resource can never have, or that do not exist."""

    code = "invalid_scope"
    template = "These scopes are refused: {refused}. Possible here: {allowed}."


class PermissionDeniedError(ForbiddenError):
    """The user has not granted the scope to this lens, or refused it."""

    code = "permission_denied"
    template = "The user has not granted {scope} to {lens_id} ({state})."


class LensInvalidError(InvalidFieldError):
    """A lens that is not accepted; *field* is the key path in what was sent."""

    code = "lens.invalid"


class LensVersionNotNewerError(InvalidFieldError):
    """A publication that does not move the version up."""

    code = "lens.version_not_newer"
    http_status = 409
    template = "{field} is {found}; it must be newer than {published}."

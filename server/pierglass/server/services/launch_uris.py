"""Launch addresses: where a client may send the user who opens a linked app.

A launch carries a word that is worth what the user lets the app know, so it goes where
the app's authorization codes go and nowhere else: to an https origin or a private
scheme of its own redirect addresses.

Source: A, paragraphs 31 and 32; RFC 8252 sections 7.1 and 7.2.
"""

from urllib.parse import urlsplit

from pierglass.server.errors import InvalidClientMetadataError, InvalidRedirectUriError
from pierglass.server.services.redirect_uris import check_redirect_uri

__all__ = ["check_launch_uri", "handler_of"]

FIELD = "listing.launch_uri"


def check_launch_uri(uri: str, redirect_uris: list[str]) -> str:
    """Return *uri* if a linked app with these redirect addresses may be opened by it.

    Raises:
        InvalidClientMetadataError: Saying what is wrong with it.
    """
    try:
        check_redirect_uri(uri, FIELD)
    except InvalidRedirectUriError as exc:
        raise _refused(str(exc.data["reason"])) from exc
    if "?" in uri:
        raise _refused("a query is not allowed; the launch is put behind '#'")
    handler = handler_of(uri)
    if handler.startswith("http:"):
        raise _refused("http is not for launching; use https or a private scheme")
    own = sorted({handler_of(one) for one in redirect_uris})
    if handler not in own:
        known = ", ".join(own)
        reason = f"it belongs to {handler}, expected one of the app's own: {known}"
        raise _refused(reason)
    return uri


def handler_of(uri: str) -> str:
    """Return what answers *uri*: an origin for https, else the private scheme."""
    parts = urlsplit(uri)
    if parts.scheme in {"http", "https"}:
        return f"{parts.scheme}://{parts.netloc}"
    return parts.scheme


def _refused(reason: str) -> InvalidClientMetadataError:
    return InvalidClientMetadataError(field=FIELD, reason=reason)

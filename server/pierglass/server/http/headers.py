"""Security headers of every reply, and the page's own policy."""

from urllib.parse import urlsplit

from flask import Flask, Response

from pierglass.server.settings import Settings

__all__ = ["page_policy", "register"]

POLICY = "Content-Security-Policy"
PRIVATE = {
    "Cache-Control": "private, no-store",
    "Vary": "Authorization",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers of a reply that sets none of its own."""
UNFRAMED = {
    POLICY: "default-src 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}
"""Further headers of a reply without a policy of its own."""


def register(app: Flask) -> None:
    """Put security headers on every reply of *app*."""

    @app.after_request
    def protect(response: Response) -> Response:
        defaults = PRIVATE if POLICY in response.headers else PRIVATE | UNFRAMED
        for name, value in defaults.items():
            response.headers.setdefault(name, value)
        return response


def page_policy(settings: Settings) -> str:
    """Return the Content-Security-Policy of the web page."""
    sockets = f"{_origin(settings.gateway())} {_origin(settings.live())}"
    lens = settings.lenses()
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            f"connect-src 'self' {sockets}",
            f"img-src 'self' blob: data: {lens}",
            "media-src 'self' blob:",
            f"frame-src {lens}/lenses/",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

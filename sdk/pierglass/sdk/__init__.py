"""What a lens developer installs: API and gateway clients, and the applet's end.

Names are loaded when they are first used, so that `import pierglass.sdk` costs next
to nothing and a bot that only speaks the gateway never loads an HTTP client.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pierglass.sdk.api import Api, AsyncApi, Tokens
    from pierglass.sdk.applet import Applet, connect_applet, connect_in_memory
    from pierglass.sdk.errors import ApiError, CallError, PierglassError
    from pierglass.sdk.gateway import Event, Gateway
    from pierglass.sdk.oauth import AsyncOAuth, OAuth
    from pierglass.sdk.webhooks import Receiver

__all__ = [
    "Api",
    "ApiError",
    "Applet",
    "AsyncApi",
    "AsyncOAuth",
    "CallError",
    "Event",
    "Gateway",
    "OAuth",
    "PierglassError",
    "Receiver",
    "Tokens",
    "connect_applet",
    "connect_in_memory",
]

_HOMES = {
    "Api": "api",
    "ApiError": "errors",
    "Applet": "applet",
    "AsyncApi": "api",
    "AsyncOAuth": "oauth",
    "CallError": "errors",
    "Event": "gateway",
    "Gateway": "gateway",
    "OAuth": "oauth",
    "PierglassError": "errors",
    "Receiver": "webhooks",
    "Tokens": "api",
    "connect_applet": "applet",
    "connect_in_memory": "applet",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)

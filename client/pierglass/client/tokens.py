"""The tokens of a signed-in device, renewed once for however many ask at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pierglass.client.call import Call
    from pierglass.client.records import Session

__all__ = ["Tokens"]


@dataclass
class Tokens:
    """What a client holds to speak for an account.

    Attributes:
        access: The bearer token of requests.
        refresh: Trades for new tokens, once; None for a token that cannot renew.
        on_change: Called with each new session, so that it can be kept.
        renewal: From a refresh token to the request that trades it; that of a device's
            session when None.
    """

    access: str | None = None
    refresh: str | None = None
    device_id: str | None = None
    on_change: Callable[[Session], None] | None = None
    renewal: Callable[[str], Call[Session]] | None = None

    def take(self, session: Session) -> None:
        """Hold the tokens of *session* from now on."""
        self.access = session["access_token"]
        self.refresh = session["refresh_token"]
        self.device_id = session.get("device_id", self.device_id)
        if self.on_change is not None:
            self.on_change(session)

    def forget(self) -> None:
        """Hold no token any more."""
        self.access = self.refresh = None

    def can_renew(self, used: str | None) -> bool:
        """Whether a request that failed with token *used* is worth another try."""
        return self.refresh is not None or (
            self.access is not None and self.access != used
        )

"""Who is connected: sessions by account and device, takeover and revocation."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pierglass.server.gateway.codes import Close, RefusedError
from pierglass.server.gateway.feed import Feed, event_frame
from pierglass.server.gateway.socket import GatewaySocket, pack

__all__ = ["Hub", "Member", "Principal"]


_KNOWN = ("account_id", "device_id", "client_id", "token_id", "family_id")


@dataclass(frozen=True)
class Principal:
    """Who a token stands for, as the api process says."""

    account_id: str
    device_id: str | None
    client_id: str | None
    scopes: frozenset[str]
    token_id: str
    family_id: str = ""
    ends_s: float = math.inf
    """When the token ends, by the clock of the event loop."""

    @classmethod
    def of(cls, found: Mapping[str, Any], now_s: float) -> "Principal":
        """Read the reply of ``authenticate``, which came at ``now_s``."""
        known = {name: found[name] for name in _KNOWN}
        return cls(
            **known,
            scopes=frozenset(found["scopes"]),
            ends_s=now_s + found["expires_in_ms"] / 1000,
        )

    def as_map(self) -> dict[str, Any]:
        """Give the form in which commands carry it."""
        return {
            "account_id": self.account_id,
            "device_id": self.device_id,
            "client_id": self.client_id,
            "scopes": sorted(self.scopes),
            "token_id": self.token_id,
        }

    @property
    def origin(self) -> str:
        """The device or the client: one live consumer each."""
        return self.device_id or f"client:{self.client_id}"


class Member(Protocol):
    """A connection of an account, of either port."""

    principal: Principal
    socket: GatewaySocket

    @property
    def feed(self) -> Feed | None:
        """Where events go; None for a stream of frames, which gets none."""
        ...


class Hub:
    """The connections of this gateway.

    Args:
        sessions_per_account: How many devices of one account may be connected.
    """

    def __init__(self, sessions_per_account: int) -> None:
        self._limit = sessions_per_account
        self._members: dict[str, set[Member]] = {}

    def add(self, member: Member) -> None:
        """Let a member in; an older chat session of the same device ends.

        Raises:
            RefusedError: The account has too many sessions.
        """
        members = self._members.setdefault(member.principal.account_id, set())
        if member.feed is not None:
            for other in self._of_device(members, member.principal.origin):
                members.discard(other)
                other.socket.end(Close.SESSION_REPLACED, "session_replaced")
        if len(members) >= self._limit:
            raise RefusedError(Close.RATE_LIMITED, "too_many_sessions")
        members.add(member)

    def remove(self, member: Member) -> None:
        """Forget a member whose connection is over."""
        account_id = member.principal.account_id
        members = self._members.get(account_id, set())
        members.discard(member)
        if not members:
            self._members.pop(account_id, None)

    def members(self) -> Iterable[Member]:
        """Give every member."""
        return [one for members in self._members.values() for one in members]

    def on_event(self, event: Mapping[str, Any]) -> None:
        """Take an event from the bus: revoke first, then deliver."""
        account_id = event["account_id"]
        if account_id not in self._members:
            return
        self.revoke(account_id, event["type"], event["data"])
        feeds = [one.feed for one in self._members.get(account_id, ()) if one.feed]
        if feeds:
            frame = event_frame(event["seq"], event["type"], event["data"])
            for feed in feeds:
                feed.offer(event["seq"], frame)

    def revoke(self, account_id: str, kind: str, data: Mapping[str, Any]) -> None:
        """End the connections whose right an event takes away."""
        is_hit = _REVOCATIONS.get(kind)
        if is_hit is None:
            return
        members = self._members.get(account_id, set())
        for member in [one for one in members if is_hit(one.principal, data)]:
            members.discard(member)
            member.socket.end(Close.TOKEN_REVOKED, "token_revoked")

    def tell(self, account_ids: Iterable[str], message: Mapping[str, Any]) -> None:
        """Send what is worth nothing later, such as typing."""
        frame = pack(message)
        for account_id in account_ids:
            for member in self._members.get(account_id, ()):
                if member.feed is not None:
                    member.socket.push(frame)

    def _of_device(self, members: set[Member], origin: str) -> list[Member]:
        return [
            one
            for one in members
            if one.feed is not None and one.principal.origin == origin
        ]


def _is_session(principal: Principal, data: Mapping[str, Any]) -> bool:
    """Whether a session's end hits: its device's, or a client's without a device.

    A client may hold several grants of tokens for one account; the event names the
    family that ended, and the others go on.
    """
    if data.get("device_id") is not None:
        return bool(principal.device_id == data["device_id"])
    if not _is_client(principal, data):
        return False
    return data.get("family_id") in (None, principal.family_id)


def _is_client(principal: Principal, data: Mapping[str, Any]) -> bool:
    client_id = data.get("client_id")
    return client_id is not None and bool(principal.client_id == client_id)


_REVOCATIONS: Mapping[str, Callable[[Principal, Mapping[str, Any]], bool]] = {
    "session.revoked": _is_session,
    "grant.revoked": _is_client,
}

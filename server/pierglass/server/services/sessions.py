"""Sessions and devices: refresh, sign-out, and signing a device out."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.errors import NotFoundError
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.services.tokens import TokenPair, revoke, rotate
from pierglass.server.store.accounts import Device

__all__ = ["end_current", "end_device", "list_devices", "refresh", "render"]


def refresh(ctx: Context, refresh_token: str) -> TokenPair:
    """Return the successors of a first-party refresh token.

    Raises:
        UnauthenticatedError: The subclass says why not.
    """
    pair = rotate(ctx, refresh_token)

    def seen(session: Session) -> None:
        device = session.get(Device, pair.device_id)
        if device is not None:
            device.last_seen_ms = ctx.clock.now_ms()

    ctx.store.write(seen)
    return pair


def end_current(ctx: Context, principal: Principal) -> None:
    """Sign the caller's device out."""
    if principal.device_id is not None:
        end_device(ctx, principal, principal.device_id)


def list_devices(ctx: Context, principal: Principal) -> list[dict[str, Any]]:
    """Return the devices on which the caller is signed in."""

    def look(session: Session) -> list[dict[str, Any]]:
        rows = session.scalars(
            select(Device)
            .where(
                Device.account_id == principal.account_id,
                Device.revoked_at_ms.is_(None),
            )
            .order_by(Device.created_at_ms, Device.id)
        )
        return [
            {
                "id": row.id,
                "name": row.name,
                "platform": row.platform,
                "created_at_ms": row.created_at_ms,
                "last_seen_ms": row.last_seen_ms,
                "current": row.id == principal.device_id,
            }
            for row in rows
        ]

    return ctx.store.read(look)


def end_device(ctx: Context, principal: Principal, device_id: str) -> None:
    """Revoke every token of one of the caller's devices.

    Raises:
        NotFoundError: If the caller has no such device signed in.
    """

    def transaction(session: Session, outbox: Outbox) -> None:
        device = session.get(Device, device_id)
        if (
            device is None
            or device.account_id != principal.account_id
            or device.revoked_at_ms is not None
        ):
            raise NotFoundError(what="device")
        device.revoked_at_ms = outbox.now_ms
        revoke(session, now_ms=outbox.now_ms, device_id=device_id)
        outbox.add([device.account_id], "session.revoked", {"device_id": device_id})

    commit(ctx, transaction)


def render(pair: TokenPair) -> dict[str, Any]:
    """Return a session as the client receives it."""
    return {
        "access_token": pair.access_token,
        "refresh_token": pair.refresh_token,
        "expires_in_s": pair.expires_in_s,
        "device_id": pair.device_id,
    }

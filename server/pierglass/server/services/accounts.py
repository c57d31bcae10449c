"""Accounts: registration, sign-in, profile and look-up."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pierglass.server.errors import (
    NotFoundError,
    UsernameTakenError,
    WrongPasswordError,
)
from pierglass.server.services import relations
from pierglass.server.services.clients import ClientRecord, find_client
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.resources import visible_account
from pierglass.server.services.shapes import Choice, Fields, Line, Shape, Text
from pierglass.server.services.tokens import TokenPair, issue
from pierglass.server.store.accounts import Account, Device

__all__ = [
    "AVATAR",
    "AVATAR_COLOUR",
    "AVATAR_STYLE",
    "USERNAME",
    "check_password",
    "create",
    "find",
    "render",
    "render_many",
    "show",
    "sign_in",
    "update",
]

USERNAME = Text(3, 32, pattern=r"[A-Za-z0-9][A-Za-z0-9_.-]*", example="ana")
PASSWORD = Text(8, 256)
DISPLAY_NAME = Line(1, 64, example="Ana Lima")
AVATAR_STYLES = ("plain", "round", "sketch", "photo")
CHARACTERISTICS: dict[str, Shape] = {
    name: Text(1, 32, pattern=r"[a-z0-9-]+")
    for name in ("hair", "hair_colour", "skin", "eyes", "glasses", "hat", "outfit")
}
AVATAR_STYLE = Choice(AVATAR_STYLES)
AVATAR_COLOUR = Text(7, 7, pattern=r"#[0-9a-f]{6}", example="#b45f3c")
AVATAR = Fields(
    required={"style": AVATAR_STYLE, "colour": AVATAR_COLOUR},
    optional={"characteristics": Fields(optional=CHARACTERISTICS)},
    title="Avatar",
)
COLOURS = ("#b45f3c", "#3c7ab4", "#4f8f4a", "#8a5fb0", "#b08f2e", "#2f8f8f", "#a84a6a")


def create(
    ctx: Context, username: str, password: str, display_name: str, address: str
) -> tuple[dict[str, Any], TokenPair]:
    """Return the new account and its first session.

    Raises:
        UsernameTakenError: If the name is in use.
        RateLimitedError: If the address registers too often.
    """
    ctx.limits.spend(
        "registrations", address, now_ms=ctx.clock.now_ms(), burst=100, per_minute=60
    )
    hashed = ctx.passwords.hash(password)
    name = username.lower()
    account_id, device_id = ctx.ids.new("usr"), ctx.ids.new("dev")

    def transaction(session: Session) -> tuple[dict[str, Any], TokenPair]:
        now_ms = ctx.clock.now_ms()
        account = Account(
            id=account_id,
            username=name,
            display_name=display_name,
            password_hash=hashed,
            avatar={
                "style": "plain",
                "colour": COLOURS[sum(map(ord, name)) % len(COLOURS)],
            },
            created_at_ms=now_ms,
        )
        session.add(account)
        try:
            session.flush()
        except IntegrityError as exc:
            raise UsernameTakenError(field="username") from exc
        _add_device(session, account_id, device_id, {}, now_ms)
        pair = issue(
            ctx,
            session,
            account_id=account_id,
            scopes=["*"],
            now_ms=now_ms,
            device_id=device_id,
        )
        return render(account), pair

    return ctx.store.write(transaction)


def check_password(ctx: Context, username: str, password: str, address: str) -> str:
    """Return the id of the account that has this name and password.

    Raises:
        WrongPasswordError: If there is none; the work is the same either way.
        RateLimitedError: After too many tries at a name or from an address.
    """
    now_ms = ctx.clock.now_ms()
    name = username.lower()
    ctx.limits.spend("sign-ins", address, now_ms=now_ms, burst=200, per_minute=120)
    ctx.limits.spend("sign-ins", f"@{name}", now_ms=now_ms, burst=20, per_minute=10)
    account = ctx.store.read(lambda session: _by_username(session, name))
    stored = account.password_hash if account else None
    if not ctx.passwords.matches(stored, password) or account is None:
        raise WrongPasswordError
    return account.id


def sign_in(
    ctx: Context, username: str, password: str, device: dict[str, str], address: str
) -> tuple[dict[str, Any], TokenPair]:
    """Return the account and a session on a new device.

    Raises:
        WrongPasswordError: If name and password do not belong together.
        RateLimitedError: After too many tries.
    """
    account_id = check_password(ctx, username, password, address)
    device_id = ctx.ids.new("dev")

    def transaction(session: Session) -> tuple[dict[str, Any], TokenPair]:
        now_ms = ctx.clock.now_ms()
        _add_device(session, account_id, device_id, device, now_ms)
        pair = issue(
            ctx,
            session,
            account_id=account_id,
            scopes=["*"],
            now_ms=now_ms,
            device_id=device_id,
        )
        return render(session.get_one(Account, account_id)), pair

    return ctx.store.write(transaction)


def show(ctx: Context, principal: Principal) -> dict[str, Any]:
    """Return the caller's account; a client sees what its kind and scopes allow."""

    def look(session: Session) -> tuple[dict[str, Any], ClientRecord | None]:
        account = session.get_one(Account, principal.account_id)
        client_id = principal.client_id
        client = None if client_id is None else find_client(session, client_id)
        return render(account), client

    whole, client = ctx.store.read(look)
    if principal.has("*"):
        return whole
    kind = "linked_app" if client is None else client.kind
    return visible_account(whole, principal.scopes, kind)


def update(
    ctx: Context, principal: Principal, changes: dict[str, Any]
) -> dict[str, Any]:
    """Return the caller's account after *changes* to its profile."""

    def transaction(session: Session) -> dict[str, Any]:
        account = session.get_one(Account, principal.account_id)
        for name, value in changes.items():
            setattr(account, name, value)
        return render(account)

    return ctx.store.write(transaction)


def find(ctx: Context, principal: Principal, username: str) -> dict[str, Any]:
    """Return the account called *username*.

    Raises:
        NotFoundError: If there is none, or it blocked the caller.
        RateLimitedError: If the caller looks up too many.
    """
    ctx.limits.spend(
        "look-ups",
        principal.account_id,
        now_ms=ctx.clock.now_ms(),
        burst=60,
        per_minute=60,
    )

    def look(session: Session) -> dict[str, Any]:
        account = visible(session, principal.account_id, username)
        return render(account)

    return ctx.store.read(look)


def visible(session: Session, viewer_id: str, username: str) -> Account:
    """Return the account called *username* if *viewer_id* may know of it.

    Raises:
        NotFoundError: If there is none, or it blocked the viewer.
    """
    account = _by_username(session, username.lower())
    if account is None or relations.holds(session, account.id, viewer_id, "block"):
        raise NotFoundError(what="account")
    return account


def render(account: Account) -> dict[str, Any]:
    """Return the account as other people see it."""
    return {
        "id": account.id,
        "username": account.username,
        "display_name": account.display_name,
        "avatar": account.avatar,
    }


def render_many(session: Session, ids: list[str]) -> dict[str, dict[str, Any]]:
    """Return the rendered accounts of *ids* by id."""
    rows = session.scalars(select(Account).where(Account.id.in_(ids)))
    return {row.id: render(row) for row in rows}


def _by_username(session: Session, name: str) -> Account | None:
    return session.scalar(select(Account).where(Account.username == name))


def _add_device(
    session: Session,
    account_id: str,
    device_id: str,
    device: dict[str, str],
    now_ms: int,
) -> None:
    session.add(
        Device(
            id=device_id,
            account_id=account_id,
            name=device.get("name", "A device"),
            platform=device.get("platform", "unknown"),
            created_at_ms=now_ms,
            last_seen_ms=now_ms,
        )
    )

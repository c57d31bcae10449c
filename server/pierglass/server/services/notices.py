"""Notices of lenses: one line to the people of a conversation, or to the user.

A notice is an event and nothing else: it is in the inbox of who takes it, under the
lens's name, for as long as the inbox keeps it. Who muted the lens hears nothing, and
the lens does not learn who did.
"""

from typing import Any

from sqlalchemy.orm import Session

from pierglass.server.errors import ForbiddenError, NotFoundError, RateLimitedError
from pierglass.server.services.activities import reached, unmuted
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.grants import require_scope
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.store.oauth import Client

__all__ = ["HEARD_PER_HOUR", "SCOPE", "notify"]

SCOPE = "notify"
SENT_BURST = 3
SENT_PER_MINUTE = 1
HEARD_PER_HOUR = 10
"""Notices that one account hears of one lens, whoever's session sends them."""


def notify(
    ctx: Context, principal: Principal, client_id: str, body: dict[str, Any]
) -> dict[str, Any]:
    """Send a notice and return how many may hear it.

    The host of an open lens names a conversation: its other members are told. The
    lens's own server, with a token of the user's, names none: the user is told.

    Args:
        ctx: The server's parts.
        principal: The user's session, or a token of the lens's server.
        client_id: The lens.
        body: ``text``, and ``conversation_id``, ``item_id``, ``state`` if any.

    Raises:
        PermissionDeniedError: If the user did not grant :data:`SCOPE` to the lens.
        NotFoundError: If the user is not in the conversation.
        ForbiddenError: If a token of another client comes, or a server's token names
            a conversation.
        RateLimitedError: If the lens sends too many.
    """
    me = principal.account_id
    by_server = principal.client_id is not None
    conversation_id = body.get("conversation_id")
    if by_server and (principal.client_id != client_id or conversation_id is not None):
        raise ForbiddenError(reason="A token tells its own user, and no conversation")
    if not by_server and conversation_id is None:
        raise NotFoundError(what="conversation")
    require_scope(ctx, me, client_id, SCOPE)
    now_ms = ctx.clock.now_ms()
    ctx.limits.spend(
        "notices",
        f"{client_id}\0{me}",
        now_ms=now_ms,
        burst=SENT_BURST,
        per_minute=SENT_PER_MINUTE,
    )

    def write(session: Session, outbox: Outbox) -> dict[str, Any]:
        people = [me]
        if conversation_id is not None:
            people = [m for m in reached(session, me, conversation_id) if m != me]
        heard = [
            p
            for p in unmuted(session, people, client_id)
            if _may_hear(ctx, p, client_id)
        ]
        client = session.get_one(Client, client_id)
        data = {
            "client": {"id": client.id, "name": client.name},
            "sender_id": None if by_server else me,
            **body,
        }
        outbox.add(heard, "lens.notice", data)
        # Not how many took it: a mute is nobody else's to know.
        return {"told": len(people)}

    return commit(ctx, write)


def _may_hear(ctx: Context, account_id: str, client_id: str) -> bool:
    try:
        ctx.limits.spend(
            "notices heard",
            f"{client_id}\0{account_id}",
            now_ms=ctx.clock.now_ms(),
            burst=HEARD_PER_HOUR,
            per_minute=HEARD_PER_HOUR / 60,
        )
    except RateLimitedError:
        return False
    return True

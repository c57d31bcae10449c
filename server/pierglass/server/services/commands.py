"""What the gateway may ask of the API process: the same services, by name.

``COMMANDS`` maps a method to ``fn(ctx, principal, args) -> result``. Arguments and
results are plain maps, as the processes' wire carries them.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from pierglass.server.errors import NotFoundError
from pierglass.server.services import conversations, inbox, messages, rendering
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.conversations import member_ids, membership
from pierglass.server.services.shapes import Fields, Free, Integer, Nullable, Text
from pierglass.server.store.inbox import InboxRow

__all__ = ["COMMANDS", "Command"]

Command = Callable[[Context, Principal, dict[str, Any]], dict[str, Any]]

ID = Text(1, 64)
FETCH = 200
"""Inbox rows a reply; a client that missed more fetches again."""


def _send(ctx: Context, principal: Principal, args: dict[str, Any]) -> dict[str, Any]:
    message, replayed = messages.send(
        ctx,
        principal,
        args["conversation_id"],
        args["client_message_id"],
        args["body"],
    )
    return {"message": message, "replayed": replayed}


def _open(ctx: Context, principal: Principal, args: dict[str, Any]) -> dict[str, Any]:
    return {"message": messages.open_message(ctx, principal, args["message_id"])}


def _read(ctx: Context, principal: Principal, args: dict[str, Any]) -> dict[str, Any]:
    return conversations.mark_read(ctx, principal, args["conversation_id"], args["seq"])


def _typing(ctx: Context, principal: Principal, args: dict[str, Any]) -> dict[str, Any]:
    """Return whom to tell that the caller is writing."""

    def look(session: Session) -> dict[str, Any]:
        membership(session, principal.account_id, args["conversation_id"])
        members = member_ids(session, args["conversation_id"])
        others = [one for one in members if one != principal.account_id]
        return {
            "conversation_id": args["conversation_id"],
            "account_id": principal.account_id,
            "account_ids": others,
        }

    return ctx.store.read(look)


def _fetch(ctx: Context, principal: Principal, args: dict[str, Any]) -> dict[str, Any]:
    """Return missed events in order, or why the stream cannot be resumed.

    Returns:
        ``events`` (each seq, type, data), ``seq`` (the newest number), ``more``
        (whether events after these wait), ``reset`` (a reason, or None).
    """
    after, limit = args.get("after_seq"), args.get("limit", FETCH)

    def look(session: Session) -> dict[str, Any]:
        rows, newest, reset = inbox.read(session, principal.account_id, after, limit)
        now_ms = ctx.clock.now_ms()
        events = [_event(session, principal.account_id, row, now_ms) for row in rows]
        more = bool(rows) and rows[-1].seq < newest
        return {"events": events, "seq": newest, "more": more, "reset": reset}

    return ctx.store.read(look)


def _event(
    session: Session, account_id: str, row: InboxRow, now_ms: int
) -> dict[str, Any]:
    """Return an inbox row as an event, its content rendered now.

    What the account may no longer see leaves an event of type ``void``, so that
    the numbers stay whole.
    """
    event = {"seq": row.seq, "type": row.type, "data": row.data}
    render = _RENDER.get(row.type)
    if render is None:
        return event
    try:
        return event | {"data": render(session, account_id, row.data, now_ms)}
    except NotFoundError:
        return event | {"type": "void", "data": {}}


def _message_event(
    session: Session, account_id: str, data: dict[str, Any], now_ms: int
) -> dict[str, Any]:
    message = messages.show(session, account_id, data["message_id"])
    return {"message": rendering.render(session, [message], account_id, now_ms)[0]}


def _conversation_event(
    session: Session, account_id: str, data: dict[str, Any], now_ms: int
) -> dict[str, Any]:
    conversation, _ = membership(session, account_id, data["conversation_id"])
    rendered = conversations.render(session, [conversation], account_id, now_ms)
    return {"conversation": rendered[0]}


_RENDER: dict[str, Callable[[Session, str, dict[str, Any], int], dict[str, Any]]] = {
    "message.created": _message_event,
    "conversation.created": _conversation_event,
}

ARGUMENTS: dict[str, Fields] = {
    "message.send": Fields(
        {
            "conversation_id": ID,
            "client_message_id": Text(1, 128),
            "body": Free(60_000, 40),
        }
    ),
    "message.open": Fields({"message_id": ID}),
    "conversation.read": Fields({"conversation_id": ID, "seq": Integer()}),
    "inbox.fetch": Fields(
        optional={"after_seq": Nullable(Integer()), "limit": Integer(1, FETCH)}
    ),
    "typing": Fields({"conversation_id": ID}),
}


def _checked(name: str, command: Command) -> Command:
    def run(ctx: Context, principal: Principal, args: dict[str, Any]) -> dict[str, Any]:
        return command(ctx, principal, ARGUMENTS[name].check(args, ""))

    return run


COMMANDS: dict[str, Command] = {
    name: _checked(name, command)
    for name, command in {
        "message.send": _send,
        "message.open": _open,
        "conversation.read": _read,
        "inbox.fetch": _fetch,
        "typing": _typing,
    }.items()
}
"""First-party commands by name; each checks its arguments."""

"""Conversations and messages over HTTP."""

from typing import Any

from flask import Blueprint

from pierglass.server.errors import IdempotencyKeyRequiredError, LimitOutOfRangeError
from pierglass.server.http.routing import Api, Call, Operation, Reply
from pierglass.server.http.schemas import CONVERSATION, MESSAGE, holding, listing
from pierglass.server.services import conversations, messages
from pierglass.server.services.context import Context
from pierglass.server.services.message_body import BODY
from pierglass.server.services.shapes import Fields, Integer, Line, Listed, Text

__all__ = ["blueprint"]

ID = Text(1, 64)

LIST = Operation(
    "GET",
    "/v1/conversations",
    "List conversations, the most recent first",
    reply=listing("conversations", CONVERSATION),
)
CREATE = Operation(
    "POST",
    "/v1/conversations",
    "Open the conversation with a friend, or make a group",
    body=Fields({"member_ids": Listed(ID, 100, 1)}, {"title": Line(1, 64)}),
    reply=holding("conversation", CONVERSATION),
    status=201,
)
MESSAGES = Operation(
    "GET",
    "/v1/conversations/<conversation_id>/messages",
    "List messages: the next after one, or the last before one",
    query={
        "after_seq": Integer(),
        "before_seq": Integer(),
        "limit": Integer(1, messages.PAGE, LimitOutOfRangeError),
    },
    reply=listing("messages", MESSAGE, messages.PAGE),
)
SEND = Operation(
    "POST",
    "/v1/conversations/<conversation_id>/messages",
    "Send a message once: the header Idempotency-Key names it",
    scope="chat.share",
    body=Fields({"body": BODY}),
    reply=holding("message", MESSAGE),
    status=201,
)
READ = Operation(
    "PUT",
    "/v1/conversations/<conversation_id>/read",
    "Say how far the caller has read",
    body=Fields({"seq": Integer()}),
    reply=Fields({"conversation_id": ID, "read_seq": Integer()}),
)
ADD = Operation(
    "POST",
    "/v1/conversations/<conversation_id>/members",
    "Add friends to a group",
    body=Fields({"member_ids": Listed(ID, 100, 1)}),
    reply=holding("conversation", CONVERSATION),
)
REMOVE = Operation(
    "DELETE",
    "/v1/conversations/<conversation_id>/members/<account_id>",
    "Leave a group, or remove someone from one's own",
)
OPEN = Operation(
    "POST",
    "/v1/messages/<message_id>/open",
    "Open a message: starts its timer and counts a view",
    reply=holding("message", MESSAGE),
)
DELETE = Operation("DELETE", "/v1/messages/<message_id>", "Delete a sent message")


def blueprint(ctx: Context) -> Blueprint:
    """Return the routes of conversations and messages."""
    api = Api("conversations", ctx)
    _add_conversations(api, ctx)
    _add_messages(api, ctx)
    return api.blueprint


def _add_conversations(api: Api, ctx: Context) -> None:
    @api.route(LIST)
    def list_conversations(call: Call) -> dict[str, Any]:
        return {"conversations": conversations.list_all(ctx, call.principal)}

    @api.route(CREATE)
    def create_conversation(call: Call) -> dict[str, Any]:
        others, title = call.body["member_ids"], call.body.get("title")
        made = conversations.create(ctx, call.principal, others, title)
        return {"conversation": made}

    @api.route(READ)
    def mark_read(call: Call) -> dict[str, Any]:
        conversation_id = call.path["conversation_id"]
        seq = call.body["seq"]
        return conversations.mark_read(ctx, call.principal, conversation_id, seq)

    @api.route(ADD)
    def add_members(call: Call) -> dict[str, Any]:
        conversation_id, others = call.path["conversation_id"], call.body["member_ids"]
        changed = conversations.add_members(
            ctx, call.principal, conversation_id, others
        )
        return {"conversation": changed}

    @api.route(REMOVE)
    def remove_member(call: Call) -> None:
        conversations.remove_member(
            ctx, call.principal, call.path["conversation_id"], call.path["account_id"]
        )


def _add_messages(api: Api, ctx: Context) -> None:
    @api.route(MESSAGES)
    def list_messages(call: Call) -> dict[str, Any]:
        conversation_id = call.path["conversation_id"]
        page = messages.list_page(ctx, call.principal, conversation_id, **call.query)
        return {"messages": page}

    @api.route(SEND)
    def send_message(call: Call) -> Reply:
        key = call.headers.get("Idempotency-Key")
        if not key:
            raise IdempotencyKeyRequiredError(field="Idempotency-Key")
        message, replayed = messages.send(
            ctx,
            call.principal,
            call.path["conversation_id"],
            key,
            call.body["body"],
        )
        if replayed:
            return Reply({"message": message}, 200, {"Idempotency-Replayed": "true"})
        return Reply({"message": message})

    @api.route(OPEN)
    def open_message(call: Call) -> dict[str, Any]:
        message_id = call.path["message_id"]
        return {"message": messages.open_message(ctx, call.principal, message_id)}

    @api.route(DELETE)
    def delete_message(call: Call) -> None:
        messages.delete(ctx, call.principal, call.path["message_id"])

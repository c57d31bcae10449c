"""What a lens does in the chat in which it is open: invite, answer, tell.

The lens never learns which chat that is, nor who is in it: the host knows, and acts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pierglass.bridge.errors import CallCancelledError, CallFailedError
from pierglass.client.host.ledger import client_message_id
from pierglass.client.host.sharing import card_of, picture_of, proposal_of, sent_body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pierglass.client.host.stage import HostCall, Stage
    from pierglass.client.records import Conversation

__all__ = ["CHAT_HANDLERS", "chosen_media"]

Result = dict[str, object]


async def invite(stage: Stage, params: Mapping[str, Any], call: HostCall) -> Result:
    """Invite a chat to join; the lens is open there from then on."""
    lens_id = stage.lens["id"]
    earlier = stage.ledger.recall(lens_id, "chat.invite", params)
    if earlier is not None:
        return earlier
    picture = await picture_of(stage, params)
    chats = await stage.api.conversations()
    with call.deciding():
        proposal = proposal_of(stage, params, picture)
        chosen = await stage.user.choose_chat(proposal, chats)
    if chosen is None:
        raise CallCancelledError
    card = card_of(stage, params, picture)
    card["invite"] = True
    key = client_message_id(lens_id, chosen, params["idempotency_key"])
    message = await stage.send_card(chosen, sent_body(card, picture), key)
    stage.messages.append(message)
    stage.enter_chat(chosen)
    result: Result = {"conversation_id": chosen, "message_id": message["id"]}
    stage.ledger.record(lens_id, "chat.invite", params, result)
    return result


async def respond(stage: Stage, params: Mapping[str, Any], call: HostCall) -> Result:
    """Answer in the chat with what fits it: the host chooses, the lens does not ask."""
    lens_id = stage.lens["id"]
    earlier = stage.ledger.recall(lens_id, "chat.respond", params)
    if earlier is not None:
        return earlier
    where = open_in(stage)
    chats = await stage.api.conversations()
    here = [chat for chat in chats if chat["id"] == where]
    media = chosen_media(params["media"], stage.launch.source, here)
    chosen = {"title": params["title"], **media}
    with call.deciding():
        proposal = proposal_of(stage, chosen, None)
        agreed = await stage.user.choose_chat(proposal, here)
    if agreed != where:
        raise CallCancelledError
    key = client_message_id(lens_id, where, params["idempotency_key"])
    body = sent_body(card_of(stage, chosen, None), None)
    message = await stage.send_card(where, body, key)
    stage.messages.append(message)
    result: Result = {"message_id": message["id"]}
    stage.ledger.record(lens_id, "chat.respond", params, result)
    return result


async def notify(stage: Stage, params: Mapping[str, Any], _: HostCall) -> Result:
    """Tell the others in the chat one line."""
    await stage.api.notify(
        stage.lens["id"],
        params["text"],
        conversation_id=open_in(stage),
        item_id=params.get("item_id"),
        state=params.get("state"),
    )
    return {}


def open_in(stage: Stage) -> str:
    """Return the chat in which the lens is open.

    Raises:
        CallFailedError: It is open in none.
    """
    if stage.launch.conversation_id is None:
        raise CallFailedError(
            "The lens is not open in a chat; launch.get says in_chat when it is.",
            code="not_found",
        )
    return stage.launch.conversation_id


def chosen_media(
    media: Mapping[str, Any], source: str, chats: list[Conversation]
) -> dict[str, Any]:
    """Return the part of *media* that fits, by how the lens was opened, then where.

    Args:
        media: `invite`, `card`, `group`, `direct` or `default` to `{item_id, title,
            subtitle, state, place}`.
        source: How the lens was opened.
        chats: The chat in which it is open, if it is known.

    Raises:
        CallFailedError: Nothing fits and there is no default, or it is no such map.
    """
    kind = chats[0]["kind"] if chats else ""
    for context in (source, kind, "default"):
        fitting = media.get(context)
        if isinstance(fitting, dict):
            known = ("item_id", "title", "subtitle", "state", "place")
            return {name: fitting[name] for name in known if name in fitting}
    raise CallFailedError(
        "media: nothing fits here; add a default such as {title, item_id}.",
        code="invalid_params",
        field="media",
    )


CHAT_HANDLERS = {
    "chat.invite": invite,
    "chat.respond": respond,
    "chat.notify": notify,
}

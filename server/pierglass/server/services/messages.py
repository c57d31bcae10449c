"""Messages: send once, list, open, delete.

Source: the life of a message. One transaction holds the idempotency row, the
conversation's counter, the message and every member's inbox row, so that commit
order is sequence order and a retry finds what the lost reply said.
"""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pierglass.server.errors import (
    ExpiredError,
    ForbiddenError,
    IdempotencyMismatchError,
    NotFoundError,
    ViewLimitReachedError,
)
from pierglass.server.services import relations, rendering
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.conversations import member_ids, membership
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.services.message_body import (
    BODY,
    KEY,
    body_hash,
    check_pointers,
)
from pierglass.server.store.conversations import Conversation
from pierglass.server.store.messages import IdempotencyRow, Message, MessageView

__all__ = [
    "PAGE",
    "VIEW_MS",
    "check_may_write",
    "delete",
    "list_page",
    "open_message",
    "send",
    "show",
]

PAGE = 100
VIEW_MS = 60_000
"""How long one counted view of a message without a timer stays open."""


def send(
    ctx: Context,
    principal: Principal,
    conversation_id: str,
    client_message_id: str,
    body: dict[str, Any],
) -> tuple[dict[str, Any], bool]:
    """Return the message, durable, and whether it was there before.

    Raises:
        InvalidFieldError: If the body does not fit.
        NotFoundError: If the caller may not write there: it does not exist, the
            caller is not in it, or the other of two is no friend any more.
        IdempotencyMismatchError: If the key was used for another body.
        RateLimitedError: If the caller sends too fast.
    """
    key = KEY.check(client_message_id, "client_message_id")
    checked = BODY.check(body, "body")
    asked = body_hash("message", conversation_id, checked)
    now_ms = ctx.clock.now_ms()
    ctx.limits.spend(
        "messages", principal.account_id, now_ms=now_ms, burst=400, per_minute=3000
    )

    def transaction(session: Session, outbox: Outbox) -> tuple[dict[str, Any], bool]:
        row_key = (principal.account_id, principal.origin, key)
        earlier = session.get(IdempotencyRow, row_key)
        if earlier is not None:
            if earlier.body_hash != asked:
                raise IdempotencyMismatchError(field="client_message_id")
            found = session.get_one(Message, earlier.result_id)
            viewer = principal.account_id
            return rendering.render(session, [found], viewer, outbox.now_ms)[0], True
        message = _write(ctx, session, outbox, principal, conversation_id, key, checked)
        session.add(
            IdempotencyRow(
                account_id=principal.account_id,
                origin=principal.origin,
                key=key,
                body_hash=asked,
                result_id=message["id"],
                created_at_ms=outbox.now_ms,
            )
        )
        return message, False

    return commit(ctx, transaction)


def list_page(
    ctx: Context,
    principal: Principal,
    conversation_id: str,
    *,
    after_seq: int | None = None,
    before_seq: int | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Return messages in order: the next after one, or the last before one.

    Raises:
        NotFoundError: If the caller is not in the conversation.
    """
    me = principal.account_id

    def look(session: Session) -> list[dict[str, Any]]:
        _, member = membership(session, me, conversation_id)
        low = max(member.joined_seq, after_seq or 0)
        query = select(Message).where(
            Message.conversation_id == conversation_id, Message.seq > low
        )
        if before_seq is not None:
            query = query.where(Message.seq < before_seq)
        forward = after_seq is not None
        order = Message.seq if forward else Message.seq.desc()
        rows = list(session.scalars(query.order_by(order).limit(limit)))
        rows.sort(key=lambda row: row.seq)
        return rendering.render(session, rows, me, ctx.clock.now_ms())

    return ctx.store.read(look)


def show(session: Session, viewer_id: str, message_id: str) -> Message:
    """Return a message of a conversation in which *viewer_id* is.

    Raises:
        NotFoundError: If there is none.
    """
    message = session.get(Message, message_id)
    if message is None:
        raise NotFoundError(what="message")
    try:
        _, member = membership(session, viewer_id, message.conversation_id)
    except NotFoundError as exc:
        raise NotFoundError(what="message") from exc
    if message.seq <= member.joined_seq:
        raise NotFoundError(what="message")
    return message


def open_message(ctx: Context, principal: Principal, message_id: str) -> dict[str, Any]:
    """Return the message with its content, its timer started and its view counted.

    Opening again while a timer without a view limit runs is the same view; with a
    limit every opening counts.

    Raises:
        NotFoundError: If it is not there for the caller, or was deleted.
        ExpiredError: If its time is over.
        ViewLimitReachedError: If it was opened as often as allowed.
    """
    me = principal.account_id

    def transaction(session: Session) -> dict[str, Any]:
        now_ms = ctx.clock.now_ms()
        message = show(session, me, message_id)
        if message.deleted_at_ms is not None:
            raise NotFoundError(what="message")
        if message.sender_id != me and rendering.is_timed(message):
            _count_view(session, message, me, now_ms)
            session.flush()
        return rendering.render(session, [message], me, now_ms)[0]

    return ctx.store.write(transaction)


def delete(ctx: Context, principal: Principal, message_id: str) -> None:
    """Delete a message for everybody; a second time changes nothing.

    Raises:
        NotFoundError: If the caller did not send it.
    """

    def transaction(session: Session, outbox: Outbox) -> None:
        message = session.get(Message, message_id)
        if message is None or message.sender_id != principal.account_id:
            raise NotFoundError(what="message")
        if message.deleted_at_ms is not None:
            return
        message.deleted_at_ms = outbox.now_ms
        rendering.clear(message)
        data = {
            "message_id": message.id,
            "conversation_id": message.conversation_id,
            "seq": message.seq,
        }
        members = member_ids(session, message.conversation_id)
        outbox.add(members, "message.deleted", data)

    commit(ctx, transaction)


def _write(
    ctx: Context,
    session: Session,
    outbox: Outbox,
    principal: Principal,
    conversation_id: str,
    key: str,
    checked: dict[str, Any],
) -> dict[str, Any]:
    me = principal.account_id
    conversation, member = membership(session, me, conversation_id)
    members = member_ids(session, conversation_id)
    check_may_write(session, me, conversation, members)
    body = dict(checked)
    check_pointers(session, principal, body)
    seq = session.scalars(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(last_seq=Conversation.last_seq + 1)
        .returning(Conversation.last_seq)
        .execution_options(synchronize_session=False)
    ).one()
    card = body.get("card")
    message = Message(
        id=ctx.ids.new("msg"),
        conversation_id=conversation_id,
        seq=seq,
        sender_id=me,
        receiver_ids=[one for one in members if one != me],
        created_at_ms=outbox.now_ms,
        client_message_id=key,
        text=body.get("text"),
        image_id=body.get("image_id"),
        augmentation_id=body.get("augmentation_id"),
        duration_s=body.get("duration_s"),
        max_views=body.get("max_views"),
        geolocations=body.get("geolocations", []),
        story_ids=[],
        tags=[{"source": "manual", **tag} for tag in body.get("tags", [])],
        card=card,
        card_image_id=card.get("image_id") if card else None,
    )
    session.add(message)
    # Who writes has read what stood before.
    member.read_seq = seq
    session.flush()
    return _deliver(session, outbox, message, members)


def _deliver(
    session: Session, outbox: Outbox, message: Message, members: list[str]
) -> dict[str, Any]:
    reference = {
        "message_id": message.id,
        "conversation_id": message.conversation_id,
        "seq": message.seq,
    }
    sender = message.sender_id
    mine = rendering.render(session, [message], sender, outbox.now_ms)[0]
    others = [one for one in members if one != sender]
    outbox.add([sender], "message.created", reference, {"message": mine})
    if others:
        # No receiver has a view yet: all see the same.
        theirs = rendering.render(session, [message], others[0], outbox.now_ms)[0]
        outbox.add(others, "message.created", reference, {"message": theirs})
    return mine


def check_may_write(
    session: Session, me: str, conversation: Conversation, members: list[str]
) -> None:
    """Return if *me*, a member, may still reach the others of a conversation.

    Raises:
        ForbiddenError: If it is one of two, and *me* blocked the other.
        NotFoundError: If it is one of two, and the other is no friend any more.
    """
    if conversation.kind != "direct":
        return
    for other in members:
        if other == me:
            continue
        if relations.holds(session, me, other, "block"):
            raise ForbiddenError(reason="You blocked this account; unblock it to write")
        if not relations.are_friends(session, me, other):
            # Blocked, unfriended and never there: one answer.
            raise NotFoundError(what="conversation")


def _count_view(
    session: Session, message: Message, viewer_id: str, now_ms: int
) -> None:
    length_ms = VIEW_MS if message.duration_s is None else message.duration_s * 1000
    view = session.get(MessageView, (message.id, viewer_id))
    if view is None:
        session.add(
            MessageView(
                message_id=message.id,
                account_id=viewer_id,
                opened_at_ms=now_ms,
                expires_at_ms=now_ms + length_ms,
                views=1,
            )
        )
        return
    if message.max_views is None:
        if now_ms >= view.expires_at_ms:
            raise ExpiredError(what="message")
        return
    if view.views >= message.max_views:
        raise ViewLimitReachedError(limit=message.max_views)
    view.views += 1
    view.opened_at_ms = now_ms
    view.expires_at_ms = now_ms + length_ms

"""Conversations: of two (one a pair), and groups."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.errors import (
    ConflictError,
    ForbiddenError,
    InvalidFieldError,
    NotFoundError,
    OutOfRangeError,
)
from pierglass.server.services import accounts, relations, rendering
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.store.conversations import Conversation, Member
from pierglass.server.store.messages import Message

__all__ = [
    "MEMBERS",
    "add_members",
    "create",
    "list_all",
    "mark_read",
    "member_ids",
    "membership",
    "remove_member",
    "render",
]

MEMBERS = 100
"""Members of a group: each is one inbox row a message."""


def create(
    ctx: Context, principal: Principal, others: list[str], title: str | None
) -> dict[str, Any]:
    """Return the conversation with *others*: the one direct one, or a new group.

    Raises:
        NotFoundError: If one of *others* is no friend of the caller, exists or not.
    """
    me = principal.account_id
    wanted = list(dict.fromkeys(others))
    if me in wanted:
        raise InvalidFieldError(field="member_ids", reason="you are in it anyway")
    if len(wanted) >= MEMBERS:
        raise OutOfRangeError(field="member_ids", expected=f"below {MEMBERS} accounts")
    direct_key = (
        ":".join(sorted((me, wanted[0]))) if _is_direct(wanted, title) else None
    )

    def transaction(session: Session, outbox: Outbox) -> dict[str, Any]:
        if direct_key is not None:
            found = session.scalar(
                select(Conversation).where(Conversation.direct_key == direct_key)
            )
            if found is not None:
                return render(session, [found], me, outbox.now_ms)[0]
        _check_friends(session, me, wanted)
        conversation = Conversation(
            id=ctx.ids.new("cnv"),
            kind="group" if direct_key is None else "direct",
            title=title,
            owner_id=me if direct_key is None else None,
            direct_key=direct_key,
            last_seq=0,
            created_at_ms=outbox.now_ms,
        )
        session.add(conversation)
        session.flush()
        _join(session, outbox, conversation, [me, *wanted])
        return render(session, [conversation], me, outbox.now_ms)[0]

    return commit(ctx, transaction)


def list_all(ctx: Context, principal: Principal) -> list[dict[str, Any]]:
    """Return the caller's conversations, the most recent message first."""
    me = principal.account_id

    def look(session: Session) -> list[dict[str, Any]]:
        rows = session.scalars(
            select(Conversation)
            .join(Member, Member.conversation_id == Conversation.id)
            .where(Member.account_id == me)
        )
        rendered = render(session, list(rows), me, ctx.clock.now_ms())
        return sorted(rendered, key=_recency, reverse=True)

    return ctx.store.read(look)


def mark_read(
    ctx: Context, principal: Principal, conversation_id: str, seq: int
) -> dict[str, Any]:
    """Return how far the caller has read; it never goes back.

    Raises:
        NotFoundError: If the caller is not in the conversation.
        OutOfRangeError: If *seq* was never sent.
    """
    me = principal.account_id

    def transaction(session: Session, outbox: Outbox) -> dict[str, Any]:
        conversation, member = membership(session, me, conversation_id)
        if seq > conversation.last_seq:
            raise OutOfRangeError(
                field="seq", expected=f"at most {conversation.last_seq}"
            )
        if seq > member.read_seq:
            member.read_seq = seq
            data = {"conversation_id": conversation_id, "account_id": me, "seq": seq}
            outbox.add(member_ids(session, conversation_id), "read", data)
        return {"conversation_id": conversation_id, "read_seq": member.read_seq}

    return commit(ctx, transaction)


def add_members(
    ctx: Context, principal: Principal, conversation_id: str, others: list[str]
) -> dict[str, Any]:
    """Return the group with *others* in it; who is in it already stays.

    Raises:
        NotFoundError: If the caller is not in it, or one is no friend of theirs.
        ConflictError: If the conversation is direct.
    """
    me = principal.account_id

    def transaction(session: Session, outbox: Outbox) -> dict[str, Any]:
        conversation, _ = membership(session, me, conversation_id)
        _check_group(conversation)
        present = member_ids(session, conversation_id)
        new = [one for one in dict.fromkeys(others) if one not in present]
        _check_friends(session, me, new)
        if len(present) + len(new) > MEMBERS:
            raise OutOfRangeError(
                field="member_ids", expected=f"at most {MEMBERS} members in all"
            )
        _join(session, outbox, conversation, new)
        _tell_changed(outbox, conversation, present)
        return render(session, [conversation], me, outbox.now_ms)[0]

    return commit(ctx, transaction)


def remove_member(
    ctx: Context, principal: Principal, conversation_id: str, account_id: str
) -> None:
    """Take *account_id* out of a group; the caller may always leave.

    The owner who leaves hands the group to its longest member.

    Raises:
        NotFoundError: If caller or *account_id* is not in it.
        ForbiddenError: If the caller is not its owner.
        ConflictError: If the conversation is direct.
    """
    me = principal.account_id

    def transaction(session: Session, outbox: Outbox) -> None:
        conversation, _ = membership(session, me, conversation_id)
        _check_group(conversation)
        member = session.get(Member, (conversation_id, account_id))
        if member is None:
            raise NotFoundError(what="member")
        if me not in {account_id, conversation.owner_id}:
            raise ForbiddenError(reason="Only the owner of a group removes others")
        session.delete(member)
        session.flush()
        left = member_ids(session, conversation_id)
        if account_id == conversation.owner_id:
            conversation.owner_id = left[0] if left else None
        _tell_changed(outbox, conversation, [*left, account_id])

    commit(ctx, transaction)


def membership(
    session: Session, account_id: str, conversation_id: str
) -> tuple[Conversation, Member]:
    """Return the conversation and the caller's place in it.

    Raises:
        NotFoundError: If there is none; a conversation of others looks the same.
    """
    member = session.get(Member, (conversation_id, account_id))
    conversation = session.get(Conversation, conversation_id)
    if member is None or conversation is None:
        raise NotFoundError(what="conversation")
    return conversation, member


def member_ids(session: Session, conversation_id: str) -> list[str]:
    """Return who is in the conversation, the longest first."""
    return list(
        session.scalars(
            select(Member.account_id)
            .where(Member.conversation_id == conversation_id)
            .order_by(Member.joined_at_ms, Member.account_id)
        )
    )


def render(
    session: Session, rows: list[Conversation], viewer_id: str, now_ms: int
) -> list[dict[str, Any]]:
    """Return conversations as *viewer_id*, who is in them, sees them."""
    ids = [row.id for row in rows]
    members: dict[str, list[Member]] = {one: [] for one in ids}
    for member in session.scalars(
        select(Member)
        .where(Member.conversation_id.in_(ids))
        .order_by(Member.joined_at_ms, Member.account_id)
    ):
        members[member.conversation_id].append(member)
    people = {member.account_id for group in members.values() for member in group}
    known = accounts.render_many(session, list(people))
    last = _last_messages(session, rows, members, viewer_id, now_ms)
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "title": row.title,
            "members": [known[member.account_id] for member in members[row.id]],
            "last_seq": row.last_seq,
            "read_seq": next(
                (m.read_seq for m in members[row.id] if m.account_id == viewer_id), 0
            ),
            "last_message": last.get(row.id),
        }
        for row in rows
    ]


def _last_messages(
    session: Session,
    rows: list[Conversation],
    members: dict[str, list[Member]],
    viewer_id: str,
    now_ms: int,
) -> dict[str, dict[str, Any]]:
    joined = {
        one: member.joined_seq
        for one, group in members.items()
        for member in group
        if member.account_id == viewer_id
    }
    found = session.scalars(
        select(Message)
        .join(
            Conversation,
            (Conversation.id == Message.conversation_id)
            & (Conversation.last_seq == Message.seq),
        )
        .where(Message.conversation_id.in_([row.id for row in rows]))
    )
    seen = [one for one in found if one.seq > joined.get(one.conversation_id, one.seq)]
    rendered = rendering.render(session, seen, viewer_id, now_ms)
    return {message["conversation_id"]: message for message in rendered}


def _recency(conversation: dict[str, Any]) -> tuple[int, str]:
    last = conversation["last_message"]
    return (last["created_at_ms"] if last else 0, conversation["id"])


def _is_direct(others: list[str], title: str | None) -> bool:
    return len(others) == 1 and title is None


def _check_group(conversation: Conversation) -> None:
    if conversation.kind != "group":
        raise ConflictError(reason="A conversation of two stays one; make a group")


def _check_friends(session: Session, me: str, others: list[str]) -> None:
    for other in others:
        if not relations.are_friends(session, me, other):
            raise NotFoundError(what="friend", field="member_ids")


def _join(
    session: Session, outbox: Outbox, conversation: Conversation, ids: list[str]
) -> None:
    for account_id in ids:
        session.add(
            Member(
                conversation_id=conversation.id,
                account_id=account_id,
                joined_seq=conversation.last_seq,
                read_seq=conversation.last_seq,
                joined_at_ms=outbox.now_ms,
            )
        )
    session.flush()
    for account_id in ids:
        rendered = render(session, [conversation], account_id, outbox.now_ms)[0]
        outbox.add(
            [account_id],
            "conversation.created",
            {"conversation_id": conversation.id},
            {"conversation": rendered},
        )


def _tell_changed(outbox: Outbox, conversation: Conversation, ids: list[str]) -> None:
    outbox.add(ids, "conversation.updated", {"conversation_id": conversation.id})

"""Edges of the entity graph: who holds which relation to whom."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pierglass.server.store.relations import FriendRequest, Relation

__all__ = ["add", "are_friends", "blocked_by", "friend_ids", "holds", "part"]


def holds(session: Session, subject_id: str, object_id: str, kind: str) -> bool:
    """Return whether *subject_id* has the relation *kind* to *object_id*."""
    return session.get(Relation, (subject_id, object_id, kind)) is not None


def are_friends(session: Session, one_id: str, other_id: str) -> bool:
    """Return whether both directions of a friendship stand."""
    return holds(session, one_id, other_id, "friend") and holds(
        session, other_id, one_id, "friend"
    )


def friend_ids(session: Session, account_id: str) -> list[str]:
    """Return whom *account_id* counts as friends."""
    return list(
        session.scalars(
            select(Relation.object_id)
            .where(Relation.subject_id == account_id, Relation.kind == "friend")
            .order_by(Relation.created_at_ms, Relation.object_id)
        )
    )


def blocked_by(session: Session, account_id: str) -> list[str]:
    """Return whom *account_id* blocked."""
    return list(
        session.scalars(
            select(Relation.object_id)
            .where(Relation.subject_id == account_id, Relation.kind == "block")
            .order_by(Relation.created_at_ms, Relation.object_id)
        )
    )


def add(
    session: Session, subject_id: str, object_id: str, kind: str, now_ms: int
) -> None:
    """Add an edge; one that stands already stays."""
    if not holds(session, subject_id, object_id, kind):
        session.add(
            Relation(
                subject_id=subject_id,
                object_id=object_id,
                kind=kind,
                created_at_ms=now_ms,
            )
        )


def part(session: Session, one_id: str, other_id: str) -> bool:
    """End a friendship and every request between two; return whether it stood."""
    stood = holds(session, one_id, other_id, "friend")
    pair = (one_id, other_id)
    session.execute(
        delete(Relation).where(
            Relation.kind == "friend",
            Relation.subject_id.in_(pair),
            Relation.object_id.in_(pair),
        )
    )
    session.execute(
        delete(FriendRequest).where(
            FriendRequest.from_id.in_(pair), FriendRequest.to_id.in_(pair)
        )
    )
    return stood

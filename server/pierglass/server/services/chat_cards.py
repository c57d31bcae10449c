"""In whose chats a card of a lens is to be seen."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.store.conversations import Conversation, Member
from pierglass.server.store.messages import Message

__all__ = ["SHOWN", "shown_a_card_of"]

SHOWN = 50
"""How many of its newest messages a chat shows when it is opened."""


def shown_a_card_of(session: Session, lens_id: str) -> set[str]:
    """Return the accounts in whose chats a card of the lens is among the newest.

    A deleted message has no card any more.
    """
    rows = (
        select(Member.account_id)
        .join(Message, Message.conversation_id == Member.conversation_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Message.card["lens_id"].as_string() == lens_id,
            Message.seq > Conversation.last_seq - SHOWN,
            Message.seq > Member.joined_seq,
        )
    )
    return set(session.scalars(rows.distinct()))

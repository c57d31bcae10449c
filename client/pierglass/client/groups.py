"""Requests about groups: who joins, who leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pierglass.client.call import Call

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pierglass.client.records import Conversation

__all__ = ["add_members", "remove_member"]


def add_members(conversation_id: str, member_ids: Iterable[str]) -> Call[Conversation]:
    """Add friends to a group; whoever is in it already stays as they are."""
    path = f"/v1/conversations/{conversation_id}/members"
    body = {"member_ids": list(member_ids)}
    return Call("POST", path, lambda answer: answer["conversation"], json=body)


def remove_member(conversation_id: str, account_id: str) -> Call[None]:
    """Leave a group, or remove somebody from one's own."""
    path = f"/v1/conversations/{conversation_id}/members/{account_id}"
    return Call("DELETE", path, lambda _: None, repeatable=True)

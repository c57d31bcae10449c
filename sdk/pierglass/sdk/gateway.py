"""A client for the chat gateway: events as they happen, messages out, cuts survived."""

from pierglass.client.gateway import Event, Gateway, Sent

__all__ = ["Event", "Gateway", "Sent"]

"""Chats: sending, receiving, and opening messages whose time is limited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pierglass.client.ids import new_id
from pierglass.client.pictures import upload

if TYPE_CHECKING:
    from pierglass.client.api import AsyncApi
    from pierglass.client.clock import Clock
    from pierglass.client.gateway import Gateway, Sent
    from pierglass.client.inbox import Inbox
    from pierglass.client.records import Body, Card, Conversation, Message

__all__ = ["Chats", "Opened"]


@dataclass
class Opened:
    """A message that the reader has before their eyes.

    Attributes:
        picture: Its picture, until the time is over.
        remaining_s: How long it stays; None for as long as one likes.
    """

    message: Message
    picture: bytes | None
    remaining_s: float | None

    async def until_over(self, clock: Clock) -> None:
        """Return when the view timer has run out, and forget the picture then."""
        if self.remaining_s is None:
            return
        await clock.sleep(self.remaining_s)
        self.picture = None
        self.remaining_s = 0.0


class Chats:
    """The conversations of the signed-in account."""

    def __init__(
        self, api: AsyncApi, account_id: str, gateway: Gateway, inbox: Inbox
    ) -> None:
        self._api = api
        self._account_id = account_id
        self._gateway = gateway
        self._inbox = inbox

    async def all(self) -> list[Conversation]:
        """Return every conversation."""
        return await self._api.conversations()

    async def with_person(self, username: str) -> Conversation:
        """Return the chat with one person; it is made when there is none."""
        account = await self._api.find_account(username)
        return await self._api.open_conversation([account["id"]])

    async def group(self, title: str, usernames: list[str]) -> Conversation:
        """Make a group."""
        members = [(await self._api.find_account(name))["id"] for name in usernames]
        return await self._api.open_conversation(members, title)

    async def send(
        self,
        conversation_id: str,
        text: str | None = None,
        *,
        picture: bytes | None = None,
        card: Card | None = None,
        duration_s: float | None = None,
        max_views: int | None = None,
        client_message_id: str | None = None,
    ) -> Sent:
        """Send a message over the gateway; it returns once it is durable.

        Args:
            conversation_id: Where to.
            text: What it says.
            picture: JPEG, PNG or WebP; uploaded first.
            card: A lens card to tap.
            duration_s: How long a reader may look at it.
            max_views: How often a reader may open it.
            client_message_id: The same twice is one message; a new one when None.
        """
        body: Body = {}
        if text is not None:
            body["text"] = text
        if picture is not None:
            body["image_id"] = (await upload(self._api, picture))["id"]
        if card is not None:
            body["card"] = card
        if duration_s is not None:
            body["duration_s"] = duration_s
        if max_views is not None:
            body["max_views"] = max_views
        return await self.send_body(conversation_id, body, client_message_id)

    async def send_body(
        self, conversation_id: str, body: Body, client_message_id: str | None = None
    ) -> Sent:
        """Send a message that is already put together."""
        return await self._gateway.send(
            conversation_id,
            body,
            client_message_id=client_message_id or new_id("cmi"),
        )

    async def receive(
        self, conversation_id: str | None = None, *, patience_s: float = 15.0
    ) -> Message:
        """Return the next message that arrives from somebody else.

        Raises:
            TransportError: When none came in time.
        """
        event = await self._inbox.take(
            "message.created",
            lambda data: conversation_id in (None, data["message"]["conversation_id"]),
            patience_s=patience_s,
        )
        message: Message = event.data["message"]
        return message

    async def history(self, conversation_id: str) -> list[Message]:
        """Return every message of a conversation that may still be read."""
        return [each async for each in self._api.messages_after(conversation_id)]

    async def open(self, message: Message) -> Opened:
        """Open a message: its timer starts, and its picture is fetched.

        Raises:
            GoneError: When its time is over.
            ConflictError: When it was opened as often as it may be.
        """
        opened = await self._api.open_message(message["id"])
        image = opened["image"]
        picture = await self._api.download(image["media_id"]) if image else None
        return Opened(opened, picture, opened.get("duration_s"))

    async def read(self, message: Message) -> None:
        """Say that everything up to *message* was read."""
        await self._api.mark_read(message["conversation_id"], message["seq"])

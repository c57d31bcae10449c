"""The person in front of the client: every decision that only a user may take.

A page asks with sheets and pickers. The headless client asks an object with these
methods; a test or a demo answers in the user's place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pierglass.client.records import Conversation, Lens, Listing, Place

__all__ = ["AskedScope", "ConsentSheet", "Proposal", "ScriptedUser", "User"]


@dataclass(frozen=True)
class AskedScope:
    """One line of the consent sheet.

    Attributes:
        scope: Its name.
        consent: What the platform says that it allows.
        reason: Why the lens wants it, in the lens's words.
        optional: Whether it may be switched off.
    """

    scope: str
    consent: str
    reason: str
    optional: bool


@dataclass(frozen=True)
class ConsentSheet:
    """What slides up after the landing page's threshold."""

    lens: Lens
    scopes: tuple[AskedScope, ...]


@dataclass(frozen=True)
class Proposal:
    """What a lens wants to send or post, shown before the user says to whom.

    Attributes:
        lens: The lens that proposes; its name is shown whatever it says.
        media_id: The picture, if there is one; with what the lens drew over it.
        place: Where the card opens, if the lens says so.
    """

    lens: Lens
    title: str
    subtitle: str | None
    item_id: str | None
    media_id: str | None
    place: Place | None = None


class User(Protocol):
    """A person's answers."""

    async def consent(self, sheet: ConsentSheet) -> frozenset[str] | None:
        """Return the scopes that the lens may have, or None to refuse."""
        ...

    async def choose_chat(
        self, proposal: Proposal, chats: list[Conversation]
    ) -> str | None:
        """Return the conversation that gets it, or None to cancel."""
        ...

    async def confirm_story(self, proposal: Proposal) -> bool:
        """Return whether it is posted to the user's story."""
        ...

    async def pick_photo(self) -> bytes | None:
        """Return a photo of the user's choice, or None to cancel."""
        ...

    async def authorize(self, lens: Lens, request: Mapping[str, Any]) -> bool:
        """Return whether the lens's own server may act for the user."""
        ...

    async def visit_shop(self, lens: Lens, listing: Listing) -> bool:
        """Return whether the user leaves for the shop of *listing*."""
        ...


@dataclass
class ScriptedUser:
    """A user whose answers are known beforehand.

    Attributes:
        allows: The scopes that are granted; None for all that are asked.
        refuses: Whether the consent sheet is refused.
        chat: The conversation that gets whatever is shared; None to cancel.
        posts: Whether proposals for the story are confirmed.
        photo: The photo that is picked; None to cancel.
        authorizes: Whether a lens's own server may act for the user.
        visits: Whether the user leaves for a shop.
        friends: The names of their friends, each once, for tests without a server.
        asked: Everything that was asked, in order: (what, about what).
    """

    allows: frozenset[str] | None = None
    refuses: bool = False
    chat: str | None = None
    posts: bool = True
    photo: bytes | None = None
    authorizes: bool = True
    visits: bool = True
    friends: list[str] = field(default_factory=list)
    asked: list[tuple[str, Any]] = field(default_factory=list)

    async def consent(self, sheet: ConsentSheet) -> frozenset[str] | None:
        """Return what `allows` says, within what is asked."""
        self.asked.append(("consent", sheet))
        if self.refuses:
            return None
        asked = frozenset(line.scope for line in sheet.scopes)
        return asked if self.allows is None else asked & self.allows

    async def choose_chat(
        self, proposal: Proposal, chats: list[Conversation]
    ) -> str | None:
        """Return the scripted conversation."""
        self.asked.append(("choose_chat", proposal))
        return self.chat

    async def confirm_story(self, proposal: Proposal) -> bool:
        """Return what `posts` says."""
        self.asked.append(("confirm_story", proposal))
        return self.posts

    async def pick_photo(self) -> bytes | None:
        """Return the scripted photo."""
        self.asked.append(("pick_photo", None))
        return self.photo

    async def authorize(self, lens: Lens, request: Mapping[str, Any]) -> bool:
        """Return what `authorizes` says."""
        self.asked.append(("authorize", request))
        return self.authorizes

    async def visit_shop(self, lens: Lens, listing: Listing) -> bool:
        """Return what `visits` says."""
        self.asked.append(("visit_shop", listing))
        return self.visits

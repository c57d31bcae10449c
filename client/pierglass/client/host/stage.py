"""What a handler may touch: the open lens, its user, camera, grant and handles."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from pierglass.client.host.storage import LocalStorage
from pierglass.client.presence import Presence

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractContextManager

    from pierglass.bridge.handle import HandleTable
    from pierglass.client.api import AsyncApi
    from pierglass.client.clock import Clock
    from pierglass.client.host.ledger import Ledger
    from pierglass.client.host.viewfinder import Viewfinder
    from pierglass.client.launch import Launch
    from pierglass.client.records import Account, Body, Lens, Message, Snap
    from pierglass.client.user import User

__all__ = ["HostCall", "Picture", "Stage"]


@dataclass(frozen=True)
class Picture:
    """What a handle of kind picture or photo names.

    Attributes:
        media_id: On the server.
        content: The bytes, for a photo that the user picked.
    """

    media_id: str
    augmentation_id: str | None = None
    item_id: str | None = None
    content: bytes | None = None


class HostCall(Protocol):
    """The call that a handler answers."""

    def deciding(self) -> AbstractContextManager[None]:
        """Stop the call's clock while the user decides."""
        ...


@dataclass
class Stage:
    """One open lens as its host sees it.

    Attributes:
        scopes: What the grant allows now; a revocation takes from it at once.
        refused: What the user is not asked for again while the lens is open: a no to
            the lens's own question, now or before, or withdrawn.
        send_card: Sends a message in the user's name over the gateway.
        close: Closes the lens.
        messages: The messages that the lens's shares became, in order.
        snaps: The snaps that the lens's shares became, in order.
        shops: Addresses of shops that the user left for, in order.
        overlaid: Pictures with what the lens drew over them, by picture and drawing.
        presence: That it is open in a chat; None if it is not.
        view_storage: What it keeps until it is closed.
        device_storage: What it keeps on this device.
    """

    api: AsyncApi
    account: Account
    lens: Lens
    launch: Launch
    scopes: set[str]
    user: User
    clock: Clock
    viewfinder: Viewfinder
    handles: HandleTable[Picture]
    ledger: Ledger
    send_card: Callable[[str, Body, str], Awaitable[Message]]
    close: Callable[[], None]
    refused: set[str] = field(default_factory=set)
    messages: list[Message] = field(default_factory=list)
    snaps: list[Snap] = field(default_factory=list)
    shops: list[str] = field(default_factory=list)
    presence: Presence | None = None
    overlaid: dict[tuple[str, str], str] = field(default_factory=dict)
    view_storage: LocalStorage = field(default_factory=LocalStorage)
    device_storage: LocalStorage = field(default_factory=LocalStorage)

    def enter_chat(self, conversation_id: str) -> None:
        """Let the lens be open in a chat from now on, where others see it."""
        self.launch = replace(self.launch, conversation_id=conversation_id)
        if self.presence is None:
            lens_id = self.lens["id"]
            self.presence = Presence(self.api, self.clock, conversation_id, lens_id)
            self.presence.start()

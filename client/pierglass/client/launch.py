"""From the tray to an open lens: landing page, threshold, consent, grant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pierglass.bridge.policy import SCOPES
from pierglass.client.errors import LensRefusedError
from pierglass.client.user import AskedScope, ConsentSheet

if TYPE_CHECKING:
    from pierglass.client.api import AsyncApi
    from pierglass.client.clock import Clock
    from pierglass.client.records import Activity, Card, Grant, Lens, Message, Place
    from pierglass.client.user import User

__all__ = ["Launch", "ask_consent"]


@dataclass(frozen=True)
class Launch:
    """How a lens was opened.

    Attributes:
        source: tray, card, link, invite or activity.
        context: Where it was opened: camera, conversation, profile or story. The lens
            never learns whose profile or story that is.
        item_id: The item to open at.
        state: What the card's sender left for it.
        place: The place that the card's sender chose.
        conversation_id: The chat in which it is opened; the lens never learns which.
        message_id: The message whose card was tapped; likewise.
    """

    source: str = "tray"
    item_id: str | None = None
    state: dict[str, Any] | None = None
    conversation_id: str | None = None
    message_id: str | None = None
    context: str | None = None
    place: Place | None = None

    @classmethod
    def from_card(cls, card: Card, context: str | None = None) -> Launch:
        """Return the launch that tapping *card* makes."""
        return cls(
            "invite" if card.get("invite") else "card",
            card.get("item_id"),
            card.get("state"),
            context=context,
            place=card.get("place"),
        )

    @classmethod
    def from_message(cls, message: Message) -> Launch:
        """Return the launch that tapping the card of *message* makes in its chat."""
        launch = cls.from_card(message["card"] or {}, "conversation")  # type: ignore[arg-type]
        where = message["conversation_id"]
        return replace(launch, conversation_id=where, message_id=message["id"])

    @classmethod
    def from_activity(cls, activity: Activity) -> Launch:
        """Return the launch that joins what somebody has open in a chat."""
        where = activity["conversation_id"]
        return cls("activity", conversation_id=where, context="conversation")

    def to_map(self) -> dict[str, object]:
        """Return it as the bridge carries it."""
        fields = {
            "source": self.source,
            "item_id": self.item_id,
            "state": self.state,
            "context": self.context,
            "place": self.place,
            "in_chat": True if self.conversation_id else None,
        }
        return {key: value for key, value in fields.items() if value is not None}


async def ask_consent(
    api: AsyncApi, lens: Lens, user: User, clock: Clock, threshold_ms: int
) -> Grant:
    """Return the grant under which *lens* runs, asking the user if they never were.

    The landing page stands for *threshold_ms*, then the consent sheet slides up
    (A, paragraph 55). Whoever accepted before is not asked again.

    Raises:
        LensRefusedError: The user kept back something that the lens cannot do without.
    """
    grant = await api.grant(lens["id"])
    held = set(grant["scopes"]) if grant["state"] == "granted" else set()
    answered = grant["state"] == "granted"
    asked = {
        line["scope"]
        for line in lens["scopes"]
        # Who answered before is asked for what a new version cannot do without.
        if not answered or (not line["optional"] and line["scope"] not in held)
    }
    if not asked:
        return grant
    await clock.sleep(threshold_ms / 1000)
    sheet = consent_sheet(lens)
    lines = tuple(line for line in sheet.scopes if line.scope in asked)
    allowed = await user.consent(ConsentSheet(lens, lines))
    if allowed is None:
        if not answered:
            await api.refuse(lens["id"])
        raise LensRefusedError(
            f"{lens['name']} was refused, so it was not opened. Open it again to "
            "be asked again."
        )
    required = {line["scope"] for line in lens["scopes"] if not line["optional"]}
    missing = sorted(required - held - allowed)
    if missing:
        raise LensRefusedError(
            f"{lens['name']} cannot run without {', '.join(missing)}. Allow it, or "
            "leave the lens closed."
        )
    return await api.allow(lens["id"], held | (allowed & asked))


def consent_sheet(lens: Lens) -> ConsentSheet:
    """Return the sheet that asks for what *lens* wants, in the platform's words."""
    lines = tuple(
        AskedScope(
            scope=line["scope"],
            consent=SCOPES[line["scope"]].consent,
            reason=line["reason"],
            optional=line["optional"],
        )
        for line in lens["scopes"]
        if line["scope"] in SCOPES
    )
    return ConsentSheet(lens, lines)

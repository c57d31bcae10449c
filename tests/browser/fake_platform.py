"""A platform in memory: enough of the API for one person's page and a lens.

It exists for tests of the page alone: what a hostile lens may do, how a view looks.
The main job runs against the real server in test_main_job.py.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgpack
from websockets.exceptions import ConnectionClosed

if TYPE_CHECKING:
    from pathlib import Path

    from websockets.sync.server import ServerConnection

NOW_MS = 1_790_000_000_000

ANA = {
    "id": "usr_ana",
    "username": "ana",
    "display_name": "Ana Lindqvist",
    "avatar": {"style": "arch", "colour": "#a9d8cc"},
}
BEN = {
    "id": "usr_ben",
    "username": "ben",
    "display_name": "Ben Okafor",
    "avatar": {"style": "arch", "colour": "#e3c98d"},
}


@dataclass
class Platform:
    """The state behind the fake, and where it can be reached."""

    lens_folder: Path
    manifest: dict[str, Any]
    consent_threshold_ms: int = 300
    media: dict[str, bytes] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    friends: list[dict[str, Any]] = field(default_factory=lambda: [BEN])
    stories: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    similar: tuple[int, dict[str, Any]] = (
        200,
        {"outcome": "nothing_else", "results": []},
    )
    """What is answered to whoever asks what is like a listing."""
    grant: dict[str, Any] = field(
        default_factory=lambda: {"state": "never_asked", "scopes": []}
    )
    activities: list[dict[str, Any]] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    uses: list[dict[str, Any]] = field(default_factory=list)
    stored: dict[str, tuple[Any, int]] = field(default_factory=dict)
    muted: bool = False
    ended: str = ""
    """`withdrawn` or `blocked`, once nobody can open the lens any more."""
    reason: str = "The shop is closed."
    unknown: bool = False
    """No lens of that id was ever here."""
    linked: dict[str, Any] = field(default_factory=dict)
    """What a linked app declares beyond its name: handler, scopes."""
    app_grant: dict[str, Any] = field(
        default_factory=lambda: {"state": "never_asked", "scopes": []}
    )
    overlays: list[tuple[str, bytes]] = field(default_factory=list)
    launch_url: str = ""
    launches: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    sent_keys: list[str] = field(default_factory=list)
    refuse_sends: int = 0
    page: str = ""
    lens_origin: str = ""
    gateway_url: str = ""
    live_url: str = ""
    counter: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    sockets: list[ServerConnection] = field(default_factory=list)

    def config(self) -> dict[str, Any]:
        return {
            "version": "0",
            "gateway_url": self.gateway_url,
            "live_url": self.live_url,
            "lens_origin": self.lens_origin,
            "public_origin": self.page,
            "consent_threshold_ms": self.consent_threshold_ms,
        }

    def lens(self) -> dict[str, Any]:
        base = f"{self.lens_origin}/lenses/{self.manifest['id']}/1"
        return self.manifest | {
            "entry_url": f"{base}/{self.manifest['entry']}",
            "box_art_url": f"{base}/{self.manifest['box_art']}",
            "origin": self.lens_origin,
        }

    def tray(self) -> list[dict[str, Any]]:
        return [] if self.ended or self.unknown else [self.lens()]

    def standing(self) -> dict[str, Any]:
        return {
            "id": self.manifest["id"],
            "name": self.manifest["name"],
            "state": self.ended,
            "reason": "The shop is closed.",
            "box_art_url": self.lens()["box_art_url"],
        }

    def end(self, state: str, *, remains: bool = False) -> None:
        """Withdraw or block the lens, and tell the page."""
        self.ended = "" if remains else state
        data = {
            "lens_id": self.manifest["id"],
            "versions": [self.manifest["version"]],
            "state": state,
            "remains": remains,
            "reason": self.reason,
        }
        self.push("lens.withdrawn", data)

    def conversation(self) -> dict[str, Any]:
        last = self.messages[-1] if self.messages else None
        return {
            "id": "cnv_1",
            "kind": "direct",
            "title": None,
            "members": [ANA, BEN],
            "last_seq": last["seq"] if last else 0,
            "read_seq": 0,
            "last_message": last,
        }

    def add_message(self, body: dict[str, Any], sender: str, key: str) -> Any:
        seq = len(self.messages) + 1
        image = body.get("image_id")
        message = {
            "id": f"msg_{seq}",
            "conversation_id": "cnv_1",
            "seq": seq,
            "sender_id": sender,
            "created_at_ms": NOW_MS + seq * 60_000,
            "client_message_id": key,
            "text": body.get("text"),
            "image": {"media_id": image, "width": 480, "height": 640}
            if image
            else None,
            "duration_s": body.get("duration_s"),
            "max_views": None,
            "card": body.get("card"),
            "state": "sent",
            "view": None,
        }
        self.messages.append(message)
        return message

    def push(self, event_type: str, data: dict[str, Any]) -> None:
        frame = {
            "op": "event",
            "seq": next(self.counter),
            "type": event_type,
            "data": data,
        }
        for socket in [*self.sockets]:
            try:
                socket.send(msgpack.packb(frame))
            except ConnectionClosed:
                # Of a page that was loaded again.
                self.sockets.remove(socket)

    def cut(self) -> None:
        """Close every gateway connection."""
        sockets, self.sockets = self.sockets, []
        for socket in sockets:
            socket.close()

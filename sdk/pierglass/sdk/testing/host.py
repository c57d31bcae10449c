"""The host of a test: the client's own, with a server in memory behind it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pierglass.bridge import FEATURES, CallError, Outcome, parse_manifest
from pierglass.client.applet import Applet
from pierglass.client.launch import Launch, ask_consent
from pierglass.client.testing import FakeApi, open_fake_lens
from pierglass.client.transport import memory_pair
from pierglass.sdk.testing.faults import JUMP, FaultyTransport
from pierglass.sdk.testing.network import Network

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
    from pathlib import Path

    from pierglass.bridge import Trace
    from pierglass.client.host.session import HostSession
    from pierglass.client.records import Grant
    from pierglass.client.transport import Transport
    from pierglass.client.user import ScriptedUser
    from pierglass.sdk.lens.folder import LensFolder
    from pierglass.sdk.testing.camera import Camera
    from pierglass.sdk.testing.clock import Clock
    from pierglass.sdk.testing.faults import FaultSchedule

__all__ = ["Conversation", "Grants", "Host", "Settled"]

_THRESHOLD_MS = 3_000


@dataclass
class Conversation:
    """The chat with a friend to which the user sends what a lens proposes.

    Attributes:
        messages: Everything that was sent there, in order.
    """

    id: str = "cnv_ben"
    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The cards among the messages."""
        bodies = [message["body"] for message in self.messages]
        return [body["card"] for body in bodies if "card" in body]


class Grants:
    """What the user lets the lens have.

    Args:
        user: Whose answers they are.
    """

    def __init__(self, user: ScriptedUser) -> None:
        self._user = user
        self._host: Host | None = None
        self.refused: tuple[str, ...] = ()
        """What the lens asked for by name, and was refused."""

    def allow(self, *scopes: str) -> None:
        """Allow these permissions, and no others, whenever they are asked for.

        An optional one that is not among them is switched off on the consent sheet; the
        lens may ask for it once more, after a tap, and hears no.
        """
        self._user.allows = frozenset(scopes)
        if self._host is not None:
            self._host.api.grants.forget()

    def refuse(self, *scopes: str) -> None:
        """Refuse the consent sheet, or *scopes* for which the lens asked before.

        Args:
            *scopes: Optional permissions; they are denied when the lens is opened.
        """
        self.refused = scopes
        self._user.refuses = not scopes

    def revoke(self, *scopes: str) -> None:
        """Take permissions away from the open lens: it bites at once."""
        if self._host is None:
            raise RuntimeError(
                "no lens is open; revoke inside `async with host.open()`"
            )
        self._host.session.revoke(scopes)

    def attach(self, host: Host) -> None:
        """Note whose lens is open."""
        self._host = host


@dataclass(frozen=True)
class Settled:
    """How a call ended.

    Attributes:
        outcome: One of the seven.
        value: The result, with `ok`.
        error: What was raised, with every other.
    """

    outcome: Outcome
    value: Any = None
    error: CallError | None = None


class Host:
    """The headless host with one lens.

    Args:
        lens: The lens, as it lies on the disk.
        user: Whoever decides.
        clock: What passes when the test says so.
        camera: What the user's camera sees.
        conversation: Where shares go.
        grants: What the user allows.
        faults: What goes wrong; nothing when None.
        network: What lies between; nothing to speak of when None.
    """

    def __init__(
        self,
        lens: LensFolder,
        user: ScriptedUser,
        clock: Clock,
        camera: Camera,
        conversation: Conversation,
        grants: Grants,
        faults: FaultSchedule | None = None,
        network: Network | None = None,
    ) -> None:
        self.api = FakeApi(messages=conversation.messages)
        self.clock = clock
        self._conversation = conversation
        self._lens = _published(lens)
        self._user = user
        self._camera = camera
        self._grants = grants
        self._faults = faults
        self._network = network or Network()
        self._network.reach(self.api)
        self._look: dict[str, Any] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._session: HostSession | None = None
        self.traces: list[Trace] = []
        """What crossed the wire, each time that the lens was opened."""

    @property
    def session(self) -> HostSession:
        """The host's end of the open lens."""
        if self._session is None:
            raise RuntimeError("no lens is open; use `async with host.open() as lens`")
        return self._session

    @contextlib.asynccontextmanager
    async def open(
        self,
        *,
        item_id: str | None = None,
        state: dict[str, Any] | None = None,
        in_chat: bool = False,
    ) -> AsyncIterator[Applet]:
        """Open the lens as the user does, and give its end of the bridge.

        Landing page and consent come first. With *item_id* or *state* it is opened from
        a card; with *in_chat* it is open in the conversation, which shares its values.

        Raises:
            LensRefusedError: The user kept back what the lens cannot do without.
        """
        self.api.friends = self._user.friends
        source = "tray" if item_id is None and state is None else "card"
        api: Any = self.api
        lens: Any = self._lens
        grant = await self.clock.pass_until(
            ask_consent(api, lens, self._user, self.clock, _THRESHOLD_MS)
        )
        granted, refused, unsupported = self._at_opening(grant)
        self._session = open_fake_lens(
            granted=granted,
            refused=refused,
            api=self.api,
            user=self._user,
            clock=self.clock,
            launch=Launch(
                source, item_id, state, self._conversation.id if in_chat else None
            ),
            lens=self._lens,
            unsupported={**self._network.lacks, **unsupported},
            protocol=self._network.protocol,
        )
        self._session.look = self._look
        if self._session.trace is not None:
            self.traces.append(self._session.trace)
        viewfinder: Any = self._session.stage.viewfinder
        viewfinder.camera = self._camera
        self._grants.attach(self)
        try:
            async with self.connect() as applet:
                yield applet
        finally:
            await self._session.close()
            self._session = None

    @contextlib.asynccontextmanager
    async def connect(self) -> AsyncIterator[Applet]:
        """Connect the lens's end again, as its page does after a reload."""
        host_end, lens_end = memory_pair()
        self.session.attach(host_end)
        wire = self._network.wire(lens_end, self.clock)
        applet = Applet(self._faulty(wire), clock=self.clock)
        await self.clock.pass_until(applet.__aenter__())
        try:
            yield applet
        finally:
            await applet.disconnect()

    def save_trace(self, path: Path) -> None:
        """Write what crossed the wire so far, without what is private.

        Args:
            path: A file; `pierglass lens trace` shows it and makes a test of it.
        """
        lines = (line for trace in self.traces for line in trace.lines())
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")

    def tap(self) -> None:
        """Tap in the lens: the next calls follow a gesture, for five seconds."""
        self.session.tap()

    def reopen(
        self, *, item_id: str | None = None, state: dict[str, Any] | None = None
    ) -> None:
        """Open the open lens again, as a tap on a card does."""
        self.session.relaunch(Launch("card", item_id, state))

    async def end(self, state: str, reason: str = "") -> None:
        """End the lens while it is open: nobody may run it any more.

        Args:
            state: `withdrawn`, by its publisher, or `blocked`, by the review.
            reason: Why, as people read it.
        """
        await self.session.end(state, reason)

    def show(
        self,
        scheme: str = "light",
        *,
        locale: str | None = None,
        safe_area: Sequence[int] | None = None,
        colours: Mapping[str, str] | None = None,
    ) -> None:
        """Let the host look so, now and when a lens is opened.

        Args:
            scheme: `light` or `dark`.
            locale: Its language, such as `de-AT`.
            safe_area: Covered at the top, right, bottom and left; CSS pixels.
            colours: Name to colour.
        """
        look: dict[str, Any] = {"scheme": scheme}
        if locale is not None:
            look["locale"] = locale
        if safe_area is not None:
            sides = ("top", "right", "bottom", "left")
            look["safe_area"] = dict(zip(sides, safe_area, strict=True))
        if colours is not None:
            look["colours"] = dict(colours)
        self._look = look
        if self._session is not None:
            self._session.show(look)

    def other_keeps(self, key: str, value: dict[str, Any]) -> None:
        """Let another member of the conversation keep a value that all share."""
        where = self._conversation.id
        kept = self.api.place(where).set(key, value, None)
        self.session.storage_changed(
            {
                "client_id": self._lens["id"],
                "conversation_id": where,
                "key": key,
                "version": kept["version"],
            }
        )

    async def settle(self, call: Coroutine[object, object, Any]) -> Settled:
        """Return how *call* ends, letting as much time pass as that needs.

        Raises:
            TimeoutError: It never ends, which no call may.
        """
        try:
            value = await self.clock.pass_until(call)
        except CallError as error:
            return Settled(error.outcome, error=error)
        return Settled(Outcome.OK, value)

    def _at_opening(
        self, grant: Grant
    ) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, str]]:
        optional = [s["scope"] for s in self._lens["scopes"] if s["optional"]]
        refused, lacks = {*grant["refused"], *self._grants.refused}, {}
        if self._faults is not None:
            denied = self._faults.at_opening("denied", optional)
            refused |= {denied} if denied else set()
            lacking = self._faults.at_opening("old_host", [*FEATURES, *optional])
            lacks = {lacking: "this host is older"} if lacking else {}
        given = tuple(scope for scope in grant["scopes"] if scope not in refused)
        return given, tuple(sorted(refused)), lacks

    def _faulty(self, transport: Transport) -> Transport:
        if self._faults is None:
            return transport
        return FaultyTransport(transport, self._faults, self.clock, self._on_fault)

    def _on_fault(self, kind: str, number: int) -> None:
        scopes = sorted(self.session.stage.scopes)
        if kind == "clock_jump":
            self.clock.jump(number * JUMP / 1000)
        if kind == "kill":
            self._ending = asyncio.ensure_future(self.session.close())
        if kind == "revoked" and scopes:
            self.session.revoke([scopes[number % len(scopes)]])


def _published(lens: LensFolder) -> dict[str, Any]:
    """Return the lens as the platform tells of it.

    Raises:
        ManifestError: Its manifest could not be published, beyond that its server may
            be on this machine still.
    """
    manifest = parse_manifest(lens.manifest, development=True)
    return {
        "id": manifest.id,
        "name": manifest.name,
        "version": manifest.version,
        "kind": manifest.kind,
        "landing": {
            "title": manifest.landing_title,
            "subtitle": manifest.landing_subtitle,
        },
        "scopes": [
            {"scope": s.scope, "reason": s.reason, "optional": s.optional}
            for s in manifest.scopes
        ],
    }

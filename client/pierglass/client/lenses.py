"""The lens tray: opening lenses, and closing them when the user takes a grant back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any

from pierglass.bridge import HandleTable
from pierglass.client.errors import PierglassError
from pierglass.client.host.ledger import Ledger
from pierglass.client.host.session import HostSession
from pierglass.client.host.stage import Picture, Stage
from pierglass.client.host.storage import LocalStorage
from pierglass.client.host.viewfinder import Viewfinder
from pierglass.client.ids import new_secret
from pierglass.client.launch import Launch, ask_consent

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping

    from pierglass.bridge import Limits
    from pierglass.client.api import AsyncApi
    from pierglass.client.camera import Camera
    from pierglass.client.chats import Chats
    from pierglass.client.clock import Clock
    from pierglass.client.gateway import Event
    from pierglass.client.records import (
        Account,
        Activity,
        Body,
        Card,
        Config,
        Lens,
        Message,
        Resource,
    )
    from pierglass.client.user import User

__all__ = ["Lenses"]

_LOG = logging.getLogger(__name__)


class Lenses:
    """The lenses of the signed-in account, and those that are open now."""

    def __init__(
        self,
        api: AsyncApi,
        account: Account,
        config: Config,
        chats: Chats,
        clock: Clock,
        token: Callable[[], Awaitable[str]],
    ) -> None:
        self._api = api
        self._account = account
        self._config = config
        self._chats = chats
        self._clock = clock
        self._token = token
        self._ledger = Ledger()
        self._device: dict[str, LocalStorage] = {}
        self._open: list[HostSession] = []

    async def tray(self) -> list[Lens]:
        """Return the lenses that can be opened."""
        return await self._api.lenses()

    async def fitting(self, context: str) -> list[Resource]:
        """Return what may be opened in a context, those used lately first.

        Args:
            context: camera, conversation, profile or story.
        """
        return await self._api.resources(context)

    async def open(
        self,
        lens_id: str,
        user: User,
        camera: Camera,
        launch: Launch | None = None,
        *,
        limits: Limits | None = None,
    ) -> HostSession:
        """Open a lens: landing page, threshold, consent, and its host session.

        Args:
            lens_id: Which.
            user: Whoever decides.
            camera: What the viewfinder looks through.
            launch: How it is opened; from the tray when None.
            limits: What the lens is allowed on the bridge.

        Raises:
            NotFoundError: There is no such lens.
            LensRefusedError: The user kept back what it cannot do without.
        """
        lens = await self._api.lens(lens_id)
        threshold_ms = self._config["consent_threshold_ms"]
        grant = await ask_consent(self._api, lens, user, self._clock, threshold_ms)
        viewfinder = Viewfinder(
            camera, self._config["live_url"], self._token, lambda _: None
        )
        stage = Stage(
            api=self._api,
            account=self._account,
            lens=lens,
            launch=launch or Launch(),
            scopes=set(grant["scopes"]),
            user=user,
            clock=self._clock,
            viewfinder=viewfinder,
            handles=HandleTable[Picture](new_secret),
            ledger=self._ledger,
            send_card=self._send_card,
            close=lambda: None,
            refused=set(grant.get("refused", ())),
            device_storage=self._device.setdefault(lens_id, LocalStorage()),
        )
        session = HostSession(stage, limits=limits)
        await self._note(stage)
        viewfinder.notify = session.notify_tryon
        stage.close = lambda: self._soon(session, session.close())
        self._open.append(session)
        return session

    async def open_card(self, card: Card, user: User, camera: Camera) -> HostSession:
        """Open a lens as its card's receiver does: at the same item and state."""
        return await self.open(card["lens_id"], user, camera, Launch.from_card(card))

    async def open_message(
        self, message: Message, user: User, camera: Camera
    ) -> HostSession:
        """Open the card of *message* in its chat, where others see it and may join."""
        card = message["card"]
        if card is None:
            raise ValueError("this message carries no card")
        launch = Launch.from_message(message)
        return await self.open(card["lens_id"], user, camera, launch)

    async def join(self, activity: Activity, user: User, camera: Camera) -> HostSession:
        """Open what somebody has open in a chat, or had."""
        launch = Launch.from_activity(activity)
        return await self.open(activity["client"]["id"], user, camera, launch)

    async def close_all(self) -> None:
        """Close every open lens."""
        for session in list(self._open):
            await session.close()
        self._open.clear()

    def on_event(self, event: Event) -> None:
        """Let a revocation bite, and tell of changed values, in the open lenses."""
        if event.type == "storage.changed":
            for session in self._open:
                session.storage_changed(event.data)
        if event.type == "lens.withdrawn":
            self._end(event.data)
        if event.type != "grant.revoked":
            return
        client_id = event.data.get("client_id")
        for session in self._open:
            if session.stage.lens["id"] == client_id:
                session.revoke(event.data.get("scopes", session.stage.scopes))

    def _end(self, data: Mapping[str, Any]) -> None:
        """Close the open lenses whose version nobody may run any more."""
        for session in list(self._open):
            lens = session.stage.lens
            if lens["id"] == data["lens_id"] and lens["version"] in data["versions"]:
                self._soon(session, session.end(data["state"], data["reason"]))

    async def _note(self, stage: Stage) -> None:
        """Keep the user's history, and let the chat know that the lens is open."""
        launch, lens_id = stage.launch, stage.lens["id"]
        try:
            await self._api.note_use(lens_id, launch.source, launch.message_id)
        except PierglassError as error:
            _LOG.info("the opening of %s is not in the history: %s", lens_id, error)
        if launch.conversation_id is not None:
            stage.enter_chat(launch.conversation_id)

    async def _send_card(self, conversation_id: str, body: Body, key: str) -> Message:
        sent = await self._chats.send_body(conversation_id, body, key)
        return sent.message

    def _soon(self, session: HostSession, end: Coroutine[Any, Any, None]) -> None:
        # The call that asks for it is answered first.
        task = asyncio.get_running_loop().create_task(end)
        task.add_done_callback(lambda _: self._forget(session))

    def _forget(self, session: HostSession) -> None:
        with contextlib.suppress(ValueError):
            self._open.remove(session)

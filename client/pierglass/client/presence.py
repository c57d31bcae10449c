"""That a lens is open in a conversation, said to its members for as long as it is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from pierglass.client.errors import ForbiddenError, PierglassError

if TYPE_CHECKING:
    from pierglass.client.api import AsyncApi
    from pierglass.client.clock import Clock

__all__ = ["Presence"]

_LOG = logging.getLogger(__name__)
_RENEW_S = 60.0


class Presence:
    """One activity: begun, renewed each minute, ended.

    Others may miss it, the lens works all the same: what fails is logged.

    Args:
        api: The server.
        clock: What waits between renewals.
        conversation_id: Where the lens is open.
        client_id: The lens.
    """

    def __init__(
        self, api: AsyncApi, clock: Clock, conversation_id: str, client_id: str
    ) -> None:
        self._api = api
        self._clock = clock
        self._where = (conversation_id, client_id)
        self._running: asyncio.Task[None] | None = None
        self._activity_id: str | None = None

    def start(self) -> None:
        """Begin."""
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End."""
        if self._running is None:
            return
        self._running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._running
        self._running = None
        if self._activity_id is not None:
            try:
                await self._api.end_activity(self._activity_id)
            except PierglassError as error:
                _LOG.info("the activity ends by itself: %s", error)

    async def _run(self) -> None:
        while True:
            try:
                if self._activity_id is None:
                    begun = await self._api.begin_activity(*self._where)
                    self._activity_id = begun["id"]
                else:
                    await self._api.renew_activity(self._activity_id)
            except ForbiddenError:
                return  # The user keeps to themselves what they have open.
            except PierglassError as error:
                _LOG.info("others do not see that a lens is open: %s", error)
            await self._clock.sleep(_RENEW_S)

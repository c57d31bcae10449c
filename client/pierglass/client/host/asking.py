"""Asks the user for permissions at the moment a lens needs them: for each, once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from pierglass.bridge.capability import Capability, CapabilityState
from pierglass.bridge.errors import CallDeniedError
from pierglass.client.errors import PierglassError
from pierglass.client.launch import consent_sheet
from pierglass.client.user import ConsentSheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pierglass.client.driver import Driver
    from pierglass.client.host.stage import Stage

__all__ = ["Asking", "OpenCall"]

_LOG = logging.getLogger(__name__)

_GRANTED = Capability(CapabilityState.GRANTED)
_REFUSED = Capability(CapabilityState.DENIED, reason="refused by the user")


class OpenCall:
    """The call that a handler answers: its clock, and what it tells the lens.

    Args:
        driver: What carries its session.
        call_id: Its id.
    """

    def __init__(self, driver: Driver, call_id: int) -> None:
        self._driver = driver
        self._id = call_id

    def may_be_asked(self, name: str) -> bool:
        """Return whether the user has yet to decide about the permission *name*."""
        state = self._driver.connection.capabilities[name].state
        return state is CapabilityState.PROMPTABLE

    def set_capability(self, name: str, capability: Capability) -> None:
        """Tell the lens what the user decided for good."""
        self._driver.connection.set_capability(name, capability, self._driver.now_ms)

    @contextlib.contextmanager
    def deciding(self) -> Iterator[None]:
        """Stop the call's clock while the user decides."""
        connection = self._driver.connection
        connection.pause(self._id, self._driver.now_ms)
        self._driver.flush()
        try:
            yield
        finally:
            connection.resume(self._id, self._driver.now_ms)
            self._driver.flush()


class Asking:
    """The questions of one open lens, one sheet at a time.

    Args:
        stage: The lens, its user, and what they decided so far.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._turn = asyncio.Lock()

    async def ask(self, scopes: tuple[str, ...], call: OpenCall) -> None:
        """Ask for those of *scopes* about which the user has yet to decide.

        A call that ends meanwhile takes its sheet along: that is no answer.

        Raises:
            CallDeniedError: The user said no, to this call or to one before.
            PierglassError: What the user gave could not be kept.
        """
        with call.deciding():
            async with self._turn:
                still = tuple(name for name in scopes if call.may_be_asked(name))
                if still:
                    await self._decide(still, call)
        for name in scopes:
            if name not in self._stage.scopes:
                raise CallDeniedError(field=name)

    async def _decide(self, scopes: tuple[str, ...], call: OpenCall) -> None:
        stage = self._stage
        lens_id, sheet = stage.lens["id"], consent_sheet(stage.lens)
        lines = tuple(line for line in sheet.scopes if line.scope in scopes)
        answer = await stage.user.consent(ConsentSheet(stage.lens, lines))
        given = set(scopes) & (answer or frozenset())
        refused = set(scopes) - given
        try:
            await stage.api.allow(lens_id, stage.scopes | given, refused)
        except PierglassError as error:
            if given:
                raise
            # A no holds as long as the lens is open, kept or not.
            _LOG.info("a refusal of %s is not kept: %s", lens_id, error)
        stage.scopes |= given
        stage.refused |= refused
        for name in scopes:
            call.set_capability(name, _GRANTED if name in given else _REFUSED)

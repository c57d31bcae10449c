"""The interaction client: one signed-in person, everything they can do, no page.

async with await Client.sign_in(origin, "ana", password) as ana:
chat = await ana.chats.with_person("ben")
await ana.chats.send(chat["id"], "Look!")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pierglass.client.api import AsyncApi
from pierglass.client.chats import Chats
from pierglass.client.clock import Clock, RealClock
from pierglass.client.errors import UnauthenticatedError
from pierglass.client.gateway import Gateway
from pierglass.client.inbox import Inbox
from pierglass.client.lenses import Lenses
from pierglass.client.people import People
from pierglass.client.stories import Stories

if TYPE_CHECKING:
    from pierglass.client.records import Account, Config
    from pierglass.client.tokens import Tokens

__all__ = ["Client"]


class Client:
    """A signed-in person.

    Make one with `sign_up` or `sign_in`, then enter it: that opens the gateway.

    Attributes:
        api: Every request of the API.
        inbox: Events as they arrive.
        people: Friends.
        chats: Conversations and messages.
        stories: Pictures for a day.
        lenses: The tray.
    """

    def __init__(
        self, api: AsyncApi, account: Account, config: Config, clock: Clock
    ) -> None:
        self.api = api
        self.account = account
        self.config = config
        self.clock = clock
        self.gateway = Gateway(config["gateway_url"], self._gateway_token, clock=clock)
        self.inbox = Inbox()
        self.people = People(api)
        self.chats = Chats(api, account["id"], self.gateway, self.inbox)
        self.stories = Stories(api)
        self.lenses = Lenses(
            api, account, config, self.chats, clock, self._access_token
        )
        self.inbox.listen(self.lenses.on_event)

    @classmethod
    async def sign_up(
        cls,
        origin: str,
        username: str,
        password: str,
        display_name: str,
        *,
        clock: Clock | None = None,
    ) -> Client:
        """Make an account and return its client.

        Raises:
            ApiError: The name is taken, or the password too weak; `code` says.
            TransportError: No server answers at *origin*.
        """
        clock = clock or RealClock()
        api = AsyncApi(origin, clock=clock)
        try:
            config = await api.config()
            account = await api.sign_up(username, password, display_name)
        except BaseException:
            await api.close()
            raise
        return cls(api, account, config, clock)

    @classmethod
    async def sign_in(
        cls, origin: str, username: str, password: str, *, clock: Clock | None = None
    ) -> Client:
        """Sign in and return the account's client.

        Raises:
            UnauthenticatedError: Wrong name or password.
            TransportError: No server answers at *origin*.
        """
        clock = clock or RealClock()
        api = AsyncApi(origin, clock=clock)
        try:
            config = await api.config()
            account = await api.sign_in(username, password)
        except BaseException:
            await api.close()
            raise
        return cls(api, account, config, clock)

    @classmethod
    async def with_tokens(
        cls, origin: str, tokens: Tokens, *, clock: Clock | None = None
    ) -> Client:
        """Return the client of an account that signed in earlier.

        Args:
            origin: The server's public origin.
            tokens: As they were kept; `Tokens.on_change` tells when to keep new ones.
            clock: What waits.

        Raises:
            UnauthenticatedError: The tokens are over; sign in.
            TransportError: No server answers at *origin*.
        """
        clock = clock or RealClock()
        api = AsyncApi(origin, tokens=tokens, clock=clock)
        try:
            config = await api.config()
            account = await api.me()
        except BaseException:
            await api.close()
            raise
        return cls(api, account, config, clock)

    async def __aenter__(self) -> Self:
        await self.gateway.__aenter__()
        self.inbox.start(self.gateway)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the lenses, the gateway and the connections; tokens stay valid."""
        await self.lenses.close_all()
        await self.inbox.stop()
        await self.gateway.close()
        await self.api.close()

    async def _gateway_token(self, refused: bool) -> str:
        if refused:
            # Any request renews a token that has run out.
            await self.api.me()
        return await self._access_token()

    async def _access_token(self) -> str:
        if self.api.tokens.access is None:
            raise UnauthenticatedError(
                401,
                {"code": "signed_out", "message": "Nobody is signed in here."},
                request="token",
            )
        return self.api.tokens.access

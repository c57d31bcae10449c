"""The API over HTTP, asynchronous: every endpoint a method, every refusal a type.

Tokens renew themselves, requests that may be sent twice are sent again after a
back-off, and lists page by themselves.
"""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Self, TypeVar

from pierglass.client import calls, groups, publishing, resource_calls, searching
from pierglass.client.clock import Clock, RealClock
from pierglass.client.endpoints import AsyncEndpoint
from pierglass.client.errors import PierglassError, UnauthenticatedError
from pierglass.client.paging import every
from pierglass.client.retry import BackOff, Retry
from pierglass.client.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from pierglass.client.call import Call
    from pierglass.client.records import Account, Item, LensFriend, Message

__all__ = ["AsyncApi"]

T = TypeVar("T")


class AsyncApi:
    """The API of one server, for one account.

    Args:
        origin: The server's public origin, such as `http://127.0.0.1:8700`.
        tokens: Held tokens; none yet when None.
        retry: When to send again; a sensible rule when None.
        clock: What waits between attempts.
        transport: An httpx transport, for tests.
    """

    def __init__(
        self,
        origin: str,
        *,
        tokens: Tokens | None = None,
        retry: Retry | None = None,
        clock: Clock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.origin = origin.rstrip("/")
        self.tokens = tokens or Tokens()
        self._retry = retry or Retry(BackOff(random.random))
        self._clock = clock or RealClock()
        self._renewing = asyncio.Lock()
        from pierglass.client.http import AsyncSender

        self._sender = AsyncSender(self.origin, transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connections; tokens stay valid."""
        await self._sender.close()

    async def do(self, call: Call[T]) -> T:
        """Send *call* and return its result.

        Raises:
            ApiError: The server said no; the subclass and `code` say how.
            TransportError: Nobody answered.
        """
        sent = 0
        renewed = False
        while True:
            used = self.tokens.access
            try:
                return await self._sender.send(call, used)
            except UnauthenticatedError:
                if renewed or not call.authenticated or not self.tokens.can_renew(used):
                    raise
                renewed = True
                await self._renew(used)
            except PierglassError as error:
                sent += 1
                wait_s = self._retry.wait_s(call, error, sent)
                if wait_s is None:
                    raise
                await self._clock.sleep(wait_s)

    async def sign_up(self, username: str, password: str, display_name: str) -> Account:
        """Make an account, hold its tokens and return it."""
        answer = await self.do(calls.create_account(username, password, display_name))
        self.tokens.take(answer["session"])
        return answer["account"]

    async def sign_in(
        self,
        username: str,
        password: str,
        *,
        device_name: str = "Pierglass client",
        platform: str = "python",
    ) -> Account:
        """Sign this device in, hold its tokens and return the account."""
        call = calls.create_session(username, password, device_name, platform)
        answer = await self.do(call)
        self.tokens.take(answer["session"])
        return answer["account"]

    async def sign_out(self) -> None:
        """End this device's session and forget its tokens."""
        await self.do(calls.end_session())
        self.tokens.forget()

    async def all_items(self, kind: str | None = None) -> AsyncIterator[Item]:
        """Yield the whole catalogue, or all of one *kind*, page by page."""
        async for item in every(
            "items", lambda at: self.do(calls.items(kind=kind, cursor=at))
        ):
            yield item

    async def all_lens_friends(self, lens_id: str) -> AsyncIterator[LensFriend]:
        """Yield everybody whom the user lets a lens know as a friend."""
        async for friend in every(
            "friends",
            lambda at: self.do(resource_calls.lens_friends(lens_id, cursor=at)),
        ):
            yield friend

    async def messages_after(
        self, conversation_id: str, seq: int = 0, *, page: int = 50
    ) -> AsyncIterator[Message]:
        """Yield a conversation's messages after *seq*, oldest first."""
        while True:
            call = calls.messages(conversation_id, after_seq=seq, limit=page)
            found = await self.do(call)
            for message in found:
                yield message
                seq = max(seq, message["seq"])
            if not found:
                return

    async def _renew(self, used: str | None) -> None:
        async with self._renewing:
            if self.tokens.access != used or self.tokens.refresh is None:
                return  # Another request renewed them while this one waited.
            renewal = self.tokens.renewal or calls.refresh_session
            call = renewal(self.tokens.refresh)
            self.tokens.take(await self._sender.send(call, None))

    config = AsyncEndpoint(calls.config)
    me = AsyncEndpoint(calls.me)
    update_me = AsyncEndpoint(calls.update_me)
    devices = AsyncEndpoint(calls.devices)
    remove_device = AsyncEndpoint(calls.remove_device)
    find_account = AsyncEndpoint(calls.find_account)
    friends = AsyncEndpoint(calls.friends)
    request_friend = AsyncEndpoint(calls.request_friend)
    accept_friend = AsyncEndpoint(calls.accept_friend)
    decline_friend = AsyncEndpoint(calls.decline_friend)
    remove_friend = AsyncEndpoint(calls.remove_friend)
    block = AsyncEndpoint(calls.block)
    unblock = AsyncEndpoint(calls.unblock)
    conversations = AsyncEndpoint(calls.conversations)
    open_conversation = AsyncEndpoint(calls.open_conversation)
    add_members = AsyncEndpoint(groups.add_members)
    remove_member = AsyncEndpoint(groups.remove_member)
    messages = AsyncEndpoint(calls.messages)
    send_message = AsyncEndpoint(calls.send_message)
    mark_read = AsyncEndpoint(calls.mark_read)
    open_message = AsyncEndpoint(calls.open_message)
    delete_message = AsyncEndpoint(calls.delete_message)
    upload = AsyncEndpoint(calls.upload)
    lay_over = AsyncEndpoint(resource_calls.lay_over)
    download = AsyncEndpoint(calls.download)
    items = AsyncEndpoint(calls.items)
    item = AsyncEndpoint(calls.item)
    try_on = AsyncEndpoint(calls.try_on)
    search = AsyncEndpoint(searching.search)
    similar = AsyncEndpoint(searching.similar)
    augmentation = AsyncEndpoint(calls.augmentation)
    lenses = AsyncEndpoint(calls.lenses)
    lens = AsyncEndpoint(calls.lens)
    publish_lens = AsyncEndpoint(calls.publish_lens)
    submit_lens = AsyncEndpoint(publishing.submit_lens)
    judge_lens = AsyncEndpoint(publishing.judge_lens)
    lens_history = AsyncEndpoint(publishing.lens_history)
    lens_standing = AsyncEndpoint(publishing.lens_standing)
    roll_out = AsyncEndpoint(publishing.roll_out)
    withdraw_lens = AsyncEndpoint(publishing.withdraw_lens)
    publisher_keys = AsyncEndpoint(publishing.publisher_keys)
    register_publisher_key = AsyncEndpoint(publishing.register_publisher_key)
    reviews = AsyncEndpoint(publishing.reviews)
    reviewed_package = AsyncEndpoint(publishing.reviewed_package)
    decide_review = AsyncEndpoint(publishing.decide_review)
    block_publisher = AsyncEndpoint(publishing.block_publisher)
    unblock_publisher = AsyncEndpoint(publishing.unblock_publisher)
    reset_publisher_key = AsyncEndpoint(publishing.reset_publisher_key)
    grant = AsyncEndpoint(calls.grant)
    allow = AsyncEndpoint(calls.allow)
    refuse = AsyncEndpoint(calls.refuse)
    grants = AsyncEndpoint(calls.grants)
    revoke = AsyncEndpoint(calls.revoke)
    authorize = AsyncEndpoint(calls.authorize)
    post_snap = AsyncEndpoint(calls.post_snap)
    stories = AsyncEndpoint(calls.stories)
    view_snap = AsyncEndpoint(calls.view_snap)
    delete_snap = AsyncEndpoint(calls.delete_snap)
    story_audience = AsyncEndpoint(calls.story_audience)
    set_story_audience = AsyncEndpoint(calls.set_story_audience)
    resources = AsyncEndpoint(resource_calls.resources)
    seen_by = AsyncEndpoint(resource_calls.seen_by)
    app_grant = AsyncEndpoint(resource_calls.app_grant)
    allow_app = AsyncEndpoint(resource_calls.allow_app)
    launch_app = AsyncEndpoint(resource_calls.launch_app)
    take_launch = AsyncEndpoint(resource_calls.take_launch)
    note_use = AsyncEndpoint(resource_calls.note_use)
    uses = AsyncEndpoint(resource_calls.uses)
    mute = AsyncEndpoint(resource_calls.mute)
    notify = AsyncEndpoint(resource_calls.notify)
    begin_activity = AsyncEndpoint(resource_calls.begin_activity)
    renew_activity = AsyncEndpoint(resource_calls.renew_activity)
    end_activity = AsyncEndpoint(resource_calls.end_activity)
    activities = AsyncEndpoint(resource_calls.activities)
    shows_activity = AsyncEndpoint(resource_calls.shows_activity)
    show_activity = AsyncEndpoint(resource_calls.show_activity)
    lens_friends = AsyncEndpoint(resource_calls.lens_friends)
    stored = AsyncEndpoint(resource_calls.stored)
    stored_value = AsyncEndpoint(resource_calls.stored_value)
    store_value = AsyncEndpoint(resource_calls.store_value)
    remove_value = AsyncEndpoint(resource_calls.remove_value)
    register_client = AsyncEndpoint(resource_calls.register_client)
    count = AsyncEndpoint(resource_calls.count)
    counts = AsyncEndpoint(resource_calls.counts)
    webhook_secret = AsyncEndpoint(resource_calls.webhook_secret)
    webhook_deliveries = AsyncEndpoint(resource_calls.webhook_deliveries)
    reports = AsyncEndpoint(resource_calls.reports)
    standing = AsyncEndpoint(resource_calls.standing)
    models = AsyncEndpoint(resource_calls.models)

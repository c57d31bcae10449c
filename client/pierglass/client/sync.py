"""The API over HTTP, blocking: for scripts, notebooks and synchronous servers."""

from __future__ import annotations

import random
import threading
import time
from typing import TYPE_CHECKING, Self, TypeVar

from pierglass.client import calls, groups, publishing, resource_calls, searching
from pierglass.client.endpoints import Endpoint
from pierglass.client.errors import PierglassError, UnauthenticatedError
from pierglass.client.retry import BackOff, Retry
from pierglass.client.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from pierglass.client.call import Call
    from pierglass.client.records import Account, Item, LensFriend, Message

__all__ = ["Api"]

T = TypeVar("T")


class Api:
    """The API of one server, for one account; see `AsyncApi` for the twin.

    Args:
        origin: The server's public origin, such as `http://127.0.0.1:8700`.
        tokens: Held tokens; none yet when None.
        retry: When to send again; a sensible rule when None.
        sleep: What waits between attempts, given seconds.
        transport: An httpx transport, for tests.
    """

    def __init__(
        self,
        origin: str,
        *,
        tokens: Tokens | None = None,
        retry: Retry | None = None,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.origin = origin.rstrip("/")
        self.tokens = tokens or Tokens()
        self._retry = retry or Retry(BackOff(random.random))
        self._sleep = sleep
        self._renewing = threading.Lock()
        from pierglass.client.http import Sender

        self._sender = Sender(self.origin, transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections; tokens stay valid."""
        self._sender.close()

    def do(self, call: Call[T]) -> T:
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
                return self._sender.send(call, used)
            except UnauthenticatedError:
                if renewed or not call.authenticated or not self.tokens.can_renew(used):
                    raise
                renewed = True
                self._renew(used)
            except PierglassError as error:
                sent += 1
                wait_s = self._retry.wait_s(call, error, sent)
                if wait_s is None:
                    raise
                self._sleep(wait_s)

    def sign_up(self, username: str, password: str, display_name: str) -> Account:
        """Make an account, hold its tokens and return it."""
        answer = self.do(calls.create_account(username, password, display_name))
        self.tokens.take(answer["session"])
        return answer["account"]

    def sign_in(
        self,
        username: str,
        password: str,
        *,
        device_name: str = "Pierglass client",
        platform: str = "python",
    ) -> Account:
        """Sign this device in, hold its tokens and return the account."""
        answer = self.do(
            calls.create_session(username, password, device_name, platform)
        )
        self.tokens.take(answer["session"])
        return answer["account"]

    def sign_out(self) -> None:
        """End this device's session and forget its tokens."""
        self.do(calls.end_session())
        self.tokens.forget()

    def all_items(self, kind: str | None = None) -> Iterator[Item]:
        """Yield the whole catalogue, or all of one *kind*, page by page."""
        cursor: str | None = None
        while True:
            page = self.do(calls.items(kind=kind, cursor=cursor))
            yield from page["items"]
            cursor = page.get("next_cursor")
            if cursor is None:
                return

    def all_lens_friends(self, lens_id: str) -> Iterator[LensFriend]:
        """Yield everybody whom the user lets a lens know as a friend."""
        cursor: str | None = None
        while True:
            page = self.do(resource_calls.lens_friends(lens_id, cursor=cursor))
            yield from page["friends"]
            cursor = page.get("next_cursor")
            if cursor is None:
                return

    def messages_after(
        self, conversation_id: str, seq: int = 0, *, page: int = 50
    ) -> Iterator[Message]:
        """Yield a conversation's messages after *seq*, oldest first."""
        while True:
            call = calls.messages(conversation_id, after_seq=seq, limit=page)
            found = self.do(call)
            for message in found:
                yield message
                seq = max(seq, message["seq"])
            if not found:
                return

    def _renew(self, used: str | None) -> None:
        with self._renewing:
            if self.tokens.access != used or self.tokens.refresh is None:
                return  # Another thread renewed them while this one waited.
            renewal = self.tokens.renewal or calls.refresh_session
            call = renewal(self.tokens.refresh)
            self.tokens.take(self._sender.send(call, None))

    config = Endpoint(calls.config)
    me = Endpoint(calls.me)
    update_me = Endpoint(calls.update_me)
    devices = Endpoint(calls.devices)
    remove_device = Endpoint(calls.remove_device)
    find_account = Endpoint(calls.find_account)
    friends = Endpoint(calls.friends)
    request_friend = Endpoint(calls.request_friend)
    accept_friend = Endpoint(calls.accept_friend)
    decline_friend = Endpoint(calls.decline_friend)
    remove_friend = Endpoint(calls.remove_friend)
    block = Endpoint(calls.block)
    unblock = Endpoint(calls.unblock)
    conversations = Endpoint(calls.conversations)
    open_conversation = Endpoint(calls.open_conversation)
    add_members = Endpoint(groups.add_members)
    remove_member = Endpoint(groups.remove_member)
    messages = Endpoint(calls.messages)
    send_message = Endpoint(calls.send_message)
    mark_read = Endpoint(calls.mark_read)
    open_message = Endpoint(calls.open_message)
    delete_message = Endpoint(calls.delete_message)
    upload = Endpoint(calls.upload)
    download = Endpoint(calls.download)
    items = Endpoint(calls.items)
    item = Endpoint(calls.item)
    try_on = Endpoint(calls.try_on)
    lay_over = Endpoint(resource_calls.lay_over)
    search = Endpoint(searching.search)
    similar = Endpoint(searching.similar)
    augmentation = Endpoint(calls.augmentation)
    lenses = Endpoint(calls.lenses)
    lens = Endpoint(calls.lens)
    publish_lens = Endpoint(calls.publish_lens)
    submit_lens = Endpoint(publishing.submit_lens)
    judge_lens = Endpoint(publishing.judge_lens)
    lens_history = Endpoint(publishing.lens_history)
    lens_standing = Endpoint(publishing.lens_standing)
    roll_out = Endpoint(publishing.roll_out)
    withdraw_lens = Endpoint(publishing.withdraw_lens)
    publisher_keys = Endpoint(publishing.publisher_keys)
    register_publisher_key = Endpoint(publishing.register_publisher_key)
    reviews = Endpoint(publishing.reviews)
    reviewed_package = Endpoint(publishing.reviewed_package)
    decide_review = Endpoint(publishing.decide_review)
    block_publisher = Endpoint(publishing.block_publisher)
    unblock_publisher = Endpoint(publishing.unblock_publisher)
    reset_publisher_key = Endpoint(publishing.reset_publisher_key)
    grant = Endpoint(calls.grant)
    allow = Endpoint(calls.allow)
    refuse = Endpoint(calls.refuse)
    grants = Endpoint(calls.grants)
    revoke = Endpoint(calls.revoke)
    authorize = Endpoint(calls.authorize)
    post_snap = Endpoint(calls.post_snap)
    stories = Endpoint(calls.stories)
    view_snap = Endpoint(calls.view_snap)
    delete_snap = Endpoint(calls.delete_snap)
    story_audience = Endpoint(calls.story_audience)
    set_story_audience = Endpoint(calls.set_story_audience)
    resources = Endpoint(resource_calls.resources)
    seen_by = Endpoint(resource_calls.seen_by)
    note_use = Endpoint(resource_calls.note_use)
    uses = Endpoint(resource_calls.uses)
    mute = Endpoint(resource_calls.mute)
    notify = Endpoint(resource_calls.notify)
    begin_activity = Endpoint(resource_calls.begin_activity)
    renew_activity = Endpoint(resource_calls.renew_activity)
    end_activity = Endpoint(resource_calls.end_activity)
    activities = Endpoint(resource_calls.activities)
    shows_activity = Endpoint(resource_calls.shows_activity)
    show_activity = Endpoint(resource_calls.show_activity)
    lens_friends = Endpoint(resource_calls.lens_friends)
    stored = Endpoint(resource_calls.stored)
    stored_value = Endpoint(resource_calls.stored_value)
    store_value = Endpoint(resource_calls.store_value)
    remove_value = Endpoint(resource_calls.remove_value)
    app_grant = Endpoint(resource_calls.app_grant)
    allow_app = Endpoint(resource_calls.allow_app)
    launch_app = Endpoint(resource_calls.launch_app)
    take_launch = Endpoint(resource_calls.take_launch)
    register_client = Endpoint(resource_calls.register_client)
    count = Endpoint(resource_calls.count)
    counts = Endpoint(resource_calls.counts)
    webhook_secret = Endpoint(resource_calls.webhook_secret)
    webhook_deliveries = Endpoint(resource_calls.webhook_deliveries)
    reports = Endpoint(resource_calls.reports)
    standing = Endpoint(resource_calls.standing)
    models = Endpoint(resource_calls.models)

"""A lens that speaks by hand: no SDK stands between it and the host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.conformance.hosts import hello

if TYPE_CHECKING:
    from tests.conformance.hosts import Channel, Host

__all__ = ["Lens", "code"]


class Lens:
    """A lens that shook hands."""

    def __init__(self, host: Host, low: int = 1, high: int = 2, **more: Any) -> None:
        self.channel: Channel = host.channel()
        self.channel.say(hello(low, high, **more))
        self.welcome = self.channel.wait(kind="welcome")
        self.epoch = self.welcome["epoch"]

    def frame(
        self, call_id: int, method: str, params: Any = None, **more: Any
    ) -> dict[str, Any]:
        given = {} if params is None else params
        head = {"kind": "call", "epoch": self.epoch, "id": call_id}
        return {**head, "method": method, "params": given, **more}

    def call(self, call_id: int, method: str, params: Any = None, **more: Any) -> Any:
        """Make a call and return its outcome."""
        self.channel.say(self.frame(call_id, method, params, **more))
        return self.outcome(call_id)

    def outcome(self, call_id: int) -> Any:
        return self.channel.wait(kind="outcome", id=call_id)

    def works(self, call_id: int) -> None:
        """Prove that the session goes on: everything sent before was seen."""
        assert self.call(call_id, "launch.get")["outcome"] == "ok"

    def answers(self, call_id: int) -> list[Any]:
        heard = self.channel.heard()
        return [f for f in heard if f["kind"] == "outcome" and f["id"] == call_id]

    def items(self, call_id: int) -> list[Any]:
        heard = self.channel.heard()
        return [f for f in heard if f["kind"] == "stream_item" and f["id"] == call_id]


def code(outcome: Any) -> tuple[str, str]:
    return outcome["outcome"], outcome["error"]["code"]

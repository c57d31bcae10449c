"""Makes a regression test of a trace: the lens's calls again, with the same ends.

The test replays the session against the real headless host. What the world decided then
(a timeout, a server that was away, a cut) is made again but not asserted; so are calls
that the lens gave up.
"""

from __future__ import annotations

import json
import pprint
import textwrap
from typing import TYPE_CHECKING, Any

from pierglass.bridge import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pierglass.sdk.lens.trace import Session

__all__ = ["make_test"]

_HEAD = '''\
"""Made from {name} by `pierglass lens trace`: sessions that must go as they went."""

'''

_WORLDLY = ("unavailable", "timed_out", "closed", "cancelled")
# How a lens ends that nobody may run any more, by the code of its close.
_ENDS = {"lens.withdrawn": "withdrawn", "lens.blocked": "blocked"}
# What the user did, by the call that asked: before it, and after.
_USER = {
    "share.chat": ("user.chat = None", "user.chat = conversation.id"),
    "share.story": ("user.posts = False", "user.posts = True"),
    "photo.pick": ("user.photo = None", None),
    "authorize": ("user.authorizes = False", "user.authorizes = True"),
}


def make_test(sessions: Sequence[Session], name: str) -> str:
    """Return the text of a Python file with a test for each session.

    Args:
        sessions: As :func:`pierglass.sdk.lens.trace.read_trace` gave them.
        name: The trace, for the first line.
    """
    parts = [_HEAD.format(name=name)]
    for number, session in enumerate(sessions, 1):
        parts.append("\n".join(_Writer(session).test(number)) + "\n")
    return "\n\n".join(parts)


class _Writer:
    """Writes the test of one session."""

    def __init__(self, session: Session) -> None:
        self._head = session.head
        self._records = session.records
        self._ends = {
            r["frame"]["id"]: r["frame"]
            for r in session.records
            if r["frame"]["kind"] == "outcome" and "id" in r["frame"]
        }
        self._given_up = {
            r["frame"].get("id")
            for r in session.records
            if r["frame"]["kind"] == "cancel"
        }
        self._streams: set[int] = set()
        self._words: dict[str, str] = {}
        self._depth = 1

    def test(self, number: int) -> Iterator[str]:
        """Yield the lines of the test."""
        fixtures = "host, clock, user, grants, conversation"
        yield f"async def test_session_{number}_goes_as_it_went({fixtures}):"
        yield from self._indented(f"grants.allow(*{self._allowed()!r})")
        refused = self._head.get("refused", [])
        if refused:
            yield from self._indented(f"grants.refuse(*{refused!r})")
        if self._answered("photo.pick", "ok"):
            yield from self._indented('user.photo = b"\\xff\\xd8\\xff a photo"')
        yield from self._indented(f"async with host.open({self._opening()}) as lens:")
        self._depth += 1
        written = 0
        reloads = -1
        for record in self._records:
            frame = record["frame"]
            if frame["kind"] == "hello":
                reloads += 1
                if reloads:
                    yield from self._indented("async with host.connect() as lens:")
                    self._depth += 1
                    written = 0
                continue
            lines = list(self._lines(record, frame))
            written += sum(not line.startswith("#") for line in lines)
            yield from self._indented(*lines)
        if not written:
            yield from self._indented("assert lens.capabilities")

    def _allowed(self) -> list[str]:
        """Return what was given, when the lens was opened or when it asked."""
        given = {
            r["frame"]["name"]
            for r in self._records
            if r["frame"].get("capability") == "granted"
        }
        return sorted({*self._head.get("scopes", []), *given})

    def _opening(self) -> str:
        launch = self._head.get("launch", {})
        given = {
            k: launch[k] for k in ("item_id", "state") if launch.get(k) is not None
        }
        return ", ".join(f"{name}={value!r}" for name, value in given.items())

    def _answered(self, method: str, outcome: str) -> bool:
        return any(
            r["frame"].get("method") == method
            and self._ends.get(r["frame"].get("id"), {}).get("outcome") == outcome
            for r in self._records
        )

    def _lines(self, record: dict[str, Any], frame: dict[str, Any]) -> Iterator[str]:
        kind, call_id = frame["kind"], frame.get("id")
        if kind == "call":
            if record.get("gesture"):
                yield "host.tap()"
            yield from self._call(frame)
        elif kind == "notify" and frame.get("name") == "grant.revoked":
            yield f"grants.revoke(*{frame['data'].get('scopes', [])!r})"
        elif kind == "close" and _code(frame) in _ENDS:
            yield f"await host.end({_ENDS[str(_code(frame))]!r})"
        elif kind == "notify" and frame.get("name") == "launch":
            data = frame["data"]
            given = {k: data[k] for k in ("item_id", "state") if k in data}
            told = ", ".join(f"{name}={value!r}" for name, value in given.items())
            yield f"host.reopen({told})"
        elif kind == "stream_item" and call_id in self._streams:
            yield f"item = await clock.pass_until(anext(stream_{call_id}))"
            yield f"assert set(item) >= {_keys(frame.get('value'))}"
        elif kind in ("cancel", "outcome") and call_id in self._streams:
            self._streams.discard(call_id)
            yield f"await stream_{call_id}.aclose()"

    def _call(self, frame: dict[str, Any]) -> Iterator[str]:
        call_id, method = frame["id"], frame["method"]
        if method not in METHODS:
            yield f"# {method!r} is no method of this release."
            return
        params = self._literal(frame.get("params", {}))
        if METHODS[method].item is not None:
            if any(
                r["frame"]["kind"] == "stream_item" and r["frame"].get("id") == call_id
                for r in self._records
            ):
                self._streams.add(call_id)
                yield f"stream_{call_id} = lens.stream({method!r}, {params})"
            return
        end = self._ends.get(call_id)
        if end is None or call_id in self._given_up:
            yield f"# {method} was given up before its end."
            return
        before, after = _USER.get(method, (None, None))
        refused = end["outcome"] in ("cancelled", "denied") and _code(end) in (
            "cancelled",
            "denied",
        )
        if refused and before:
            yield before
        yield f"end = await host.settle(lens.call({method!r}, {params}))"
        if end["outcome"] not in _WORLDLY or refused:
            yield f"assert end.outcome == {end['outcome']!r}"
            if end["outcome"] == "ok":
                yield from self._value(call_id, end.get("value"))
            elif _code(end):
                yield f"assert end.error.code == {_code(end)!r}"
        if refused and after:
            yield after

    def _value(self, call_id: int, value: object) -> Iterator[str]:
        if not isinstance(value, dict) or not value:
            return
        yield f"assert set(end.value) >= {_keys(value)}"
        handles = {
            name: word
            for name, word in value.items()
            if isinstance(word, str) and word.startswith("hdl_")
        }
        for name, word in handles.items():
            self._words[word] = f"{name}_{call_id}"
            yield f"{name}_{call_id} = end.value[{name!r}]"

    def _literal(self, params: dict[str, Any]) -> str:
        text = pprint.pformat(params, width=68, sort_dicts=False)
        for word, variable in self._words.items():
            text = text.replace(repr(word), variable)
        return text

    def _indented(self, *lines: str) -> Iterator[str]:
        for line in lines:
            yield textwrap.indent(line, "    " * self._depth)


def _keys(value: object) -> str:
    names = sorted(value) if isinstance(value, dict) else []
    return (
        f"set({json.dumps(names)})"
        if not names
        else "{" + ", ".join(repr(name) for name in names) + "}"
    )


def _code(end: dict[str, Any]) -> str | None:
    code = end.get("error", {}).get("code")
    return str(code) if code else None

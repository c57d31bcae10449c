"""Traces: what crossed the wire in one session, with what is private taken out.

A trace is lines of JSON: a head, then a record for each frame. Words are left out by
default: those of the fields and methods in ``policy.TRACE`` stay; each other becomes a
stand-in of its own (``title-1``, ``hdl_2``), the same wherever the same word stood, so
that a trace can still be followed and replayed. ``sdk/js/bridge/trace.js`` is the twin;
both play ``bridge/spec/vectors/traces.json``.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pierglass.bridge.codes import CODES
from pierglass.bridge.policy import METHODS, TRACE

__all__ = ["MAX_RECORDS", "TRACE_VERSION", "Redactor", "Trace"]

TRACE_VERSION: Final = 1
MAX_RECORDS: Final = 20_000
"""Records of one trace; later frames are counted and not kept."""

_ERROR: Final = ("code", "field", "retry_after_ms")
_PLAIN: Final[Mapping[str, tuple[str, ...]]] = {
    "hello": ("protocol", "agent"),
    "welcome": ("version", "limits"),
    "refuse": (),
    "call": ("id", "method", "deadline_ms", "credit"),
    "outcome": ("id", "outcome"),
    "cancel": ("id",),
    "progress": ("id", "fraction"),
    "pause": ("id",),
    "resume": ("id",),
    "stream_item": ("id", "seq"),
    "stream_credit": ("id", "credit"),
    "notify": ("name",),
    "capability": ("name",),
    "error": (),
    "close": (),
}
"""Fields of a frame that hold nothing of anybody."""

_BODIES: Final = {
    "call": "params",
    "outcome": "value",
    "stream_item": "value",
    "notify": "data",
}


class Redactor:
    """Takes out of frames what is private; one for each session."""

    def __init__(self) -> None:
        self._stand_ins: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._methods: dict[object, str] = {}

    def frame(self, raw: object) -> dict[str, Any]:
        """Return what a trace keeps of a frame, legal or not."""
        if not isinstance(raw, dict) or raw.get("kind") not in _PLAIN:
            return {"kind": "?"}
        kind = raw["kind"]
        kept = {"kind": kind, **{k: raw[k] for k in _PLAIN[kind] if k in raw}}
        if kind == "call":
            kept["method"] = str(raw.get("method"))[:64]
            self._methods[raw.get("id")] = kept["method"]
        if kind == "cancel" and raw.get("reason") in CODES:
            kept["reason"] = raw["reason"]
        if isinstance(raw.get("error"), dict):
            kept["error"] = {k: raw["error"][k] for k in _ERROR if k in raw["error"]}
        if kind in ("welcome", "capability"):
            kept |= _states(raw)
        body = _BODIES.get(kind, "")
        if body in raw:
            method = self._methods.get(raw.get("id"), "")
            kept[body] = self._value(raw[body], body, *_openness(kind, method))
        return kept

    def launch(self, launch: Mapping[str, object]) -> dict[str, Any]:
        """Return what a trace keeps of how the lens was opened."""
        kept: dict[str, Any] = self._value(dict(launch), "launch", False, False)
        return kept

    def _value(self, value: Any, field: str, open_: bool, hidden: bool) -> Any:
        if isinstance(value, dict):
            return {k: self._value(v, k, open_, hidden) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self._value(item, field, open_, hidden) for item in value]
        if isinstance(value, bytes):
            return f"{len(value)} bytes"
        if isinstance(value, str):
            if open_ or not value or (field in TRACE.fields and not hidden):
                return value
            return self._stand_in(field, value)
        if hidden and value is not None:
            return False if isinstance(value, bool) else 0
        return value

    def _stand_in(self, field: str, word: str) -> str:
        if word not in self._stand_ins:
            name = "hdl_" if word.startswith("hdl_") else f"{field}-"
            self._numbers[name] = self._numbers.get(name, 0) + 1
            made = f"{name}{self._numbers[name]}"
            # As long as the word was, for where a length is asked for.
            is_handle = name == "hdl_"
            self._stand_ins[word] = made if is_handle else made.ljust(len(word), ".")
        return self._stand_ins[word]


class Trace:
    """One session's record.

    Args:
        head: Facts of the session: ``lens``, ``host``, ``scopes`` and their like; no
            names of people.
        now_ms: The present.
    """

    def __init__(self, head: Mapping[str, object], now_ms: int) -> None:
        self.head = {"trace": TRACE_VERSION, **head}
        self.records: list[dict[str, Any]] = []
        self.left_out = 0
        self._start_ms = now_ms
        self._redactor = Redactor()

    def launched(self, launch: Mapping[str, object]) -> None:
        """Note how the lens was opened."""
        self.head["launch"] = self._redactor.launch(launch)

    def note(
        self, sender: str, raw: object, now_ms: int, *, gesture: bool = False
    ) -> None:
        """Keep one frame.

        Args:
            sender: ``lens`` or ``host``.
            raw: The frame, legal or not.
            now_ms: The present.
            gesture: Whether the user had just tapped.
        """
        if len(self.records) >= MAX_RECORDS:
            self.left_out += 1
            return
        frame = self._redactor.frame(raw)
        record: dict[str, Any] = {"t": now_ms - self._start_ms, "from": sender}
        if gesture and frame["kind"] == "call":
            record["gesture"] = True
        self.records.append({**record, "frame": frame})

    def lines(self) -> Iterator[str]:
        """Yield the trace, a JSON value a line."""
        head = {**self.head, "left_out": self.left_out} if self.left_out else self.head
        for value in (head, *self.records):
            yield json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _openness(kind: str, method: str) -> tuple[bool, bool]:
    """Return whether everything stays, and whether not even numbers do."""
    if kind == "notify" or method not in METHODS:
        return False, False
    needs = {
        METHODS[method].capability,
        *(METHODS[method].by_item or ("", {}))[1].values(),
    }
    hidden = bool(needs & set(TRACE.hidden)) and kind != "call"
    return method in TRACE.methods, hidden


def _states(raw: Mapping[str, Any]) -> dict[str, Any]:
    if raw["kind"] == "capability":
        return {"capability": _state(raw.get("capability"))}
    offered = raw.get("capabilities")
    if not isinstance(offered, dict):
        return {}
    return {"capabilities": {name: _state(body) for name, body in offered.items()}}


def _state(body: object) -> object:
    return body.get("state") if isinstance(body, dict) else None

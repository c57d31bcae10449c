"""Traces of sessions: read, and told line by line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pierglass.bridge.trace import TRACE_VERSION
from pierglass.sdk.errors import LensFolderError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Session", "read_trace", "tell"]

_LONGEST = 100


@dataclass(frozen=True)
class Session:
    """One session of a trace.

    Attributes:
        head: Which lens, which host, what was granted, how it was opened.
        records: A map for each frame: `t` in ms, `from`, `gesture?`, `frame`.
    """

    head: dict[str, Any]
    records: list[dict[str, Any]]


def read_trace(path: Path) -> list[Session]:
    """Return the sessions of a trace, in order.

    Raises:
        LensFolderError: The file is no trace that this release reads.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise LensFolderError(f"{path} cannot be read: {exc}.") from exc
    sessions: list[Session] = []
    for number, line in enumerate(lines, 1):
        value = _value(path, number, line)
        if "trace" in value:
            if value["trace"] != TRACE_VERSION:
                raise LensFolderError(
                    f"{path}:{number} is of version {value['trace']}, expected "
                    f"{TRACE_VERSION}. Record it again with this release."
                )
            sessions.append(Session(value, []))
        elif sessions and isinstance(value.get("frame"), dict):
            sessions[-1].records.append(value)
        else:
            raise LensFolderError(f"{path}:{number} is neither head nor record.")
    if not sessions:
        raise LensFolderError(f"{path} is empty, expected a trace.")
    return sessions


def tell(session: Session) -> Iterator[str]:
    """Yield a session for people: a line for each frame, answers with their time."""
    head = session.head
    asked: dict[int, tuple[str, int]] = {}
    granted = ", ".join(head.get("scopes", [])) or "nothing"
    yield f"{head.get('lens')} {head.get('version', '')} on {head.get('host')}"
    yield f"granted: {granted}"
    for record in session.records:
        frame, at_ms = record["frame"], int(record["t"])
        arrow = "→" if record["from"] == "lens" else "←"
        tap = "tap " if record.get("gesture") else ""
        if frame["kind"] == "call":
            asked[frame.get("id", 0)] = (str(frame.get("method")), at_ms)
        yield f"{at_ms / 1000:9.3f} {arrow} {tap}{_words(frame, at_ms, asked)}"
    if head.get("left_out"):
        yield f"{head['left_out']} frames more were left out."


def _words(frame: dict[str, Any], at_ms: int, asked: dict[int, tuple[str, int]]) -> str:
    kind, call_id = frame["kind"], frame.get("id")
    method, since_ms = asked.get(call_id or 0, ("", at_ms))
    body: object = next(
        (frame[k] for k in ("params", "value", "data", "error") if k in frame), {}
    )
    text = json.dumps(body, ensure_ascii=False)
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…"
    if kind == "call":
        return f"{call_id} {method} {text}"
    if kind == "outcome":
        return (
            f"{call_id} {method} {frame['outcome']} after {at_ms - since_ms} ms {text}"
        )
    if kind == "stream_item":
        return f"{call_id} {method} item {frame.get('seq')} {text}"
    if kind == "notify":
        return f"{frame.get('name')} {text}"
    rest = {k: v for k, v in frame.items() if k not in ("kind", "id")}
    named = f"{call_id} " if call_id else ""
    told = json.dumps(rest, ensure_ascii=False) if rest else ""
    return f"{named}{kind} {told}".rstrip()[: _LONGEST + 40]


def _value(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as exc:
        raise LensFolderError(f"{path}:{number} is no JSON: {exc}.") from exc
    if not isinstance(value, dict):
        raise LensFolderError(f"{path}:{number} holds no map.")
    return value

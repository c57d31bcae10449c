"""Plays the scripts of bridge/spec/vectors against the Python connection."""

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest

from pierglass.bridge import (
    PROTOCOL_MAX,
    PROTOCOL_MIN,
    CallError,
    Capability,
    Connection,
    Limits,
    host_capabilities,
)

VECTORS = Path(__file__).parents[2] / "bridge/spec/vectors"

GRANTS = {
    "requested": [
        "user.display_name",
        "user.avatar",
        "items.read",
        "camera.tryon",
        "chat.share",
    ],
    "granted": ["user.display_name", "items.read", "camera.tryon", "chat.share"],
}
HELLO = {
    "kind": "hello",
    "protocol": {"min": 1, "max": 1},
    "capabilities": {
        "launch": {"state": "granted", "version": 1},
        "grant.revoked": {"state": "granted", "version": 1},
    },
}


def scripts() -> list[Any]:
    """Every script of every vector file, as parameters of a test."""
    found: list[Any] = []
    for path in sorted(VECTORS.glob("*.json")):
        found += [
            pytest.param(script, id=f"{path.stem}: {script['name']}")
            for script in json.loads(path.read_text()).get("scripts", [])
        ]
    return found


def connect(script: dict[str, Any]) -> Connection:
    """Return the connection that *script* begins with."""
    host = script["side"] == "host"
    grants = dict(script.get("grants", GRANTS))
    unsupported = grants.pop("unsupported", None)
    low, high = script.get("protocol", (PROTOCOL_MIN, PROTOCOL_MAX))
    connection = Connection(
        script["side"],
        now_ms=0,
        epoch="e1" if host else "",
        capabilities=(
            host_capabilities(**grants, unsupported=unsupported) if host else None
        ),
        limits=Limits(**script.get("limits", {})) if host else None,
        protocol=(low, high),
    )
    if script.get("opened"):
        _open(connection, script)
    return connection


def _open(connection: Connection, script: dict[str, Any]) -> None:
    if connection.side == "host":
        spoken = {"min": 1, "max": script.get("version", 1)}
        connection.receive({**HELLO, "protocol": spoken}, 0)
    else:
        connection.start(0)
        welcome = {
            "kind": "welcome",
            "epoch": "e1",
            "version": script.get("version", 1),
            "capabilities": {"items.read": {"state": "granted", "version": 1}},
            "limits": script.get("limits", {}),
        }
        connection.receive(welcome, 0)
    connection.frames_to_send()


def play(connection: Connection, step: dict[str, Any]) -> dict[str, Any]:
    """Do one step; return what happened."""
    result: dict[str, Any] = {"returns": None, "events": []}
    try:
        value = DO[step["do"]](connection, step, step["at"])
    except CallError as exc:
        result["raises"] = exc.code
    else:
        result["events" if isinstance(value, list) else "returns"] = value
    result["events"] = [as_map(event) for event in result["events"]]
    result["sends"] = connection.frames_to_send()
    return result


DO: dict[str, Any] = {
    "start": lambda c, s, t: c.start(t),
    "call": lambda c, s, t: c.call(
        s["method"],
        s.get("params", {}),
        t,
        deadline_ms=s.get("deadline_ms"),
        credit=s.get("credit"),
    ),
    "grant": lambda c, s, t: c.grant(s["id"], s["credit"], t),
    "send_item": lambda c, s, t: c.send_item(s["id"], s["value"], t),
    "credit": lambda c, s, t: c.credit(s["id"]),
    "cancel": lambda c, s, t: c.cancel(s["id"], t),
    "receive": lambda c, s, t: c.receive(
        s["frame"], t, gesture=s.get("gesture", False)
    ),
    "respond": lambda c, s, t: c.respond(s["id"], s["value"], t),
    "fail": lambda c, s, t: c.fail(s["id"], CallError.from_map(s["error"]), t),
    "progress": lambda c, s, t: c.progress(
        s["id"], t, s.get("fraction"), s.get("note")
    ),
    "pause": lambda c, s, t: c.pause(s["id"], t),
    "resume": lambda c, s, t: c.resume(s["id"], t),
    "notify": lambda c, s, t: c.notify(s["name"], s["data"], t),
    "set_capability": lambda c, s, t: c.set_capability(
        s["name"], Capability.from_map(s["capability"]), t
    ),
    "revoke": lambda c, s, t: c.revoke(s["scopes"], t),
    "tick": lambda c, s, t: c.tick(t),
    "close": lambda c, s, t: c.close(t, s.get("code", "closed"), s.get("message", "")),
    "lost": lambda c, s, t: c.lost(t),
    "restart": lambda c, s, t: c.restart(t, s.get("epoch", "")),
}


def as_map(value: Any) -> Any:
    """Return an event, or a part of one, as the vectors write it."""
    if isinstance(value, CallError):
        return value.to_map()
    if isinstance(value, Capability):
        return value.to_map()
    if dataclasses.is_dataclass(value):
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(value).__name__).lower()
        names = [spec.name for spec in dataclasses.fields(value)]
        return {"type": name, **{n: as_map(getattr(value, n)) for n in names}}
    if isinstance(value, dict):
        return {key: as_map(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_map(item) for item in value]
    return value


def mismatch(expected: Any, found: Any, path: str = "") -> str | None:
    """Return where *found* lacks something of *expected*; None if it has it all.

    Maps may hold more than is expected; lists are compared whole.
    """
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, value in expected.items():
            wrong = mismatch(value, found.get(key), f"{path}.{key}")
            if wrong:
                return wrong
        return None
    if isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return f"{path}: {len(found)} found, {len(expected)} expected: {found}"
        pairs = enumerate(zip(expected, found, strict=True))
        wrongs = (mismatch(e, f, f"{path}[{i}]") for i, (e, f) in pairs)
        return next((wrong for wrong in wrongs if wrong), None)
    same = expected == found and isinstance(expected, bool) == isinstance(found, bool)
    return None if same else f"{path}: {found!r} found, {expected!r} expected"

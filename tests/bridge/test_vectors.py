"""The shared vectors, played against the Python side."""

import json
from typing import Any

import pytest
from tests.bridge.vector_player import VECTORS, connect, mismatch, play, scripts

from pierglass.bridge import DecodeError, decode, encode

MSGPACK = json.loads((VECTORS / "msgpack.json").read_text())


def named(entries: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(entry, id=entry["name"]) for entry in entries]


def from_json(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"$bytes"}:
            return bytes.fromhex(value["$bytes"])
        return {key: from_json(item) for key, item in value.items()}
    return [from_json(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("script", scripts())
def test_script_goes_as_written(script: dict[str, Any]) -> None:
    connection = connect(script)
    for number, step in enumerate(script["steps"]):
        result = play(connection, step)
        expected = {
            "sends": step.get("sends", []),
            "events": step.get("events", []),
            "raises": step.get("raises"),
        }
        if "returns" in step:
            expected["returns"] = step["returns"]
        assert mismatch(expected, result) is None, f"step {number}: {step['do']}"
        for name in ("state", "next_tick_ms"):
            found = (
                connection.next_tick_ms()
                if name == "next_tick_ms"
                else str(connection.state)
            )
            assert name not in step or step[name] == found, f"step {number}: {name}"
    for name, count in script.get("counters", {}).items():
        assert getattr(connection.counters, name) == count, name


@pytest.mark.parametrize("entry", named(MSGPACK["legal"]))
def test_legal_bytes_are_read_and_written_back(entry: dict[str, Any]) -> None:
    data, value = bytes.fromhex(entry["hex"]), from_json(entry["value"])
    assert decode(data) == value
    if not entry.get("once"):
        assert encode(value) == data


@pytest.mark.parametrize("entry", named(MSGPACK["illegal"]))
def test_illegal_bytes_are_refused_by_code(entry: dict[str, Any]) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(bytes.fromhex(entry["hex"]), max_bytes=entry.get("max_bytes", 65536))
    assert caught.value.code == entry["code"]

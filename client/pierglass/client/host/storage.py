"""What a lens keeps: for its view, its device, its user, its conversation.

Four promises, told apart. `view` ends when the lens is closed, `device` stays on this
device, `account` follows the user to every device, `conversation` is shared with the
members of the chat in which the lens is open.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pierglass.bridge.errors import CallFailedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pierglass.client.host.stage import HostCall, Stage
    from pierglass.client.records import StoredValue

__all__ = ["QUOTA_BYTES", "QUOTA_KEYS", "STORAGE_HANDLERS", "LocalStorage"]

QUOTA_KEYS = 128
QUOTA_BYTES = 64 * 1024
"""What one lens keeps in one scope; the server's are the same."""

Result = dict[str, object]


@dataclass
class LocalStorage:
    """Values that never leave this client."""

    values: dict[str, tuple[Any, int]] = field(default_factory=dict)

    def get(self, key: str) -> StoredValue:
        """Return a value with its version, 0 for none."""
        value, version = self.values.get(key, (None, 0))
        return {"key": key, "value": value, "version": version}

    def list(self) -> list[StoredValue]:
        """Return every value, by key."""
        return [self.get(key) for key in sorted(self.values)]

    def set(self, key: str, value: Any, if_version: int | None) -> StoredValue:
        """Keep a value and return it with its version.

        Raises:
            CallFailedError: `conflict` over another version, `storage_quota` when the
                lens would keep too much.
        """
        version = self.get(key)["version"]
        if if_version is not None and if_version != version:
            raise CallFailedError(
                f"Version {version} is there, not {if_version}; read it again.",
                code="conflict",
                field="if_version",
            )
        after = {**self.values, key: (value, version + 1)}
        size = sum(len(k) + len(json.dumps(v)) for k, (v, _) in after.items())
        if len(after) > QUOTA_KEYS or size > QUOTA_BYTES:
            raise CallFailedError(
                f"A lens may keep {QUOTA_KEYS} keys and {QUOTA_BYTES} bytes.",
                code="storage_quota",
            )
        self.values = after
        return self.get(key)

    def remove(self, key: str) -> None:
        """Forget a value."""
        self.values.pop(key, None)


async def get_value(stage: Stage, params: Mapping[str, Any], _: HostCall) -> Result:
    """Return a value with its version."""
    scope, key = params["scope"], params["key"]
    local = _local(stage, scope)
    if local is not None:
        found = local.get(key)
    else:
        lens_id, where = stage.lens["id"], _conversation(stage, scope)
        found = await stage.api.stored_value(lens_id, key, where)
    return {"value": found["value"], "version": found["version"]}


async def list_values(stage: Stage, params: Mapping[str, Any], _: HostCall) -> Result:
    """Return every value of a scope."""
    scope = params["scope"]
    local = _local(stage, scope)
    if local is not None:
        return {"entries": local.list()}
    where = _conversation(stage, scope)
    return {"entries": await stage.api.stored(stage.lens["id"], where)}


async def set_value(stage: Stage, params: Mapping[str, Any], _: HostCall) -> Result:
    """Keep a value, and return its version."""
    scope, key, value = params["scope"], params["key"], params["value"]
    version = params.get("if_version")
    local = _local(stage, scope)
    if local is not None:
        return {"version": local.set(key, value, version)["version"]}
    kept = await stage.api.store_value(
        stage.lens["id"],
        key,
        value,
        conversation_id=_conversation(stage, scope),
        if_version=version,
    )
    return {"version": kept["version"]}


async def remove_value(stage: Stage, params: Mapping[str, Any], _: HostCall) -> Result:
    """Forget a value."""
    scope, key = params["scope"], params["key"]
    local = _local(stage, scope)
    if local is not None:
        local.remove(key)
    else:
        lens_id, where = stage.lens["id"], _conversation(stage, scope)
        await stage.api.remove_value(lens_id, key, where)
    return {}


def _local(stage: Stage, scope: str) -> LocalStorage | None:
    kept = {"view": stage.view_storage, "device": stage.device_storage}
    return kept.get(scope)


def _conversation(stage: Stage, scope: str) -> str | None:
    if scope != "conversation":
        return None
    if stage.launch.conversation_id is None:
        raise CallFailedError(
            "The lens is not open in a chat; launch.get says in_chat when it is.",
            code="not_found",
            field="scope",
        )
    return stage.launch.conversation_id


STORAGE_HANDLERS = {
    "storage.get": get_value,
    "storage.list": list_values,
    "storage.set": set_value,
    "storage.remove": remove_value,
}

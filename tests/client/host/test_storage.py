"""What a lens keeps: four scopes, four promises."""

from typing import Any

import pytest

from pierglass.bridge.errors import CallFailedError
from pierglass.client.applet import connect_in_memory
from pierglass.client.host.storage import QUOTA_KEYS, LocalStorage
from pierglass.client.launch import Launch
from pierglass.client.testing import FakeApi, open_fake_lens

SCOPES = ["view", "device", "account", "conversation"]


def opened(**options: Any) -> Any:
    launch = Launch("activity", conversation_id="cnv_ben")
    return open_fake_lens(launch=launch, **options)


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_value_is_kept_listed_and_forgotten(scope: str):
    async with connect_in_memory(opened()) as lens:
        assert await lens.storage.get(scope, "size") == {"value": None, "version": 0}
        assert await lens.storage.set(scope, "size", {"eu": 38}) == 1
        assert await lens.storage.set(scope, "size", {"eu": 39}, if_version=1) == 2
        entry = {"key": "size", "value": {"eu": 39}, "version": 2}
        assert await lens.storage.list(scope) == [entry]
        await lens.storage.remove(scope, "size")
        assert await lens.storage.list(scope) == []


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_change_over_another_version_conflicts(scope: str):
    async with connect_in_memory(opened()) as lens:
        await lens.storage.set(scope, "size", {})
        with pytest.raises(CallFailedError) as refused:
            await lens.storage.set(scope, "size", {}, if_version=0)
    assert refused.value.code == "conflict"


async def test_a_view_ends_with_its_opening_and_a_device_does_not():
    api, device = FakeApi(), LocalStorage()
    for version in (1, 2):
        session = opened(api=api)
        session.stage.device_storage = device
        async with connect_in_memory(session) as lens:
            assert await lens.storage.set("view", "k", {}) == 1
            assert await lens.storage.set("device", "k", {}) == version
        await session.close()


async def test_a_lens_outside_of_a_chat_has_nothing_to_share_with_one():
    async with connect_in_memory(open_fake_lens()) as lens:
        with pytest.raises(CallFailedError) as refused:
            await lens.storage.get("conversation", "votes")
    assert (refused.value.code, refused.value.field) == ("not_found", "scope")


@pytest.mark.parametrize(
    "value", [{"x": "y" * 8_190}, {f"k{n}": 1 for n in range(2000)}]
)
async def test_a_value_over_its_cap_never_travels(value: dict[str, Any]):
    async with connect_in_memory(opened()) as lens:
        with pytest.raises(CallFailedError):
            await lens.storage.set("account", "big", value)


def test_keys_and_bytes_of_a_place_are_bounded():
    place = LocalStorage()
    for n in range(QUOTA_KEYS):
        place.set(f"k{n}", {}, None)
    with pytest.raises(CallFailedError) as refused:
        place.set("one-more", {}, None)
    assert refused.value.code == "storage_quota"


async def test_a_change_by_another_member_is_told():
    session = opened()
    told: list[Any] = []
    async with connect_in_memory(session) as lens:
        lens.on("storage.changed", told.append)
        change = {"client_id": "fitting-room", "key": "votes", "version": 3}
        session.storage_changed({**change, "conversation_id": "cnv_ben"})
        session.storage_changed({**change, "conversation_id": "cnv_other"})
        await lens.launch_state()
    assert told == [{"scope": "conversation", "key": "votes", "version": 3}]

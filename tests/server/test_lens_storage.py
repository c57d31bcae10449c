"""What a lens keeps on the server: for an account, and for a conversation."""

from typing import Any

import pytest

from pierglass.server.testing import ManualClock, Person, Published, error_of


@pytest.fixture
def lens(test_lens: str) -> str:
    return test_lens


def put(person: Person, lens: str, key: str, value: Any, **more: Any) -> Any:
    chat = more.pop("conversation_id", None)
    query = f"?conversation_id={chat}" if chat else ""
    path = f"/v1/lenses/{lens}/storage/{key}{query}"
    return person.call("PUT", path, json={"value": value, **more})


def test_a_value_is_kept_with_its_version(ana: Person, lens: str) -> None:
    put(ana, lens, "size", "M")
    put(ana, lens, "size", {"eu": 38})

    got = ana.get(f"/v1/lenses/{lens}/storage/size")
    assert got == {"key": "size", "value": {"eu": 38}, "version": 2}


def test_what_is_not_kept_is_null(ana: Person, lens: str) -> None:
    got = ana.get(f"/v1/lenses/{lens}/storage/absent")

    assert (got["value"], got["version"]) == (None, 0)


def test_values_of_an_account_are_its_own(ana: Person, ben: Person, lens: str) -> None:
    put(ana, lens, "size", "M")

    assert ben.get(f"/v1/lenses/{lens}/storage")["values"] == []


def test_values_of_a_conversation_are_its_members(
    ana: Person, ben: Person, chat: str, lens: str, published: Published, person: Any
) -> None:
    put(ana, lens, f"vote:{ana.id}".replace("_", "."), 1, conversation_id=chat)

    path = f"/v1/lenses/{lens}/storage?conversation_id={chat}"
    assert [one["value"] for one in ben.get(path)["values"]] == [1]
    assert published.of(ben.id)[-1] == "storage.changed"
    assert person("eve").call("GET", path).status_code == 404


def test_a_change_over_another_version_conflicts(ana: Person, lens: str) -> None:
    put(ana, lens, "size", "M", if_version=0)

    again = put(ana, lens, "size", "L", if_version=0)

    assert (again.status_code, error_of(again)["code"]) == (409, "conflict")


def test_a_removed_value_is_gone(ana: Person, lens: str) -> None:
    put(ana, lens, "size", "M")
    for _ in range(2):
        path = f"/v1/lenses/{lens}/storage/size"
        assert ana.call("DELETE", path).status_code == 204

    assert ana.get(f"/v1/lenses/{lens}/storage")["values"] == []


def test_a_value_over_its_cap_is_refused(ana: Person, lens: str) -> None:
    reply = put(ana, lens, "big", "x" * 9000)

    assert (reply.status_code, error_of(reply)["code"]) == (413, "storage_quota")


def test_a_place_over_its_quota_is_refused(
    ana: Person, lens: str, clock: ManualClock
) -> None:
    codes = [put(ana, lens, f"k{n}", "x" * 8000).status_code for n in range(9)]

    assert codes == [200] * 8 + [413]


@pytest.mark.parametrize("key", ["a b", "ü", "x" * 65])
def test_a_key_that_is_none_is_refused(ana: Person, lens: str, key: str) -> None:
    assert put(ana, lens, key, 1).status_code == 422

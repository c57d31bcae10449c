"""The lens manifest: what may be installed, and what is refused by key path."""

import contextlib
import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pierglass.bridge.errors import ManifestError
from pierglass.bridge.manifest import check_files, check_upgrade, parse_manifest

GOOD: dict[str, Any] = {
    "id": "fitting-room",
    "name": "Fitting room",
    "version": "1.4.0",
    "kind": "applet",
    "summary": "Try things on.",
    "entry": "index.html",
    "box_art": "art/box-art.svg",
    "landing": {"title": "Try things on", "subtitle": "With your camera"},
    "scopes": [
        {"scope": "items.read", "reason": "To fill the rail", "optional": False},
        {"scope": "camera.tryon", "reason": "To show you in it", "optional": True},
    ],
    "network": {"connect": []},
    "oauth": {"redirect_uris": ["https://shop.example/cb"]},
    "resource_type": "applet",
    "protocol": {"min": 1, "max": 1},
}


def changed(path: str, value: object) -> dict[str, Any]:
    """Return the good manifest with one value changed; `...` takes it away."""
    data: Any = copy.deepcopy(GOOD)
    place = data
    *way, last = [int(p) if p.isdigit() else p for p in path.split("/")]
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return dict(data)


def problems(data: object) -> list[tuple[str, str]]:
    with pytest.raises(ManifestError) as caught:
        parse_manifest(data)
    return [(problem.path, problem.code) for problem in caught.value.problems]


def test_a_good_manifest_is_read() -> None:
    manifest = parse_manifest(GOOD)
    assert manifest.landing_subtitle == "With your camera"
    assert [request.scope for request in manifest.scopes] == [
        "items.read",
        "camera.tryon",
    ]
    assert manifest.redirect_uris == ("https://shop.example/cb",)


def test_oauth_and_subtitle_may_be_absent() -> None:
    data = changed("oauth", ...)
    del data["landing"]["subtitle"]
    assert parse_manifest(data).redirect_uris == ()


@pytest.mark.parametrize(
    ("path", "value", "where", "code"),
    [
        ("id", "../etc", "id", "invalid"),
        ("id", "AB", "id", "invalid"),
        ("id", "fitting-room\n", "id", "invalid"),
        ("name", " ", "name", "invalid"),
        ("name", "a\u202eb", "name", "invalid"),
        ("version", "1.4", "version", "invalid"),
        ("version", "1.04.0", "version", "invalid"),
        ("kind", "game", "kind", "invalid"),
        ("entry", "/index.html", "entry", "invalid"),
        ("entry", "../index.html", "entry", "invalid"),
        ("entry", "a\\b.html", "entry", "invalid"),
        ("entry", "https://a.example/x.html", "entry", "invalid"),
        ("entry", "index.js", "entry", "invalid"),
        ("box_art", ".hidden.svg", "box_art", "invalid"),
        ("landing", ..., "landing", "missing"),
        ("landing/title", ..., "landing.title", "missing"),
        ("scopes/1/scope", "friends.read", "scopes[1].scope", "unknown_scope"),
        ("scopes/1/reason", "why", "scopes[1].reason", "invalid"),
        ("scopes/1/scope", "items.read", "scopes[1]", "duplicate"),
        ("scopes/0/secret", True, "scopes[0].secret", "unknown_field"),
        ("scopes", {"a": 1}, "scopes", "invalid"),
        ("network", ..., "network", "missing"),
        ("network/connect", ["*"], "network.connect[0]", "wildcard_origin"),
        (
            "network/connect",
            ["https://*.shop.example"],
            "network.connect[0]",
            "wildcard_origin",
        ),
        ("network/connect", ["http://a.example"], "network.connect[0]", "invalid"),
        ("network/connect", ["https://a.example/"], "network.connect[0]", "invalid"),
        ("network/connect", ["https://u@a.example"], "network.connect[0]", "invalid"),
        ("network/connect", "https://a.example", "network.connect", "invalid"),
        ("oauth/redirect_uris", ["javascript:x"], "oauth.redirect_uris[0]", "invalid"),
        (
            "oauth/redirect_uris",
            ["https://a.example/#x"],
            "oauth.redirect_uris[0]",
            "invalid",
        ),
        (
            "oauth/redirect_uris",
            ["http://localhost:80@evil.example/"],
            "oauth.redirect_uris[0]",
            "invalid",
        ),
        (
            "oauth/redirect_uris",
            ["https://*.a.example/"],
            "oauth.redirect_uris[0]",
            "wildcard_origin",
        ),
        ("oauth/redirect_uris", ["https://[x/"], "oauth.redirect_uris[0]", "invalid"),
        ("resource_type", "linked_app", "resource_type", "invalid"),
        ("protocol/min", True, "protocol.min", "invalid"),
        ("protocol/min", 2, "protocol", "invalid"),
        ("protocol", {"min": 3, "max": 4}, "protocol", "version_unsupported"),
        ("permissions", [], "permissions", "unknown_field"),
    ],
)
def test_b15_a_fault_is_refused_by_its_key_path(
    path: str, value: object, where: str, code: str
) -> None:
    assert problems(changed(path, value)) == [(where, code)]


def test_a_sensitive_permission_and_a_network_exclude_each_other() -> None:
    data = changed("network/connect", ["https://a.example"])
    data["scopes"][1]["scope"] = "camera.pixels"
    assert problems(data) == [("scopes[1].scope", "information_flow")]


LOOPBACK = ["http://127.0.0.1:9000", "http://localhost", "ws://127.0.0.1:9001"]


@pytest.mark.parametrize("origin", LOOPBACK)
def test_this_machine_is_reached_in_development_alone(origin: str) -> None:
    data = changed("network/connect", [origin])
    assert parse_manifest(data, development=True).connect == (origin,)
    assert problems(data) == [("network.connect[0]", "loopback_origin")]


@pytest.mark.parametrize(
    "origin",
    [
        "http://a.example",
        "http://127.0.0.1.a.example",
        "http://localhost.a.example",
        "http://a@127.0.0.1:9000",
        "http://127.0.0.1:9000/",
        "http://127.0.0.1:9000 https://a.example",
        "http://127.1:9000",
        "http://192.168.0.2:9000",
        "http://0.0.0.0:9000",
        "http://*:9000",
    ],
)
def test_no_other_plain_origin_is_reached_in_development(origin: str) -> None:
    data = changed("network/connect", [origin])
    with pytest.raises(ManifestError, match=r"network\.connect\[0\]"):
        parse_manifest(data, development=True)


def test_a_sensitive_permission_and_this_machine_exclude_each_other_too() -> None:
    data = changed("network/connect", [LOOPBACK[0]])
    data["scopes"][1]["scope"] = "camera.pixels"
    with pytest.raises(ManifestError, match="sensitive"):
        parse_manifest(data, development=True)


def test_a_sensitive_permission_without_a_network_is_allowed() -> None:
    data = changed("scopes/1/scope", "camera.pixels")
    assert parse_manifest(data).scopes[1].scope == "camera.pixels"


def test_a_network_without_sensitive_permissions_is_allowed() -> None:
    data = changed("network/connect", ["https://a.example", "wss://b.example:8443"])
    assert len(parse_manifest(data).connect) == 2


def test_every_fault_is_told_at_once() -> None:
    data = changed("id", 7)
    data["version"] = None
    assert [path for path, _ in problems(data)] == ["id", "version"]


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_no_value_at_all_gives_another_error(value: object) -> None:
    for data in (value, changed("scopes", value), changed("landing", value)):
        with contextlib.suppress(ManifestError):
            parse_manifest(data)


def test_files_that_the_manifest_names_must_be_there() -> None:
    with pytest.raises(ManifestError, match=r"box_art: 'art/box-art\.svg'"):
        check_files(parse_manifest(GOOD), frozenset(["index.html"]))


@pytest.mark.parametrize("version", ["1.4.0", "1.3.9", "0.99.99"])
def test_b15_a_version_must_rise(version: str) -> None:
    proposed = parse_manifest(changed("version", version))
    with pytest.raises(ManifestError, match=r"expected more than 1\.4\.0"):
        check_upgrade(parse_manifest(GOOD), proposed)


def test_versions_are_ordered_as_numbers() -> None:
    check_upgrade(parse_manifest(GOOD), parse_manifest(changed("version", "1.10.0")))


def test_an_id_never_changes() -> None:
    with pytest.raises(ManifestError, match="an id never changes"):
        check_upgrade(parse_manifest(GOOD), parse_manifest(changed("id", "other")))

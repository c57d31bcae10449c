"""Publishing lenses: what is refused, and that nothing published changes."""

import base64
from typing import Any

import pytest

from pierglass.server.services.context import Context
from pierglass.server.store.oauth import LensFile
from pierglass.server.testing import Person, error_of, lens_files

Manifest = dict[str, Any]


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()


FILES = lens_files(**{"js/app_js": b"export {};"})


def publish(person: Person, manifest: Manifest, files: Any = None) -> Any:
    body = {"manifest": manifest, "files": FILES if files is None else files}
    return person.call("POST", "/v1/lenses", json=body)


def refusal(reply: Any) -> tuple[int, str, str]:
    error = error_of(reply)
    return reply.status_code, error["code"], error["field"]


def test_a_published_lens_is_in_the_tray(
    ana: Person, ben: Person, manifest: Manifest
) -> None:
    reply = publish(ana, manifest)

    assert reply.status_code == 201
    (lens,) = ben.get("/v1/lenses")["lenses"]
    assert lens == reply.json["lens"]
    base = "http://localhost:8700/lenses/test-lens/1.0.0"
    assert lens["entry_url"] == f"{base}/index.html"
    assert lens["box_art_url"].startswith("http://localhost:8700/assets/box-art/")
    assert lens["origin"] == "http://localhost:8700"
    assert lens["scopes"][1]["optional"] is True
    assert ben.get("/v1/lenses/test-lens")["lens"] == lens


def test_an_unknown_lens_is_not_found(ana: Person) -> None:
    assert ana.call("GET", "/v1/lenses/no-such-lens").status_code == 404


def test_publishing_needs_a_session(client: Any, manifest: Manifest) -> None:
    body = {"manifest": manifest, "files": FILES}

    assert client.post("/v1/lenses", json=body).status_code == 401


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"scopes": [{"scope": "friends.list", "reason": "to see"}]}, "scopes[0]"),
        ({"network": {"connect": ["https://*.shop.example"]}}, "network.connect[0]"),
        ({"network": {"connect": ["*"]}}, "network.connect[0]"),
        ({"surprise": True}, "surprise"),
        ({"entry": "../index.html"}, "entry"),
        ({"entry": "absent.html"}, "entry"),
        ({"id": "../../etc"}, "id"),
        ({"version": "one"}, "version"),
    ],
)
def test_b15_a_bad_manifest_is_refused_with_its_key_path(
    ana: Person, manifest: Manifest, changes: Manifest, path: str
) -> None:
    status, code, field = refusal(publish(ana, {**manifest, **changes}))

    assert (status, code) == (422, "lens.invalid")
    assert field.startswith(f"manifest.{path}")
    assert ana.get("/v1/lenses")["lenses"] == []


def test_b15_sensitive_data_and_an_open_network_are_refused(
    ana: Person, manifest: Manifest
) -> None:
    scopes = [{"scope": "camera.pixels", "reason": "to measure you", "optional": False}]
    both = {"scopes": scopes, "network": {"connect": ["https://shop.example"]}}

    found = refusal(publish(ana, {**manifest, **both}))

    assert found == (422, "lens.invalid", "manifest.scopes[0].scope")


@pytest.mark.parametrize("version", ["0.9.9", "1.0.0"])
def test_b15_a_version_never_goes_down_or_changes(
    ana: Person, manifest: Manifest, version: str
) -> None:
    publish(ana, manifest)
    changed = {**FILES, "js/app.js": text(b"export const x = 1;")}

    reply = publish(ana, {**manifest, "version": version}, changed)

    assert refusal(reply) == (409, "lens.version_not_newer", "manifest.version")
    assert ana.get("/v1/lenses/test-lens")["lens"]["version"] == "1.0.0"


def test_a_newer_version_replaces_and_the_older_stays_readable(
    ana: Person, manifest: Manifest, client: Any
) -> None:
    publish(ana, manifest)

    publish(ana, {**manifest, "version": "1.10.0"})

    assert ana.get("/v1/lenses/test-lens")["lens"]["version"] == "1.10.0"
    old = client.get(
        "/lenses/test-lens/1.0.0/index.html", headers={"Host": "localhost:8700"}
    )
    assert old.status_code == 200


def test_publishing_the_same_again_changes_nothing(
    ana: Person, manifest: Manifest
) -> None:
    first = publish(ana, manifest).json

    again = publish(ana, manifest)

    assert (again.status_code, again.json) == (201, first)


def test_anothers_lens_cannot_be_replaced(
    ana: Person, ben: Person, manifest: Manifest
) -> None:
    publish(ana, manifest)

    found = refusal(publish(ben, {**manifest, "version": "2.0.0"}))

    assert found == (422, "lens.invalid", "manifest.id")


def test_b15_a_file_changed_behind_the_server_is_not_served(
    ana: Person, manifest: Manifest, ctx: Context, client: Any
) -> None:
    publish(ana, manifest)

    def tamper(session: Any) -> None:
        row = session.get_one(LensFile, ("test-lens", "1.0.0", "js/app.js"))
        row.content = b"steal()"

    ctx.store.write(tamper)

    reply = client.get(
        "/lenses/test-lens/1.0.0/js/app.js", headers={"Host": "localhost:8700"}
    )
    assert (reply.status_code, error_of(reply)["code"]) == (500, "lens.damaged")


@pytest.mark.parametrize(
    "path",
    [
        "../evil.js",
        "js/../../evil.js",
        "/etc/passwd.js",
        "js//app.js",
        ".hidden.js",
        "js/.hidden.js",
        "a\\b.js",
        "a\u0000.js",
        "ünder.js",
        "x" * 200 + ".js",
        "",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(
    ana: Person, manifest: Manifest, path: str
) -> None:
    reply = publish(ana, manifest, {**FILES, path: text(b"x")})

    assert reply.status_code in {400, 422}
    assert ana.get("/v1/lenses")["lenses"] == []


@pytest.mark.parametrize("path", ["a.exe", "a.wasm", "a", "a.htm", "a.php", "a.JS"])
def test_a_file_of_another_type_is_refused(
    ana: Person, manifest: Manifest, path: str
) -> None:
    found = refusal(publish(ana, manifest, {**FILES, path: text(b"x")}))

    assert found == (422, "lens.invalid", f"files[{path!r}]")


@pytest.mark.parametrize("content", ["not base64!", 7, None, ["x"]])
def test_a_file_that_is_not_base64_is_refused(
    ana: Person, manifest: Manifest, content: object
) -> None:
    found = refusal(publish(ana, manifest, {**FILES, "a.js": content}))

    assert found == (422, "lens.invalid", "files['a.js']")


def test_a_file_beyond_the_cap_is_refused(ana: Person, manifest: Manifest) -> None:
    big = text(b"x" * (1024 * 1024 + 1))

    found = refusal(publish(ana, manifest, {**FILES, "a.js": big}))

    assert found == (422, "lens.invalid", "files['a.js']")


def test_a_package_beyond_the_cap_is_refused(ana: Person, manifest: Manifest) -> None:
    files = {f"a{n}.js": text(b"x" * 1_000_000) for n in range(5)}

    assert publish(ana, manifest, {**FILES, **files}).status_code in {413, 422}


def test_too_many_files_are_refused(ana: Person, manifest: Manifest) -> None:
    files = {f"a{n}.js": text(b"x") for n in range(201)}

    found = refusal(publish(ana, manifest, {**FILES, **files}))

    assert found == (422, "lens.invalid", "files")


def test_a_redirect_uri_of_the_manifest_is_judged_as_any(
    ana: Person, manifest: Manifest
) -> None:
    oauth = {"redirect_uris": ["https://shop.example/a/../cb"]}

    found = refusal(publish(ana, {**manifest, "oauth": oauth}))

    name = "manifest.oauth.redirect_uris[0]"
    assert found == (400, "invalid_redirect_uri", name)


def test_a_scope_that_a_new_version_drops_is_no_longer_granted(
    ana: Person, ben: Person, manifest: Manifest
) -> None:
    publish(ana, manifest)
    both = {"scopes": ["items.read", "camera.tryon"]}
    ben.call("PUT", "/v1/lenses/test-lens/grant", json=both)

    fewer = {**manifest, "version": "1.1.0", "scopes": manifest["scopes"][:1]}
    publish(ana, fewer)

    grant = ben.get("/v1/lenses/test-lens/grant")["grant"]
    assert grant["scopes"] == ["camera.tryon"]

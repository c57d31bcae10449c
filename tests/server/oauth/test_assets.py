"""The lens origin and the public assets: headers, types, and what is absent."""

import base64
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from pierglass.server.services.context import Context
from pierglass.server.testing import Person, error_of, lens_files, picture

LENS = {"Host": "localhost:8700"}
PAGE = "/lenses/test-lens/1.0.0/index.html"


@pytest.fixture
def published_lens(ana: Person, manifest: dict[str, Any]) -> None:
    files = lens_files(s_css=b"", **{"js/app_js": b""})
    manifest["network"]["connect"] = ["https://shop.example"]
    ana.post("/v1/lenses", {"manifest": manifest, "files": files})


@pytest.mark.usefixtures("published_lens")
def test_a_lens_page_is_sandboxed_and_framed_by_the_host_alone(
    client: FlaskClient,
) -> None:
    reply = client.get(PAGE, headers=LENS)

    directives = dict(
        part.strip().split(" ", 1)
        for part in reply.headers["Content-Security-Policy"].split(";")
    )
    lens = "http://localhost:8700"
    assert directives == {
        "sandbox": "allow-scripts",
        "default-src": "'none'",
        "script-src": lens,
        "style-src": lens,
        "report-uri": "http://127.0.0.1:8700/v1/lenses/test-lens/versions/1.0.0/reports",
        "img-src": f"{lens} blob: data:",
        "connect-src": f"{lens} https://shop.example",
        "frame-ancestors": "http://127.0.0.1:8700",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    # A second word on framing would contradict frame-ancestors.
    assert "X-Frame-Options" not in reply.headers


OWN_SERVER = "http://127.0.0.1:9000"


def develop(ctx: Context, state: str) -> None:
    # The application holds the context: what it is built on is changed in place.
    settings = replace(ctx.settings, lens_development=state)
    object.__setattr__(ctx, "settings", settings)


def test_a_server_on_this_machine_is_refused_by_its_key_path(
    ana: Person, manifest: dict[str, Any]
) -> None:
    manifest["network"]["connect"] = [OWN_SERVER]
    sent = {"manifest": manifest, "files": lens_files()}
    error = error_of(ana.call("POST", "/v1/lenses", json=sent))
    assert (error["code"], error["field"]) == (
        "lens.invalid",
        "manifest.network.connect[0]",
    )
    assert "'pierglass lens dev' alone" in error["message"]


def test_a_server_on_this_machine_is_reached_where_lenses_are_developed(
    ctx: Context, ana: Person, manifest: dict[str, Any], client: FlaskClient
) -> None:
    develop(ctx, "on")
    manifest["network"]["connect"] = [OWN_SERVER, "https://shop.example"]
    ana.post("/v1/lenses", {"manifest": manifest, "files": lens_files()})

    policy = client.get(PAGE, headers=LENS).headers["Content-Security-Policy"]
    reached = "connect-src http://localhost:8700"
    assert f"{reached} {OWN_SERVER} https://shop.example;" in policy

    # Of a store that another server goes on with, the address is left out.
    develop(ctx, "off")
    assert [lens["id"] for lens in ana.get("/v1/lenses")["lenses"]] == ["test-lens"]
    policy = client.get(PAGE, headers=LENS).headers["Content-Security-Policy"]
    assert f"{reached} https://shop.example;" in policy


@pytest.mark.usefixtures("published_lens")
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("js/app.js", "text/javascript; charset=utf-8"),
        ("s.css", "text/css; charset=utf-8"),
        ("box-art.svg", "image/svg+xml"),
    ],
)
def test_a_lens_file_has_its_type_and_is_open_to_opaque_origins(
    client: FlaskClient, path: str, kind: str
) -> None:
    reply = client.get(f"/lenses/test-lens/1.0.0/{path}", headers=LENS)

    assert reply.headers["Content-Type"] == kind
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in reply.headers
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "immutable" in reply.headers["Cache-Control"]


@pytest.mark.usefixtures("published_lens")
def test_a_lens_file_that_is_unchanged_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get(PAGE, headers=LENS).headers["ETag"]

    reply = client.get(PAGE, headers={**LENS, "If-None-Match": tag})

    assert (reply.status_code, reply.data) == (304, b"")


@pytest.mark.usefixtures("published_lens")
def test_lens_files_are_absent_on_the_public_origin(client: FlaskClient) -> None:
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/v1/me", "/oauth/authorize", "/oauth/token", "/healthz", "/metrics", "/web/"],
)
def test_the_lens_origin_has_neither_api_nor_page(
    client: FlaskClient, path: str
) -> None:
    assert client.get(path, headers=LENS).status_code == 404
    assert client.post(path, headers=LENS).status_code == 404


def test_the_root_of_the_lens_origin_leads_to_the_page(client: FlaskClient) -> None:
    reply = client.get("/", headers=LENS)

    assert reply.status_code == 302
    assert reply.headers["Location"] == "http://127.0.0.1:8700/"


@pytest.mark.parametrize("host", ["localhost:8700", "127.0.0.1:8700"])
def test_the_sdk_is_served_on_both_origins(client: FlaskClient, host: str) -> None:
    reply = client.get("/sdk/v1/bridge/errors.js", headers={"Host": host})

    assert reply.status_code == 200
    assert reply.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_every_module_of_the_sdk_has_the_hash_that_is_served_beside_it(
    client: FlaskClient,
) -> None:
    reply = client.get("/sdk/v1/integrity.json")
    assert reply.headers["Content-Type"].startswith("application/json")
    hashes: dict[str, str] = reply.json or {}
    assert {"pierglass.js", "dpop.js", "bridge/errors.js"} <= set(hashes)
    for path, expected in hashes.items():
        content = client.get(f"/sdk/v1/{path}").data
        digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
        assert expected == f"sha384-{digest}", path


@pytest.mark.parametrize(
    "path",
    [
        "../__init__.py",
        "..%2f__init__.py",
        "%2e%2e/__init__.py",
        "bridge/../../__init__.py",
        "bridge//errors.js",
        "/etc/passwd",
        "absent.js",
        "bridge",
    ],
)
def test_nothing_outside_the_sdk_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/sdk/v1/{path}").status_code in {404, 308}


def test_an_items_picture_is_a_public_asset(ctx: Context, client: FlaskClient) -> None:
    folder = ctx.settings.data_dir / "items" / "glasses-test"
    folder.mkdir(parents=True)
    (folder / "item.png").write_bytes(picture("PNG"))

    reply = client.get("/assets/items/glasses-test.png", headers=LENS)

    assert reply.data == picture("PNG")
    assert reply.headers["Content-Type"] == "image/png"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_a_link_out_of_the_items_folder_is_not_followed(
    ctx: Context, client: FlaskClient, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    folder = ctx.settings.data_dir / "items" / "glasses-test"
    folder.mkdir(parents=True)
    (folder / "item.png").symlink_to(secret)

    assert client.get("/assets/items/glasses-test.png").status_code == 404


@pytest.mark.parametrize("name", ["absent", "..", "%2e%2e", "A", "a_b"])
def test_an_unknown_item_has_no_picture(client: FlaskClient, name: str) -> None:
    assert client.get(f"/assets/items/{name}.png").status_code in {404, 308}

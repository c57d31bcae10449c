import pytest
from flask.testing import FlaskClient


def test_config_names_the_addresses(client: FlaskClient) -> None:
    config = client.get("/v1/config").json
    assert config is not None
    assert config["gateway_url"] == "ws://127.0.0.1:8701/gateway"
    assert config["live_url"] == "ws://127.0.0.1:8702/live"
    assert config["lens_origin"] == "http://localhost:8700"
    assert config["consent_threshold_ms"] == 3000


def test_page_has_a_strict_policy(client: FlaskClient) -> None:
    reply = client.get("/")
    assert reply.status_code == 200
    directives = dict(
        part.split(" ", 1)
        for part in reply.headers["Content-Security-Policy"].split("; ")
    )
    assert directives["default-src"] == "'self'"
    assert directives["script-src"] == "'self'"
    assert directives["frame-src"] == "http://localhost:8700/lenses/"
    assert "ws://127.0.0.1:8701" in directives["connect-src"]
    assert "unsafe" not in reply.headers["Content-Security-Policy"]


def test_page_assets_have_their_types(client: FlaskClient) -> None:
    reply = client.get("/web/app.js")
    assert reply.mimetype == "text/javascript"


@pytest.mark.parametrize(
    "path",
    [
        "../package.json",
        "%2e%2e/x",
        "a//b",
        ".hidden",
        "..%5cx",
        "nothing.js",
        "styles",
    ],
)
def test_a5_no_way_out_of_the_page_folder(client: FlaskClient, path: str) -> None:
    assert client.get(f"/web/{path}").status_code in {404, 308}


def test_page_is_absent_on_the_lens_host(client: FlaskClient) -> None:
    host = {"Host": "localhost:8700"}
    for path in ("/v1/config", "/web/app.js", "/docs", "/healthz"):
        assert client.get(path, headers=host).status_code == 404
    reply = client.get("/", headers=host)
    assert reply.headers["Location"] == "http://127.0.0.1:8700/"

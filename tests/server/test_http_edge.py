import pytest
from flask.testing import FlaskClient

from pierglass.server.testing import Person, error_of


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", ""]
)
def test_a2_wrong_content_type_is_415(client: FlaskClient, kind: str) -> None:
    reply = client.post("/v1/accounts", data=b"{}", content_type=kind or None)
    assert (reply.status_code, error_of(reply)["code"]) == (
        415,
        "unsupported_media_type",
    )


def test_a2_lying_charset_is_415(client: FlaskClient) -> None:
    kind = "application/json; charset=utf-16"
    reply = client.post("/v1/accounts", data=b"{}", content_type=kind)
    assert error_of(reply)["code"] == "unsupported_media_type"


@pytest.mark.parametrize("method", ["PUT", "TRACE", "DELETE", "PROPFIND"])
def test_a4_wrong_method_names_the_right_ones(client: FlaskClient, method: str) -> None:
    reply = client.open("/v1/sessions", method=method)
    assert reply.status_code == 405
    assert "POST" in reply.headers["Allow"]
    assert error_of(reply)["code"] == "method_not_allowed"


def test_a4_method_override_is_ignored(client: FlaskClient, ana: Person) -> None:
    headers = {"X-HTTP-Method-Override": "DELETE"}
    assert ana.call("GET", "/v1/me", headers=headers).status_code == 200
    assert ana.call("GET", "/v1/me").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "x" * 10_000,
        "1' OR '1'='1",
        "..%2f..%2fetc%2fpasswd",
        "%00",
        "٣",
        "usr_AAAAAAAAAAAAAAAAAAAAAA",
        "%ff%fe",
    ],
)
@pytest.mark.parametrize(
    "path",
    [
        "/v1/conversations/{}/messages",
        "/v1/media/{}",
        "/v1/items/{}",
        "/v1/augmentations/{}",
    ],
)
def test_a5_strange_ids_are_not_found(ana: Person, path: str, name: str) -> None:
    reply = ana.call("GET", path.format(name))
    assert reply.status_code in {404, 422}
    assert "sqlite" not in reply.text.lower()


def test_a16_host_and_forwarded_headers_are_not_reflected(client: FlaskClient) -> None:
    headers = {"Host": "attacker.test", "X-Forwarded-Host": "attacker.test"}
    reply = client.get("/v1/config", headers=headers)
    assert "attacker" not in reply.text


@pytest.mark.parametrize("origin", ["https://attacker.test", "null"])
def test_a17_foreign_origins_get_no_cors(
    client: FlaskClient, ana: Person, origin: str
) -> None:
    for method in ("GET", "OPTIONS"):
        reply = ana.call(method, "/v1/me", headers={"Origin": origin})
        assert "Access-Control-Allow-Origin" not in reply.headers


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "gzip, identity"])
def test_a19_u3_compressed_body_is_415(client: FlaskClient, encoding: str) -> None:
    reply = client.post(
        "/v1/accounts",
        data=b"{}",
        content_type="application/json",
        headers={"Content-Encoding": encoding},
    )
    assert reply.status_code == 415


def test_a20_private_replies_are_not_stored(ana: Person) -> None:
    reply = ana.call("GET", "/v1/me")
    assert reply.headers["Cache-Control"] == "private, no-store"
    assert "Authorization" in reply.headers["Vary"]


def test_o22_token_in_the_query_is_refused(client: FlaskClient, ana: Person) -> None:
    reply = client.get(f"/v1/me?access_token={ana.token}")
    assert (reply.status_code, error_of(reply)["code"]) == (400, "invalid_request")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic eDp5", "x"])
def test_missing_credential_is_401_with_a_challenge(
    client: FlaskClient, header: str
) -> None:
    reply = client.get("/v1/me", headers={"Authorization": header} if header else {})
    assert (reply.status_code, error_of(reply)["code"]) == (401, "unauthenticated")
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")


def test_unknown_query_parameter_is_named(ana: Person) -> None:
    error = error_of(ana.call("GET", "/v1/items?colour=red"))
    assert (error["code"], error["field"]) == ("unknown_field", "colour")


def test_repeated_query_parameter_is_refused(ana: Person) -> None:
    reply = ana.call("GET", "/v1/items?limit=1&limit=2")
    assert (reply.status_code, error_of(reply)["field"]) == (400, "limit")


def test_missing_query_parameter_is_named(ana: Person) -> None:
    error = error_of(ana.call("GET", "/v1/accounts"))
    assert (error["code"], error["field"]) == ("missing_field", "username")


def test_unknown_address_is_json_404(client: FlaskClient) -> None:
    reply = client.get("/nowhere")
    assert (reply.status_code, error_of(reply)["code"]) == (404, "not_found")


def test_every_reply_names_its_request(client: FlaskClient) -> None:
    reply = client.get("/nowhere", headers={"X-Request-Id": "req_mine"})
    assert error_of(reply)["request_id"] == reply.headers["X-Request-Id"]
    assert reply.headers["X-Request-Id"] != "req_mine"


def test_replies_carry_security_headers(client: FlaskClient) -> None:
    headers = client.get("/v1/config").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_defect_is_500_without_its_details(
    client: FlaskClient, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise ValueError("secret detail")

    monkeypatch.setattr("pierglass.server.services.friends.list_all", fail)
    reply = ana.call("GET", "/v1/friends")
    assert (reply.status_code, error_of(reply)["code"]) == (500, "internal")
    assert "secret" not in reply.text


def test_metrics_count_requests_by_route(client: FlaskClient) -> None:
    client.get("/v1/config")
    client.get("/nowhere/1")
    text = client.get("/metrics").text
    assert 'pierglass_requests_total{method="GET",route="/v1/config"' in text
    assert "/nowhere" not in text


def test_health_goes_through_the_writer(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}

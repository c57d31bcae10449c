from typing import Any

import pytest
from flask.testing import FlaskClient


@pytest.fixture
def description(client: FlaskClient) -> Any:
    return client.get("/openapi.json").json


def test_every_api_route_is_described(client: FlaskClient, description: Any) -> None:
    rules = {
        rule.rule.replace("<", "{").replace(">", "}")
        for rule in client.application.url_map.iter_rules()
        if rule.rule.startswith("/v1/")
    }
    assert rules <= set(description["paths"])


def test_references_resolve(description: Any) -> None:
    schemas = description["components"]["schemas"]

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                assert node["$ref"].rpartition("/")[2] in schemas
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(description)


def test_operation_ids_are_unique(description: Any) -> None:
    ids = [
        entry["operationId"]
        for methods in description["paths"].values()
        for entry in methods.values()
    ]
    assert len(ids) == len(set(ids))


def test_scope_and_key_are_stated(description: Any) -> None:
    send = description["paths"]["/v1/conversations/{conversation_id}/messages"]["post"]
    assert send["x-scope"] == "chat.share"
    assert "Idempotency-Key" in [one["name"] for one in send["parameters"]]


def test_page_shows_every_path_and_loads_nothing(
    client: FlaskClient, description: Any
) -> None:
    reply = client.get("/docs")
    for path in description["paths"]:
        assert path in reply.text
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert "<script" not in reply.text

"""What browsers kept a lens from doing is told to who publishes it."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pierglass.server.services.policy_reports import KEPT
from pierglass.server.testing import Person, error_of

PATH = "/v1/lenses/test-lens/versions/1.0.0/reports"


def report(client: FlaskClient, path: str = PATH, **body: Any) -> TestResponse:
    data = json.dumps({"csp-report": body})
    return client.post(path, data=data, content_type="application/csp-report")


def listed(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get("/v1/lenses/test-lens/reports")["reports"]
    return found


def test_b9_a_report_is_stored_for_the_publisher(
    client: FlaskClient, ana: Person, test_lens: str
) -> None:
    for _ in range(2):
        reply = report(
            client,
            **{
                "effective-directive": "script-src-elem",
                "blocked-uri": "https://attacker.test/a/b.js?user=ana",
            },
        )
        assert reply.status_code == 204

    (row,) = listed(ana)
    assert (row["directive"], row["blocked"]) == (
        "script-src-elem",
        "https://attacker.test",
    )
    assert (row["version"], row["count"]) == ("1.0.0", 2)


def test_b9_every_file_of_a_lens_names_where_reports_go(
    client: FlaskClient, test_lens: str
) -> None:
    reply = client.get(
        "/lenses/test-lens/1.0.0/index.html", headers={"Host": "localhost:8700"}
    )

    policy = reply.headers["Content-Security-Policy"]
    assert f"report-uri http://127.0.0.1:8700{PATH}" in policy


def test_reports_are_the_publishers_alone(ben: Person, test_lens: str) -> None:
    reply = ben.call("GET", "/v1/lenses/test-lens/reports")

    assert reply.status_code == 404


@pytest.mark.parametrize(
    "body",
    [{}, {"effective-directive": 7}, {"effective-directive": "<script>"}],
)
def test_a_report_without_a_rule_is_refused(
    client: FlaskClient, test_lens: str, body: dict[str, Any]
) -> None:
    assert report(client, **body).status_code == 422


def test_a_report_about_no_lens_is_not_found(client: FlaskClient) -> None:
    reply = report(client, **{"effective-directive": "script-src"})

    assert error_of(reply)["code"] == "not_found"


def test_kinds_of_report_are_bounded(
    client: FlaskClient, ana: Person, test_lens: str
) -> None:
    for n in range(KEPT + 5):
        report(
            client,
            **{"effective-directive": "img-src", "blocked-uri": f"https://h{n}.test/"},
        )

    rows = listed(ana)
    assert len(rows) == KEPT + 1
    assert next(r["count"] for r in rows if r["blocked"] == "other") == 5

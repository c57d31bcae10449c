"""The consent page of third-party servers, as a browser uses it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pierglass.server.testing import ManualClock

Redirected = Callable[[TestResponse], tuple[str, dict[str, str]]]


def fields(html: str) -> dict[str, str]:
    """Return the hidden fields of the page's form."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: value.replace("&amp;", "&") for name, value in found}


def sign_in(flow: Any, **changes: str) -> TestResponse:
    form = fields(flow.open().text)
    form |= {"username": "ben", "password": "correct horse", **changes}
    reply: TestResponse = flow.http.post("/oauth/authorize", data=form)
    return reply


def decide(flow: Any, page: TestResponse, **changes: str) -> TestResponse:
    form = fields(page.text) | {
        "decision": "accept",
        "granted.user.display_name": "yes",
        "granted.items.read": "yes",
        **changes,
    }
    reply: TestResponse = flow.http.post("/oauth/authorize", data=form)
    return reply


def test_signing_in_and_allowing_returns_a_code(
    flow: Any, redirected: Redirected
) -> None:
    reply = decide(flow, sign_in(flow))

    assert reply.status_code == 303
    address, sent = redirected(reply)
    assert address == "https://shop.example/callback"
    assert sent["state"] == "some-state"
    assert flow.exchange(sent["code"]).status_code == 200


def test_not_allowing_returns_access_denied(flow: Any, redirected: Redirected) -> None:
    _, sent = redirected(decide(flow, sign_in(flow), decision="deny"))

    assert sent["error"] == "access_denied"
    assert "code" not in sent


def test_a_switch_turned_off_narrows_the_tokens(
    flow: Any, redirected: Redirected
) -> None:
    form = fields(sign_in(flow).text)
    form |= {"decision": "accept", "granted.items.read": "yes"}
    _, sent = redirected(flow.http.post("/oauth/authorize", data=form))

    assert flow.exchange(sent["code"]).json["scope"] == "items.read"


def test_the_page_names_the_client_the_scopes_and_the_destination(flow: Any) -> None:
    text = sign_in(flow).text

    assert "The Shop" in text
    assert "See the name that your friends see." in text
    assert "shop.example" in text


def test_a_wrong_password_shows_the_form_again(flow: Any) -> None:
    reply = sign_in(flow, password="wrong")

    assert reply.status_code == 401
    assert 'role="alert"' in reply.text
    assert 'value="ben"' in reply.text
    assert "ticket" not in fields(reply.text)


def test_a_clients_name_is_escaped(flow: Any, register: Any) -> None:
    evil = register(name="<script>alert(1)</script>")

    text = flow.open(client_id=evil["id"]).text

    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_o26_the_page_refuses_to_be_framed(flow: Any) -> None:
    for page in (flow.open(), sign_in(flow), flow.open(client_id="nobody")):
        policy = page.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert page.headers["X-Frame-Options"] == "DENY"


def test_o26_the_page_runs_no_script_and_has_no_inline_style(flow: Any) -> None:
    for page in (flow.open(), sign_in(flow)):
        assert "<script" not in page.text
        assert "style=" not in page.text
        assert "<style" not in page.text


@pytest.mark.parametrize("csrf", ["", "0" * 64, "ü"])
def test_o26_a_form_without_its_token_is_csrf(flow: Any, csrf: str) -> None:
    reply = sign_in(flow, csrf=csrf)

    assert reply.status_code == 403
    assert "csrf" in reply.text


def test_o26_a_form_without_the_cookie_is_csrf(flow: Any) -> None:
    form = fields(flow.open().text) | {"username": "ben", "password": "correct horse"}
    flow.http.delete_cookie("pierglass_authorize", path="/oauth/authorize")

    assert flow.http.post("/oauth/authorize", data=form).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://attacker.test"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_o26_a_form_from_elsewhere_is_csrf(flow: Any, headers: dict[str, str]) -> None:
    form = fields(flow.open().text) | {"username": "ben", "password": "correct horse"}

    reply = flow.http.post("/oauth/authorize", data=form, headers=headers)

    assert reply.status_code == 403


def test_o26_a_decision_without_a_ticket_is_refused(flow: Any) -> None:
    form = fields(flow.open().text) | {"step": "decide", "decision": "accept"}

    reply = flow.http.post("/oauth/authorize", data=form)

    assert reply.status_code == 403
    assert "Location" not in reply.headers


def test_o26_a_decision_counts_once(flow: Any) -> None:
    page = sign_in(flow)
    decide(flow, page)

    assert decide(flow, page).status_code == 403


def test_o26_a_ticket_is_worth_nothing_in_another_browser(
    flow: Any, client: FlaskClient
) -> None:
    page = sign_in(flow)
    other = client.application.test_client()
    other.environ_base.update(client.environ_base)
    own = fields(other.get("/oauth/authorize", query_string=flow.request()).text)

    form = fields(page.text) | {"csrf": own["csrf"], "decision": "accept"}
    assert other.post("/oauth/authorize", data=form).status_code == 403


def test_o26_a_ticket_ends_after_ten_minutes(flow: Any, clock: ManualClock) -> None:
    page = sign_in(flow)
    clock.advance(600)

    assert decide(flow, page).status_code == 403


def test_o26_the_request_cannot_change_after_signing_in(
    flow: Any, redirected: Redirected
) -> None:
    page = sign_in(flow)

    bent = decide(flow, page, redirect_uri="https://attacker.test/", scope="chat.share")

    assert redirected(bent)[0] == "https://shop.example/callback"


def test_o26_the_cookie_is_out_of_reach_of_scripts(flow: Any) -> None:
    cookie = flow.open().headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/oauth/authorize" in cookie


def test_o31_the_page_and_its_redirect_send_no_referrer(flow: Any) -> None:
    page = sign_in(flow)

    for reply in (flow.open(), page, decide(flow, page)):
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert reply.headers["Cache-Control"] == "no-store"


def test_o31_a_code_that_leaked_is_useless_later(
    flow: Any, redirected: Redirected, clock: ManualClock
) -> None:
    _, sent = redirected(decide(flow, sign_in(flow)))
    clock.advance(60)

    assert flow.exchange(sent["code"]).json["error"] == "invalid_grant"


def test_too_many_sign_ins_are_slowed_down(flow: Any) -> None:
    statuses = {sign_in(flow, password=f"wrong {n}").status_code for n in range(40)}

    assert 429 in statuses


def test_the_style_is_a_file(client: FlaskClient) -> None:
    reply = client.get("/oauth/authorize.css")

    assert reply.content_type == "text/css; charset=utf-8"


def test_the_templates_are_not_files_of_the_site(client: FlaskClient) -> None:
    assert client.get("/oauth_pages/sign_in.html").status_code == 404


def switches(page: TestResponse) -> set[str]:
    return set(re.findall(r'name="granted\.([^"]+)"', page.text))


def test_the_page_asks_only_for_what_is_not_granted_yet(flow: Any) -> None:
    assert switches(sign_in(flow)) == {"user.display_name", "items.read"}
    flow.consent(granted_scopes=["items.read"])

    page = sign_in(flow)

    assert switches(page) == {"user.display_name"}
    assert "Allowed before" in page.text


def test_what_was_granted_before_is_in_the_tokens(
    flow: Any, redirected: Redirected
) -> None:
    flow.consent(granted_scopes=["items.read"])
    form = fields(sign_in(flow).text)
    form |= {"decision": "accept", "granted.user.display_name": "yes"}
    _, sent = redirected(flow.http.post("/oauth/authorize", data=form))

    reply = flow.exchange(sent["code"])
    assert reply.json["scope"] == "items.read user.display_name"


def test_a_page_with_nothing_new_to_ask_asks_to_go_on(
    flow: Any, redirected: Redirected
) -> None:
    flow.consent()
    page = sign_in(flow)

    assert switches(page) == set()
    assert ">Continue<" in page.text
    form = fields(page.text) | {"decision": "accept"}
    _, sent = redirected(flow.http.post("/oauth/authorize", data=form))
    assert flow.exchange(sent["code"]).status_code == 200


def test_what_is_withdrawn_while_the_page_is_open_is_not_granted_again(
    flow: Any, redirected: Redirected
) -> None:
    flow.consent(granted_scopes=["items.read"])
    form = fields(sign_in(flow).text)
    (grant,) = flow.user.get("/v1/grants")["grants"]
    flow.user.call("DELETE", f"/v1/grants/{grant['id']}")
    form |= {"decision": "accept", "granted.user.display_name": "yes"}
    _, sent = redirected(flow.http.post("/oauth/authorize", data=form))

    assert flow.exchange(sent["code"]).json["scope"] == "user.display_name"


def test_another_users_grant_shortens_nothing(flow: Any, ana: Any) -> None:
    body = {**flow.request(), "decision": "accept"}
    assert ana.call("POST", "/v1/oauth/authorize", json=body).status_code == 200

    assert switches(sign_in(flow)) == {"user.display_name", "items.read"}

"""Linked apps opened by a link: where it may lead, and what its word is worth."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.server.test_linked_apps import register

from pierglass.server.services.app_launches import LIFETIME_MS
from pierglass.server.testing import ManualClock, Person, error_of

SCHEME = "com.example.wardrobe"
REDIRECTS = [f"{SCHEME}:/cb", "https://wardrobe.example/cb", "http://127.0.0.1/cb"]
HOW = {"source": "tray", "context": "profile", "item_id": "hat-straw"}


def listed(person: Person, uri: str, **changes: Any) -> Any:
    listing = {"summary": "Clothes", "contexts": ["profile"], "launch_uri": uri}
    body = {"redirect_uris": REDIRECTS, "listing": listing, **changes}
    return register(person, **body)


@pytest.fixture
def app(ana: Person) -> str:
    """The id of a linked app that opens by its private scheme."""
    return str(listed(ana, f"{SCHEME}:/open").json["client"]["id"])


def launched(person: Person, app: str, **how: Any) -> Any:
    path = f"/v1/resources/{app}/launches"
    return person.post(path, {**HOW, **how})["launch"]


def take(client: Any, app: str, word: str) -> Any:
    return client.post("/v1/launches/take", json={"client_id": app, "word": word})


def word_of(launch: Any) -> str:
    return str(launch["url"].partition("#launch=")[2])


# --- registration -------------------------------------------------------------


@pytest.mark.parametrize(
    ("uri", "handler"),
    [
        (f"{SCHEME}:/open", SCHEME),
        ("https://wardrobe.example/open", "https://wardrobe.example"),
    ],
)
def test_an_app_is_opened_by_its_own_scheme_or_origin(
    ana: Person, uri: str, handler: str
) -> None:
    app = listed(ana, uri).json["client"]["id"]

    (resource,) = ana.get("/v1/resources?context=profile")["resources"]
    assert resource["handler"] == handler
    assert launched(ana, app)["handler"] == handler
    assert launched(ana, app)["url"].startswith(f"{uri}#launch=")


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "blob:https://wardrobe.example/x",
        "file:///etc/passwd",
        "vbscript:x",
        "tel:112",
        "com.example.other:/open",
        f"{SCHEME.upper()}:/open",
        "https://attacker.example/open",
        "https://wardrobe.example:8443/open",
        "https://wardrobe.example.attacker.example/open",
        "https://wardrobe.example@attacker.example/open",
        "https://*.wardrobe.example/open",
        "https://wardrobe.example/open?next=https://attacker.example",
        "https://wardrobe.example/open#launch=mine",
        "https://wardrobe.example/a/../open",
        "http://127.0.0.1/cb",
        " https://wardrobe.example/open",
        "",
    ],
)
def test_an_app_is_opened_by_nothing_else(ana: Person, uri: str) -> None:
    error = error_of(listed(ana, uri))

    assert error["field"] == "listing.launch_uri"


def test_an_app_without_an_address_is_listed_and_not_launched(ana: Person) -> None:
    app = register(ana).json["client"]["id"]

    (resource,) = ana.get("/v1/resources?context=profile")["resources"]
    assert "handler" not in resource
    reply = ana.call("POST", f"/v1/resources/{app}/launches", json=HOW)
    assert reply.status_code == 404


# --- the word -----------------------------------------------------------------


def test_the_app_is_handed_its_launch_and_what_it_may_know(
    ana: Person, ben: Person, app: str, client: Any
) -> None:
    path = f"/v1/resources/{app}/grant"
    ben.call("PUT", path, json={"scopes": ["user.avatar"]})

    handed = take(client, app, word_of(launched(ben, app))).json

    assert (handed["client_id"], handed["launch"]) == (app, HOW)
    assert set(handed["user"]) == {"id", "avatar"}


def test_before_consent_the_app_learns_nothing_of_the_user(
    ben: Person, app: str, client: Any
) -> None:
    assert take(client, app, word_of(launched(ben, app))).json["user"] == {}


def test_consent_that_was_withdrawn_meanwhile_counts(
    ben: Person, app: str, client: Any
) -> None:
    ben.call("PUT", f"/v1/resources/{app}/grant", json={"scopes": ["user.avatar"]})
    word = word_of(launched(ben, app))
    (grant,) = ben.get("/v1/grants")["grants"]
    ben.call("DELETE", f"/v1/grants/{grant['id']}")

    assert take(client, app, word).json["user"] == {}


def test_a_word_counts_once(ben: Person, app: str, client: Any) -> None:
    word = word_of(launched(ben, app))

    assert [take(client, app, word).status_code for _ in range(2)] == [200, 404]


def test_of_many_who_bring_the_word_at_once_one_is_served(
    ben: Person, app: str, client: Any
) -> None:
    word = word_of(launched(ben, app))
    flask = client.application

    def bring(_: int) -> int:
        return int(take(flask.test_client(), app, word).status_code)

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(bring, range(16)))
    assert sorted(codes) == [200, *[404] * 15]


def test_a_word_is_over_after_two_minutes(
    ben: Person, app: str, client: Any, clock: ManualClock
) -> None:
    word = word_of(launched(ben, app))
    clock.advance(LIFETIME_MS / 1000)

    assert take(client, app, word).status_code == 404


def test_a_word_is_worth_nothing_to_another_app(
    ana: Person, ben: Person, app: str, client: Any
) -> None:
    other = listed(ana, "https://wardrobe.example/open").json["client"]["id"]
    word = word_of(launched(ben, app))

    assert take(client, other, word).status_code == 404
    assert take(client, app, word).status_code == 200


def test_a_word_opens_no_api(ben: Person, app: str, client: Any) -> None:
    word = word_of(launched(ben, app))
    headers = {"Authorization": f"Bearer {word}"}

    assert client.get("/v1/me", headers=headers).status_code == 401


def test_words_are_not_guessed_at_leisure(app: str, client: Any) -> None:
    codes = {take(client, app, f"guess{n}").status_code for n in range(61)}

    assert codes == {404, 429}


# --- consent ------------------------------------------------------------------


def test_only_what_a_launch_hands_over_is_asked_for(ben: Person, app: str) -> None:
    path = f"/v1/resources/{app}/grant"

    reply = ben.call("PUT", path, json={"scopes": ["items.read"]})

    assert error_of(reply)["code"] == "invalid_scope"
    assert ben.get(path)["grant"]["state"] == "never_asked"


def test_what_was_allowed_through_oauth_stays(ben: Person, app: str) -> None:
    asked = {
        "client_id": app,
        "redirect_uri": f"{SCHEME}:/cb",
        "response_type": "code",
        "scope": "items.read",
        "code_challenge": "c" * 43,
        "code_challenge_method": "S256",
        "decision": "accept",
    }
    ben.post("/v1/oauth/authorize", asked)
    path = f"/v1/resources/{app}/grant"

    ben.call("PUT", path, json={"scopes": ["user.avatar"]})
    assert ben.get(path)["grant"]["scopes"] == ["items.read", "user.avatar"]
    ben.call("PUT", path, json={"state": "refused"})
    assert ben.get(path)["grant"]["scopes"] == ["items.read"]


def test_a_lens_is_not_launched_by_a_link(ana: Person, test_lens: str) -> None:
    for method, what in (("POST", "launches"), ("GET", "grant"), ("PUT", "grant")):
        body = HOW if method == "POST" else {}
        reply = ana.call(method, f"/v1/resources/{test_lens}/{what}", json=body)
        assert reply.status_code == 404


@pytest.mark.parametrize("latitude", [90.001, -91, "north", None, True])
def test_a_launch_at_a_place_is_one_on_earth(
    ben: Person, app: str, latitude: object
) -> None:
    place = {"name": "Shop", "latitude": latitude, "longitude": 0}
    path = f"/v1/resources/{app}/launches"

    assert ben.call("POST", path, json={**HOW, "place": place}).status_code == 422

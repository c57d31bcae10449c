"""Lenses and linked apps in one list, told apart; what each may know."""

from typing import Any

import pytest

from pierglass.server.testing import Person, error_of, lens_files


@pytest.fixture
def lens(test_lens: str) -> str:
    return test_lens


def register(person: Person, **changes: Any) -> Any:
    body = {
        "name": "Wardrobe",
        "kind": "linked_app",
        "redirect_uris": ["com.example.wardrobe:/cb"],
        "scopes": ["user.avatar", "items.read"],
        "listing": {"summary": "Your clothes", "contexts": ["profile"]},
        **changes,
    }
    return person.call("POST", "/v1/oauth/clients", json=body)


def names(person: Person, query: str = "") -> list[tuple[str, str]]:
    found = person.get(f"/v1/resources{query}")["resources"]
    return [(one["name"], one["kind"]) for one in found]


def test_applets_and_linked_apps_are_told_apart(
    ana: Person, ben: Person, lens: str
) -> None:
    register(ana)

    assert names(ben) == [("Test lens", "applet"), ("Wardrobe", "linked_app")]


def test_the_list_depends_on_where_the_user_is(ana: Person, lens: str) -> None:
    register(ana)

    assert names(ana, "?context=camera") == [("Test lens", "applet")]
    assert ("Wardrobe", "linked_app") in names(ana, "?context=profile")


@pytest.mark.parametrize("context", ["profile", "story"])
def test_profiles_and_stories_have_lists_of_their_own(
    ana: Person, manifest: dict[str, Any], client: Any, context: str
) -> None:
    files = lens_files()
    manifest["contexts"] = [context]
    ana.post("/v1/lenses", {"manifest": manifest, "files": files})

    other = "story" if context == "profile" else "profile"
    assert names(ana, f"?context={context}") == [("Test lens", "applet")]
    assert names(ana, f"?context={other}") == []


def test_what_was_used_lately_comes_first(ana: Person, lens: str) -> None:
    app = register(ana).json["client"]["id"]
    ana.post(f"/v1/resources/{app}/uses", {"source": "tray"})

    assert names(ana)[0] == ("Wardrobe", "linked_app")


@pytest.mark.parametrize("scope", ["story.share", "camera.tryon", "camera.pixels"])
def test_a_linked_app_never_gets_what_applets_may(ana: Person, scope: str) -> None:
    reply = register(ana, scopes=[scope])

    assert error_of(reply)["code"] == "invalid_client_metadata"


def test_a_server_is_not_listed(ana: Person) -> None:
    reply = register(ana, kind="server", redirect_uris=["https://shop.example/cb"])

    assert error_of(reply)["field"] == "listing"


def test_a_linked_app_sees_an_avatar_without_its_characteristics(
    ana: Person, ben: Person
) -> None:
    avatar = {"style": "round", "colour": "#a9d8cc", "characteristics": {"hair": "red"}}
    ben.call("PATCH", "/v1/me", json={"avatar": avatar})
    app = register(ana).json["client"]["id"]
    assert ben.get(f"/v1/resources/{app}/user")["user"] == {}

    body = {
        "client_id": app,
        "redirect_uri": "com.example.wardrobe:/cb",
        "response_type": "code",
        "scope": "user.avatar",
        "code_challenge": "c" * 43,
        "code_challenge_method": "S256",
        "decision": "accept",
    }
    assert "code" in ben.post("/v1/oauth/authorize", body)

    seen = ben.get(f"/v1/resources/{app}/user")["user"]
    assert seen["avatar"] == {"style": "round", "colour": "#a9d8cc"}
    assert "display_name" not in seen


def test_an_applet_sees_an_avatar_with_its_characteristics(
    ana: Person, ben: Person, manifest: dict[str, Any], client: Any
) -> None:
    avatar = {"style": "round", "colour": "#a9d8cc", "characteristics": {"hair": "red"}}
    ben.call("PATCH", "/v1/me", json={"avatar": avatar})
    reason = "To greet you by your look"
    asked = {"scope": "user.avatar", "reason": reason, "optional": True}
    manifest["scopes"].append(asked)
    files = lens_files()
    ana.post("/v1/lenses", {"manifest": manifest, "files": files})
    ben.call("PUT", "/v1/lenses/test-lens/grant", json={"scopes": ["user.avatar"]})

    seen = ben.get("/v1/resources/test-lens/user")["user"]
    assert seen["avatar"]["characteristics"] == {"hair": "red"}

"""Reviews: the states of a version, who decides, and that in review is nowhere."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.server.publishing.publisher import (
    Manifest,
    Signer,
    approve,
    block,
    publish,
)

from pierglass.sdk.lens.folder import read_folder
from pierglass.sdk.lens.lint import review
from pierglass.sdk.lens.scaffold import create
from pierglass.server.testing import Person, error_of, lens_files

LENS = {"Host": "localhost:8700"}
PAGE = "/lenses/test-lens/1.0.0/index.html"


def code(reply: Any) -> tuple[int, str]:
    return reply.status_code, error_of(reply)["code"]


def test_a_version_in_review_is_nowhere_until_a_person_approves_it(
    reviewed: Person, ana_signs: Person, ben: Person, manifest: Manifest, key: Signer
) -> None:
    sent = publish(ana_signs, manifest, key)

    assert sent.json["release"]["state"] == "in_review"
    assert ben.get("/v1/lenses")["lenses"] == []
    assert ben.call("GET", "/v1/lenses/test-lens").status_code == 404
    assert ben.call("GET", "/v1/lenses/test-lens/standing").status_code == 404
    assert ben.client.get(PAGE, headers=LENS).status_code == 404
    asked = ben.call(
        "PUT", "/v1/lenses/test-lens/grant", json={"scopes": ["items.read"]}
    )
    assert asked.status_code == 400

    assert approve(reviewed).json["release"]["state"] == "approved"
    assert [one["id"] for one in ben.get("/v1/lenses")["lenses"]] == ["test-lens"]
    assert ben.client.get(PAGE, headers=LENS).status_code == 200


def test_a_newer_version_in_review_changes_nothing_for_anybody(
    reviewed: Person, ana_signs: Person, ben: Person, manifest: Manifest, key: Signer
) -> None:
    publish(ana_signs, manifest, key)
    approve(reviewed)
    both = {"scopes": ["items.read", "camera.tryon"]}
    ben.call("PUT", "/v1/lenses/test-lens/grant", json=both)

    fewer = {**manifest, "version": "1.1.0", "scopes": manifest["scopes"][:1]}
    publish(ana_signs, fewer, key)

    assert ben.get("/v1/lenses/test-lens")["lens"]["version"] == "1.0.0"
    assert len(ben.get("/v1/lenses/test-lens/grant")["grant"]["scopes"]) == 2


def test_a_blocked_version_says_why_by_rule_to_its_publisher(
    reviewed: Person, ana_signs: Person, ben: Person, manifest: Manifest, key: Signer
) -> None:
    publish(ana_signs, manifest, key)

    assert block(reviewed).json["release"]["state"] == "blocked"

    history = ana_signs.get("/v1/lenses/test-lens/releases")
    (release,) = history["releases"]
    assert release["reasons"] == [{"rule": "honesty", "reason": "it spies"}]
    actions = [one["action"] for one in history["decisions"]]
    assert sorted(actions) == ["blocked", "submitted"]
    assert ben.call("GET", "/v1/lenses/test-lens/releases").status_code == 404


def test_only_staff_reviews_and_is_told_how_to_become_it(
    reviewed: Person, ana_signs: Person, ben: Person, manifest: Manifest, key: Signer
) -> None:
    publish(ana_signs, manifest, key)
    review_of = "/v1/reviews/test-lens/1.0.0"

    assert code(approve(ben)) == (403, "staff_only")
    assert ben.id in error_of(approve(ben))["message"]
    assert code(ben.call("GET", "/v1/reviews")) == (403, "staff_only")
    assert code(ben.call("GET", review_of)) == (403, "staff_only")
    assert code(ana_signs.call("GET", review_of)) == (403, "staff_only")
    for method, path in (("PUT", "block"), ("DELETE", "block"), ("DELETE", "key")):
        body = {"reason": "x"} if method == "PUT" else None
        found = ben.call(method, f"/v1/publishers/{ana_signs.id}/{path}", json=body)
        assert code(found) == (403, "staff_only")


def test_staff_decides_about_no_lens_of_their_own(
    reviewed: Person, manifest: Manifest, key: Signer
) -> None:
    key.register(reviewed)
    publish(reviewed, manifest, key)

    assert code(approve(reviewed)) == (403, "forbidden")


def test_staff_reads_all_that_a_version_holds(
    reviewed: Person, ana_signs: Person, manifest: Manifest, key: Signer
) -> None:
    publish(ana_signs, manifest, key)

    (waiting,) = reviewed.get("/v1/reviews")["releases"]
    package = reviewed.get("/v1/reviews/test-lens/1.0.0")

    assert (waiting["lens_id"], waiting["version"]) == ("test-lens", "1.0.0")
    assert package["manifest"] == manifest
    assert package["files"] == lens_files()
    assert package["publisher_id"] == ana_signs.id


@pytest.mark.parametrize("reasons", [[], [{"rule": "taste", "reason": "ugly"}]])
def test_a_block_needs_a_reason_by_a_rule(
    reviewed: Person,
    ana_signs: Person,
    manifest: Manifest,
    key: Signer,
    reasons: list[Any],
) -> None:
    publish(ana_signs, manifest, key)
    body = {"decision": "block", "reasons": reasons}

    reply = reviewed.call("POST", "/v1/reviews/test-lens/1.0.0", json=body)

    assert reply.status_code == 422


def test_a_decision_is_made_once(
    reviewed: Person, ana_signs: Person, manifest: Manifest, key: Signer
) -> None:
    publish(ana_signs, manifest, key)
    approve(reviewed)

    assert code(approve(reviewed)) == (409, "conflict")


def test_what_the_review_refuses_is_not_kept(ana: Person, manifest: Manifest) -> None:
    files = lens_files(index_html=b"<!doctype html><title>x</title>")

    reply = publish(ana, manifest, files=files)

    assert code(reply) == (422, "lens.review_refused")
    assert "accessibility" in error_of(reply)["message"]
    assert error_of(reply)["field"] == "index.html"
    assert ana.call("GET", "/v1/lenses/test-lens/releases").status_code == 404


BREAK = {
    "nothing": ("", "", ""),
    "a picture without words": ("index.html", "<main>", '<main><img src="no.png">'),
    "a script from elsewhere": (
        "index.html",
        "<main>",
        '<script src="//x/a.js"></script>',
    ),
    "box art with a script": ("box-art.svg", "<rect", "<script/><rect"),
    "a scope that is not there": ("manifest.json", "items.read", "friends.list"),
    "faint text": ("game.css", "", "p { color: #999; background: #aaa }"),
}


@pytest.mark.parametrize("broken", BREAK.values(), ids=BREAK)
def test_the_command_line_and_the_platform_give_one_verdict(
    ana: Person, tmp_path: Path, broken: tuple[str, str, str], capsys: Any
) -> None:
    from pierglass.sdk.cli import main

    path, old, new = broken
    folder = create("my-lens", "game", tmp_path)
    if path:
        file = folder / path
        text = file.read_text("utf-8") if file.exists() else ""
        file.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")
    lens = read_folder(folder)

    body = {"manifest": lens.manifest, "files": lens.encoded()}
    platform = ana.post("/v1/lens-verdicts", body)

    assert platform == review(lens).to_map()
    main(["lens", "lint", str(folder), "--json"])
    assert json.loads(capsys.readouterr().out) == platform
    assert (ana.call("POST", "/v1/lenses", json=body).status_code == 201) is platform[
        "accepted"
    ]

"""Attacks on publishing: whoever is not the publisher publishes nothing."""

import base64
from typing import Any

import pytest
from tests.server.publishing.publisher import (
    Manifest,
    Signer,
    approve,
    b64,
    block,
    publish,
)

from pierglass.bridge.signing import key_statement
from pierglass.server.services.context import Context
from pierglass.server.store.oauth import LensFile, LensVersion
from pierglass.server.store.releases import BoxArtFile, PublisherKey, Release
from pierglass.server.testing import Person, error_of, lens_files

LENS = {"Host": "localhost:8700"}
PAGE = "/lenses/test-lens/1.0.0/index.html"


def refusal(reply: Any) -> tuple[int, str, str | None]:
    error = error_of(reply)
    return reply.status_code, error["code"], error.get("field")


def test_a_signed_version_is_published_and_says_by_which_key(
    ana_signs: Person, manifest: Manifest, key: Signer
) -> None:
    reply = publish(ana_signs, manifest, key)

    assert reply.status_code == 201
    assert reply.json["release"]["key_id"] == key.id


@pytest.mark.usefixtures("reviewed")
def test_an_unsigned_version_is_refused_where_persons_review(
    ana: Person, manifest: Manifest
) -> None:
    found = refusal(publish(ana, manifest))

    assert found == (422, "lens.signature_required", "signature")


def test_whoever_has_a_key_publishes_nothing_unsigned(
    ana_signs: Person, manifest: Manifest
) -> None:
    found = refusal(publish(ana_signs, manifest))

    assert found == (422, "lens.signature_required", "signature")


def test_the_signature_of_another_key_is_refused(
    ana_signs: Person, manifest: Manifest, key: Signer
) -> None:
    thief = Signer(b"t" * 32)

    by_name = refusal(publish(ana_signs, manifest, thief))
    forged = {**thief.version(manifest, lens_files()), "key_id": key.id}
    by_value = refusal(publish(ana_signs, manifest, signature=forged))

    assert by_name == (422, "lens.signature_invalid", "signature.key_id")
    assert by_value == (422, "lens.signature_invalid", "signature.value")


def test_the_key_of_another_publisher_is_refused(
    ana_signs: Person, ben: Person, manifest: Manifest, key: Signer
) -> None:
    other = Signer(b"b" * 32)
    other.register(ben)

    assert publish(ben, manifest, key).status_code == 422
    assert refusal(other.register(ana_signs, key))[2] == "public_key"


@pytest.mark.parametrize("what", ["file", "manifest", "added", "version"])
def test_what_was_changed_after_signing_is_refused(
    ana_signs: Person, manifest: Manifest, key: Signer, what: str
) -> None:
    files, sent = lens_files(), manifest
    signature = key.version(manifest, files)
    if what == "file":
        files = lens_files(index_html=b'<html lang="en"><title>y</title></html>')
    elif what == "added":
        files = lens_files(evil_js=b"steal()")
    elif what == "manifest":
        sent = {**manifest, "name": "Another"}
    else:
        sent = {**manifest, "version": "1.0.1"}

    reply = publish(ana_signs, sent, signature=signature, files=files)

    assert refusal(reply) == (422, "lens.signature_invalid", "signature.value")


def test_an_older_version_cannot_be_replayed(
    ana_signs: Person, manifest: Manifest, key: Signer
) -> None:
    files = lens_files()
    old = key.version(manifest, files)
    publish(ana_signs, manifest, key)
    publish(ana_signs, {**manifest, "version": "1.1.0"}, key)

    reply = publish(ana_signs, manifest, signature=old, files=files)

    assert refusal(reply) == (409, "lens.version_not_newer", "manifest.version")


def test_a_blocked_version_cannot_be_sent_again_into_the_tray(
    reviewed: Person, ana_signs: Person, ben: Person, manifest: Manifest, key: Signer
) -> None:
    publish(ana_signs, manifest, key)
    block(reviewed)

    again = publish(ana_signs, manifest, key)

    assert again.json["release"]["state"] == "blocked"
    assert ben.get("/v1/lenses")["lenses"] == []


def test_a_key_is_registered_by_whoever_has_it(ana: Person) -> None:
    mine, other = Signer(b"m" * 32), Signer(b"o" * 32)
    statement = key_statement(ana.id, mine.id, "")
    body = {"public_key": b64(mine.public), "proof": other.sign(statement)}

    reply = ana.call("POST", "/v1/publisher/keys", json=body)

    assert refusal(reply) == (422, "publisher.key_invalid", "proof")


def test_a_proof_for_another_account_is_refused(ana: Person, ben: Person) -> None:
    key = Signer(b"m" * 32)
    statement = key_statement(ben.id, key.id, "")
    body = {"public_key": b64(key.public), "proof": key.sign(statement)}

    reply = ana.call("POST", "/v1/publisher/keys", json=body)

    assert refusal(reply)[2] == "proof"


def test_a_stolen_session_registers_no_key_of_its_own(
    ana_signs: Person, key: Signer
) -> None:
    thief = Signer(b"t" * 32)

    found = refusal(thief.register(ana_signs))
    statement = key_statement(ana_signs.id, thief.id, key.id)
    body = {"public_key": b64(thief.public), "proof": thief.sign(statement)}
    body["endorsement"] = thief.sign(statement)
    endorsed = refusal(ana_signs.call("POST", "/v1/publisher/keys", json=body))

    assert found[1:] == ("publisher.key_invalid", "proof")
    assert endorsed[1:] == ("publisher.key_invalid", "endorsement")


def test_a_rotated_key_signs_nothing_new_and_what_it_signed_stays(
    ana_signs: Person, manifest: Manifest, key: Signer
) -> None:
    publish(ana_signs, manifest, key)
    new = Signer(b"n" * 32)

    assert new.register(ana_signs, key).status_code == 201

    newer = {**manifest, "version": "1.1.0"}
    assert refusal(publish(ana_signs, newer, key))[2] == "signature.key_id"
    assert ana_signs.client.get(PAGE, headers=LENS).status_code == 200
    assert publish(ana_signs, newer, new).status_code == 201
    back = refusal(key.register(ana_signs, new))
    assert back[1:] == ("publisher.key_invalid", "public_key")
    listed = ana_signs.get("/v1/publisher/keys")["keys"]
    assert [one["retired_at_ms"] is None for one in listed] == [True, False]


def test_staff_takes_a_lost_key_away(
    reviewed: Person, ana_signs: Person, key: Signer
) -> None:
    path = f"/v1/publishers/{ana_signs.id}/key"

    assert reviewed.call("DELETE", path).status_code == 204

    assert Signer(b"n" * 32).register(ana_signs).status_code == 201


@pytest.mark.parametrize("public", ["", "AAAA", "!" * 44, b64(b"\xff" * 33)])
def test_what_is_no_key_is_refused(ana: Person, public: str) -> None:
    body = {"public_key": public, "proof": "AAAA"}

    assert ana.call("POST", "/v1/publisher/keys", json=body).status_code == 422


def tamper_file(session: Any) -> None:
    row = session.get_one(LensFile, ("test-lens", "1.0.0", "index.html"))
    row.content = b"steal()"


def tamper_file_and_hash(session: Any) -> None:
    import hashlib

    tamper_file(session)
    row = session.get_one(LensFile, ("test-lens", "1.0.0", "index.html"))
    row.sha256 = hashlib.sha256(row.content).hexdigest()


def tamper_manifest(session: Any) -> None:
    row = session.get_one(LensVersion, ("test-lens", "1.0.0"))
    row.manifest = {**row.manifest, "network": {"connect": ["https://evil.example"]}}


def tamper_signature(session: Any) -> None:
    row = session.get_one(Release, ("test-lens", "1.0.0"))
    row.signature = b64(b"\0" * 64)


def exchange_key(session: Any) -> None:
    row = session.get_one(Release, ("test-lens", "1.0.0"))
    thief = Signer(b"t" * 32)
    session.get_one(PublisherKey, row.key_id).public_key = b64(thief.public)


TAMPERS = [tamper_file, tamper_file_and_hash, tamper_manifest]
TAMPERS += [tamper_signature, exchange_key]


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda each: each.__name__)
def test_what_was_changed_in_the_store_is_not_served(
    ana_signs: Person, manifest: Manifest, key: Signer, ctx: Context, tamper: Any
) -> None:
    publish(ana_signs, manifest, key)
    assert ana_signs.client.get(PAGE, headers=LENS).status_code == 200

    ctx.store.write(tamper)

    reply = ana_signs.client.get(PAGE, headers=LENS)
    assert refusal(reply)[:2] == (500, "lens.damaged")


def test_box_art_is_served_by_its_hash_and_not_when_it_was_changed(
    ana: Person, manifest: Manifest, ctx: Context
) -> None:
    url = publish(ana, manifest).json["lens"]["box_art_url"]
    path = url.removeprefix("http://localhost:8700")

    reply = ana.client.get(path, headers=LENS)

    assert reply.content_type == "image/svg+xml"
    assert reply.headers["Content-Security-Policy"].startswith("sandbox;")
    assert "immutable" in reply.headers["Cache-Control"]
    sent = base64.b64decode(lens_files()["box-art.svg"])
    assert reply.data != sent

    digest = path.rsplit("/", 1)[1]

    def tamper(session: Any) -> None:
        session.get_one(BoxArtFile, digest).content = sent

    ctx.store.write(tamper)
    changed = ana.client.get(path, headers=LENS)
    assert refusal(changed)[:2] == (500, "lens.damaged")


def test_a_blocked_publisher_publishes_nothing_and_everything_of_theirs_ends(
    reviewed: Person, ana_signs: Person, ben: Person, manifest: Manifest, key: Signer
) -> None:
    publish(ana_signs, manifest, key)
    approve(reviewed)
    ben.call("PUT", "/v1/lenses/test-lens/grant", json={"scopes": ["camera.tryon"]})
    path = f"/v1/publishers/{ana_signs.id}/block"

    assert reviewed.call("PUT", path, json={"reason": "spam"}).status_code == 204

    newer = {**manifest, "version": "1.1.0"}
    assert refusal(publish(ana_signs, newer, key))[:2] == (403, "publisher.blocked")
    opened = refusal(ben.call("GET", "/v1/lenses/test-lens"))
    assert opened[:2] == (410, "lens.blocked")
    assert ben.get("/v1/lenses")["lenses"] == []
    assert ben.client.get(PAGE, headers=LENS).status_code == 410
    assert ben.get("/v1/grants")["grants"] == []

    assert reviewed.call("DELETE", path).status_code == 204
    assert len(ben.get("/v1/lenses")["lenses"]) == 1

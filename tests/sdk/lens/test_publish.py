"""Publishing: who does it, and what is sent."""

import base64
from pathlib import Path
from typing import Any

import pytest

from pierglass.bridge import ed25519
from pierglass.bridge.signing import key_id, key_statement, version_statement
from pierglass.client.errors import ConflictError, PierglassError
from pierglass.sdk.lens.folder import read_folder
from pierglass.sdk.lens.publishing.key_file import make_key, read_key
from pierglass.sdk.lens.publishing.sending import contents, enter, publish, rotate
from pierglass.sdk.lens.publishing.telling import outcome, status, waiting
from pierglass.sdk.lens.scaffold import create


class Platform:
    """What of the API a publisher needs, in memory."""

    def __init__(self, *taken: str) -> None:
        self.taken = taken
        self.did: list[tuple[Any, ...]] = []

    def sign_up(self, username: str, password: str, display_name: str) -> None:
        if username in self.taken:
            error = {"code": "username_taken", "message": "taken"}
            raise ConflictError(409, error, request="POST")
        self.did.append(("sign_up", username))

    def sign_in(self, username: str, password: str, **device: str) -> None:
        self.did.append(("sign_in", username))

    def me(self) -> dict[str, str]:
        return {"id": "usr_shop"}

    def publisher_keys(self) -> list[dict[str, Any]]:
        return [
            {"id": one[1], "retired_at_ms": None}
            for one in self.did
            if one[0] == "register"
        ][-1:]

    def register_publisher_key(self, public: str, *signatures: str) -> None:
        named = key_id(base64.b64decode(public))
        self.did.append(("register", named, public, *signatures))

    def submit_lens(
        self, manifest: Any, files: Any, signature: Any, percent: int
    ) -> dict[str, Any]:
        self.did.append(("publish", manifest["id"], files, signature, percent))
        return {"lens": {"id": manifest["id"], "name": "My Lens"}, "release": RELEASE}


RELEASE: dict[str, Any] = {
    "lens_id": "my-lens",
    "version": "0.1.0",
    "state": "approved",
    "percent": 100,
    "reasons": [],
    "findings": [],
    "content_hash": "a1" * 32,
    "key_id": None,
}


@pytest.mark.parametrize(("sign_up", "step"), [(True, "sign_up"), (False, "sign_in")])
def test_a_publisher_signs_in_or_up(sign_up, step):
    platform: Any = Platform()
    enter(platform, "shop", "a password", sign_up=sign_up)
    assert platform.did == [(step, "shop")]


def test_a_name_that_is_taken_is_told_with_the_cure():
    platform: Any = Platform("shop")
    with pytest.raises(PierglassError, match="leave --sign-up out"):
        enter(platform, "shop", "a password", sign_up=True)


def test_what_is_sent_is_what_the_dry_run_lists(tmp_path: Path):
    platform: Any = Platform()
    lens = read_folder(create("my-lens", "game", tmp_path))
    publish(platform, lens)
    ((_, lens_id, files, signature, percent),) = platform.did
    assert (signature, percent) == (None, 100)
    assert lens_id == "my-lens"
    assert base64.b64decode(files["game.js"]) == lens.files["game.js"]
    listed = "\n".join(contents(lens))
    assert [path for path in files if path not in listed] == []
    assert not any(path.startswith("tests/") for path in files)


def verifies(public: str, statement: bytes, signature: str) -> bool:
    raw = (base64.b64decode(public), statement, base64.b64decode(signature))
    return ed25519.verify(*raw)


def test_the_first_signed_version_registers_the_key(tmp_path: Path):
    platform: Any = Platform()
    lens = read_folder(create("my-lens", "game", tmp_path))
    key = make_key(tmp_path / "key.pem", b"k" * 32)

    publish(platform, lens, key, 5)

    (_, name, public, proof), (*_, signature, percent) = platform.did
    assert (name, percent) == (key.id, 5)
    assert verifies(public, key_statement("usr_shop", key.id, ""), proof)
    signed = version_statement("my-lens", "0.1.0", lens.content_hash)
    assert signature["key_id"] == key.id
    assert verifies(public, signed, signature["value"])


def test_a_key_that_is_not_the_registered_one_is_said_before_anything_is_sent(
    tmp_path: Path,
):
    platform: Any = Platform()
    lens = read_folder(create("my-lens", "game", tmp_path))
    publish(platform, lens, make_key(tmp_path / "one.pem", b"1" * 32))
    sent = len(platform.did)

    with pytest.raises(PierglassError, match="--key"):
        publish(platform, lens, make_key(tmp_path / "two.pem", b"2" * 32))

    assert len(platform.did) == sent


def test_a_rotation_is_signed_by_both_keys_and_changes_the_file(tmp_path: Path):
    platform: Any = Platform()
    old = make_key(tmp_path / "key.pem", b"o" * 32)

    new = rotate(platform, old, b"n" * 32)

    _, _, public, proof, endorsement = platform.did[-1]
    statement = key_statement("usr_shop", new.id, old.id)
    assert verifies(public, statement, proof)
    assert verifies(old.public, statement, endorsement)
    assert read_key(tmp_path / "key.pem").id == new.id
    assert read_key(tmp_path / "key.old").id == old.id


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "is in the tray."),
        ({"percent": 5}, "in the tray of 5 %"),
        ({"state": "in_review"}, "waits for review"),
        (
            {"state": "blocked", "reasons": [{"rule": "x", "reason": "no"}]},
            "blocked: no",
        ),
    ],
)
def test_what_became_of_a_version_is_said(change: dict[str, Any], said: str):
    lens = {"id": "my-lens", "name": "My Lens"}
    told: Any = {"lens": lens, "release": RELEASE | change}
    assert said in outcome(told)


def test_a_status_tells_each_reason_by_its_rule():
    blocked = {"state": "blocked", "reasons": [{"rule": "honesty", "reason": "a fee"}]}
    released: Any = [RELEASE | {"percent": 25, "key_id": "k"}, RELEASE | blocked]
    first, second, reason = status(released)
    assert first.split()[:5] == ["0.1.0", "approved", "25", "%", "signed"]
    assert second.split()[:3] == ["0.1.0", "blocked", "unsigned"]
    assert reason == "  ✗ honesty: a fee"


def test_a_queue_that_is_empty_says_so():
    assert list(waiting([])) == ["Nothing waits."]

"""Publishing: who does it, and what is sent."""

import base64
from pathlib import Path
from typing import Any

import pytest

from pierglass.client.errors import ConflictError, PierglassError
from pierglass.sdk.lens.folder import read_folder
from pierglass.sdk.lens.publish import contents, enter, publish
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

    def publish_lens(self, manifest: Any, files: Any) -> dict[str, Any]:
        self.did.append(("publish", manifest["id"], files))
        return {"id": manifest["id"], "name": "My Lens", "version": "0.1.0"}


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
    ((_, lens_id, files),) = platform.did
    assert lens_id == "my-lens"
    assert base64.b64decode(files["game.js"]) == lens.files["game.js"]
    listed = "\n".join(contents(lens))
    assert [path for path in files if path not in listed] == []
    assert not any(path.startswith("tests/") for path in files)

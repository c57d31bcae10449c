"""The kit's user has friends, and a lens that may know them does."""

import json
from pathlib import Path

import pytest

from pierglass.sdk.lens.folder import LensFolder, read_folder
from pierglass.sdk.lens.scaffold import create

SCOPE = "user.friends"


@pytest.fixture
def lens_folder(tmp_path: Path) -> LensFolder:
    root = create("my-lens", "blank", tmp_path)
    manifest = json.loads((root / "manifest.json").read_text("utf-8"))
    asked = {"scope": SCOPE, "reason": "To find who wears it too.", "optional": True}
    manifest["scopes"] = [asked]
    (root / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return read_folder(root)


async def test_the_friends_of_the_user_are_listed(host, user):
    user.friends = ["Ben", "Cleo"]
    async with host.open() as lens:
        names = {one["display_name"] async for one in lens.friends.all()}
        user.friends.append("Dora")
        page = await lens.friends.list()
    assert names == {"Ben", "Cleo"}
    assert len(page["friends"]) == 3


async def test_the_sheet_says_why_and_a_no_is_a_denial(host, user, grants):
    grants.allow()
    async with host.open() as lens:
        settled = await host.settle(lens.friends.list())
    assert settled.outcome == "denied"
    _, sheet = user.asked[0]
    assert [(one.scope, one.reason) for one in sheet.scopes] == [
        (SCOPE, "To find who wears it too.")
    ]


async def test_a_revocation_takes_the_list_away(host, user, grants):
    user.friends = ["Ben"]
    async with host.open() as lens:
        await lens.friends.list()
        grants.revoke(SCOPE)
        settled = await host.settle(lens.friends.list())
    assert settled.error.code == "permission_revoked"


async def test_an_old_host_is_unsupported(host, network):
    network.protocol = (1, 1)
    async with host.open() as lens:
        settled = await host.settle(lens.friends.list())
    assert settled.error.code == "unsupported"


async def test_a_trace_keeps_no_name_and_no_id(host, user, tmp_path):
    user.friends = ["Benjamin", "Cleopatra"]
    async with host.open() as lens:
        ids = [one["id"] async for one in lens.friends.all()]
    host.save_trace(tmp_path / "trace.jsonl")
    kept = (tmp_path / "trace.jsonl").read_text("utf-8")
    assert "friends.list" in kept
    assert not [word for word in ("Benjamin", "Cleopatra", *ids) if word in kept]

"""Requests of publishers and of the platform's staff, as values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from pierglass.client.call import Call

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pierglass.client.records import Lens

__all__ = ["History", "Key", "Package", "Release", "Standing", "Submitted"]


class Release(TypedDict):
    """What became of one version: in_review, approved, blocked or withdrawn."""

    lens_id: str
    version: str
    state: str
    percent: int
    reasons: list[dict[str, str]]
    findings: list[dict[str, Any]]
    content_hash: str
    key_id: str | None
    submitted_at_ms: int
    decided_at_ms: int | None


class Submitted(TypedDict):
    """A version that was uploaded."""

    lens: Lens
    release: Release


class History(TypedDict):
    """The versions of a lens, the newest first, and what was decided about them."""

    releases: list[Release]
    decisions: list[dict[str, Any]]


class Package(TypedDict):
    """Everything that a version holds; files are in base64."""

    release: Release
    publisher_id: str
    manifest: dict[str, Any]
    files: dict[str, str]


class Key(TypedDict):
    """A key with which a publisher signs."""

    id: str
    public_key: str
    created_at_ms: int
    retired_at_ms: int | None


class Standing(TypedDict):
    """Whether a lens can be opened: available, withdrawn or blocked."""

    id: str
    name: str
    state: str
    reason: str
    box_art_url: str | None


def submit_lens(
    manifest: Mapping[str, Any],
    files: Mapping[str, str],
    signature: Mapping[str, str] | None = None,
    percent: int = 100,
) -> Call[Submitted]:
    """Publish a version, signed if *signature* is given; say what became of it."""
    body: dict[str, Any] = {"manifest": manifest, "files": files, "percent": percent}
    if signature is not None:
        body["signature"] = signature
    return Call("POST", "/v1/lenses", lambda answer: answer, json=body)


def judge_lens(
    manifest: Mapping[str, Any], files: Mapping[str, str]
) -> Call[dict[str, Any]]:
    """The verdict that publishing would give."""
    body = {"manifest": manifest, "files": files}
    return Call("POST", "/v1/lens-verdicts", lambda answer: answer, json=body)


def lens_history(lens_id: str) -> Call[History]:
    """The versions of a lens of one's own."""
    return Call(
        "GET", f"/v1/lenses/{lens_id}/releases", lambda body: body, repeatable=True
    )


def lens_standing(lens_id: str) -> Call[Standing]:
    """Whether a lens can be opened, and if not, why."""
    path = f"/v1/lenses/{lens_id}/standing"
    return Call("GET", path, _field("standing"), repeatable=True)


def roll_out(lens_id: str, percent: int, version: str | None = None) -> Call[Release]:
    """Let a share of all accounts get a version, the newest when None."""
    body = {"percent": percent} | ({"version": version} if version else {})
    path = f"/v1/lenses/{lens_id}/rollout"
    return Call("PUT", path, _field("release"), json=body, repeatable=True)


def withdraw_lens(
    lens_id: str, reason: str, version: str | None = None
) -> Call[list[Release]]:
    """Take a version back, or every version when None."""
    body = {"reason": reason} | ({"version": version} if version else {})
    path = f"/v1/lenses/{lens_id}/withdrawal"
    return Call("POST", path, _field("releases"), json=body)


def publisher_keys() -> Call[list[Key]]:
    """The keys with which one signs, the active one first."""
    return Call("GET", "/v1/publisher/keys", _field("keys"), repeatable=True)


def register_publisher_key(
    public_key: str, proof: str, endorsement: str | None = None
) -> Call[Key]:
    """Register a key, in place of the one before it."""
    body = {"public_key": public_key, "proof": proof}
    if endorsement is not None:
        body["endorsement"] = endorsement
    return Call("POST", "/v1/publisher/keys", _field("key"), json=body, repeatable=True)


def reviews() -> Call[list[Release]]:
    """The versions that wait for a person; for staff."""
    return Call("GET", "/v1/reviews", _field("releases"), repeatable=True)


def reviewed_package(lens_id: str, version: str) -> Call[Package]:
    """Everything that a version holds; for staff."""
    path = f"/v1/reviews/{lens_id}/{version}"
    return Call("GET", path, lambda body: body, repeatable=True)


def decide_review(
    lens_id: str,
    version: str,
    decision: str,
    reasons: Sequence[Mapping[str, str]] = (),
) -> Call[Release]:
    """Approve or block a version; for staff."""
    body = {"decision": decision, "reasons": list(reasons)}
    path = f"/v1/reviews/{lens_id}/{version}"
    return Call("POST", path, _field("release"), json=body)


def block_publisher(account_id: str, reason: str) -> Call[None]:
    """End everything of a publisher; for staff."""
    path = f"/v1/publishers/{account_id}/block"
    return Call("PUT", path, _nothing, json={"reason": reason}, repeatable=True)


def unblock_publisher(account_id: str) -> Call[None]:
    """Let a publisher publish again; for staff."""
    path = f"/v1/publishers/{account_id}/block"
    return Call("DELETE", path, _nothing)


def reset_publisher_key(account_id: str) -> Call[None]:
    """Take a lost key away; for staff."""
    path = f"/v1/publishers/{account_id}/key"
    return Call("DELETE", path, _nothing, repeatable=True)


def _field(name: str) -> Callable[[Any], Any]:
    def read(body: Any) -> Any:
        return body[name]

    return read


def _nothing(_: Any) -> None:
    return None

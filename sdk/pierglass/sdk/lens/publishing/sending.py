"""Sends a lens and its publisher's signature; registers and rotates keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pierglass.bridge.signing import key_statement, version_statement
from pierglass.sdk.errors import ConflictError, PierglassError
from pierglass.sdk.lens.publishing.key_file import KeyFile, make_key

if TYPE_CHECKING:
    from pierglass.client.publishing import Submitted
    from pierglass.client.sync import Api
    from pierglass.sdk.lens.folder import LensFolder

__all__ = ["contents", "ensure_registered", "enter", "publish", "rotate"]


def contents(lens: LensFolder) -> list[str]:
    """Return what would be sent, line by line."""
    width = max((len(path) for path in lens.files), default=0)
    rows = [f"  {p:{width}}  {len(c):>8,} bytes" for p, c in lens.files.items()]
    identity = f"{lens.manifest.get('id')} {lens.manifest.get('version')}"
    total = f"{len(lens.files)} files, {lens.size_bytes:,} bytes"
    return [f"{identity}: {total}", *rows, f"  sha256 {lens.content_hash}"]


def enter(api: Api, username: str, password: str, *, sign_up: bool) -> None:
    """Sign the publisher in, or up.

    Raises:
        ApiError: Wrong name or password, or a name that is taken.
    """
    if sign_up:
        try:
            api.sign_up(username, password, username)
        except ConflictError as exc:
            raise PierglassError(
                f"The name {username!r} is taken. If it is yours, leave --sign-up out."
            ) from exc
        return
    api.sign_in(username, password, device_name="pierglass lens", platform="python")


def publish(
    api: Api, lens: LensFolder, key: KeyFile | None = None, percent: int = 100
) -> Submitted:
    """Send *lens*, signed if there is a key, and return what became of it.

    Raises:
        ApiError: The platform refused it; `field` says where.
    """
    signature = None
    if key is not None:
        ensure_registered(api, key)
        identity = (str(lens.manifest["id"]), str(lens.manifest["version"]))
        statement = version_statement(*identity, lens.content_hash)
        signature = {"key_id": key.id, "value": key.sign(statement)}
    return api.submit_lens(lens.manifest, lens.encoded(), signature, percent)


def ensure_registered(api: Api, key: KeyFile) -> None:
    """Register *key* if it is the publisher's first.

    Raises:
        PierglassError: Another key is registered.
    """
    active = _active(api)
    if active is None:
        statement = key_statement(api.me()["id"], key.id, "")
        api.register_publisher_key(key.public, key.sign(statement))
    elif active != key.id:
        raise PierglassError(
            f"The key in {key.path} is {key.id[:12]}…, and the platform knows "
            f"{active[:12]}… as yours. Name that one's file with --key; if it is lost, "
            "ask the platform's staff to take it away."
        )


def rotate(api: Api, old: KeyFile, secret: bytes) -> KeyFile:
    """Put a new key in the place of *old*, on the platform and on the disk.

    The old file stays beside it until the platform has answered, and afterwards as
    `….old`: nothing is lost when the connection breaks.

    Args:
        api: Signed in as the publisher.
        old: The key that is registered.
        secret: 32 random bytes for the new one.

    Raises:
        ApiError: The platform refused it.
    """
    ensure_registered(api, old)
    new = make_key(old.path.with_suffix(".new"), secret)
    statement = key_statement(api.me()["id"], new.id, old.id)
    api.register_publisher_key(new.public, new.sign(statement), old.sign(statement))
    old.path.replace(old.path.with_suffix(".old"))
    new.path.replace(old.path)
    return KeyFile(old.path, secret)


def _active(api: Api) -> str | None:
    keys = api.publisher_keys()
    return next((one["id"] for one in keys if one["retired_at_ms"] is None), None)

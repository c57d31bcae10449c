"""Publishes a lens: the review first, then one request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pierglass.sdk.errors import ConflictError, PierglassError

if TYPE_CHECKING:
    from pierglass.client.sync import Api
    from pierglass.sdk.lens.folder import LensFolder

__all__ = ["contents", "enter", "publish"]


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


def publish(api: Api, lens: LensFolder) -> dict[str, Any]:
    """Send *lens* and return it as the tray will show it.

    Raises:
        ApiError: The platform refused it; `field` says where.
    """
    return dict(api.publish_lens(lens.manifest, lens.encoded()))

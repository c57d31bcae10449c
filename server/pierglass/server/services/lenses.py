"""Lenses as users meet them: the tray, one lens, its files and its picture."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.bridge.manifest import parse_manifest
from pierglass.bridge.package import content_hash
from pierglass.server.errors import LensDamagedError, NotFoundError
from pierglass.server.services import releases
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.lens_views import lens_view, standing_view
from pierglass.server.services.publisher_keys import is_signed
from pierglass.server.store.oauth import LensFile, LensVersion
from pierglass.server.store.releases import BoxArtFile, Release

__all__ = ["LISTED", "ServedFile", "box_art", "get_lens", "lens_file", "list_lenses"]
__all__ += ["lens_standing"]

LISTED = 200
"""Lenses that the tray shows at most."""


@dataclass(frozen=True)
class ServedFile:
    """A file of a lens, with what its response headers need."""

    content: bytes
    content_type: str
    sha256: str
    connect: tuple[str, ...]
    """Origins that the lens may connect to, from its manifest."""


def list_lenses(ctx: Context, principal: Principal) -> list[dict[str, Any]]:
    """Return the lenses that the caller's tray shows, by name, in their versions."""

    def read(session: Session) -> list[dict[str, Any]]:
        found = releases.chosen_all(session, principal.account_id)[:LISTED]
        views = [lens_view(ctx, one) for one in found]
        return sorted(views, key=lambda view: (view["name"], view["id"]))

    return ctx.store.read(read)


def get_lens(ctx: Context, principal: Principal, lens_id: str) -> dict[str, Any]:
    """Return one lens, in the version that the caller gets.

    Raises:
        NotFoundError: If there is no such lens, or none for the caller yet.
        LensWithdrawnError: If its publisher took it back.
        LensBlockedError: If the platform blocked it.
    """

    def read(session: Session) -> dict[str, Any]:
        return lens_view(ctx, releases.chosen(session, lens_id, principal.account_id))

    return ctx.store.read(read)


def lens_standing(ctx: Context, lens_id: str) -> dict[str, Any]:
    """Return whether a lens can be opened, and if not, why: for its cards.

    Raises:
        NotFoundError: If no version of such a lens was ever approved.
    """
    found = ctx.store.read(lambda session: releases.standing(session, lens_id))
    return standing_view(ctx, found)


def lens_file(ctx: Context, lens_id: str, version: str, path: str) -> ServedFile:
    """Return a file of an approved version.

    A version that is rolled back, or being rolled out, is served whole: whoever has it
    open goes on.

    Raises:
        NotFoundError: If there is none, or its version is not approved.
        LensWithdrawnError: If its version or its lens ended.
        LensBlockedError: Likewise.
        LensDamagedError: If the version is not what was published and signed.
    """

    def read(session: Session) -> tuple[LensFile, LensVersion]:
        row = session.get(LensFile, (lens_id, version, path))
        published = session.get(LensVersion, (lens_id, version))
        release = session.get(Release, (lens_id, version))
        if row is None or published is None or release is None:
            raise NotFoundError(what="file")
        _refuse_ended(session, release)
        try:
            _check_whole(session, row, published, release)
        except LensDamagedError as error:
            ctx.log.error("lens.damaged", lens=lens_id, version=version, path=path)
            raise error from None
        return row, published

    row, published = ctx.store.read(read)
    # It was judged when it came; a server that lenses are not developed on leads its
    # people's pages to this machine for none of them.
    connect = parse_manifest(published.manifest, development=True).connect
    if not ctx.settings.develops_lenses:
        connect = tuple(one for one in connect if one.startswith(("https:", "wss:")))
    return ServedFile(row.content, row.content_type, row.sha256, connect)


def box_art(ctx: Context, sha256: str) -> tuple[bytes, str]:
    """Return the picture with this hash, and its type.

    Raises:
        NotFoundError: If there is none.
        LensDamagedError: If its bytes are others.
    """
    row = ctx.store.read(lambda session: session.get(BoxArtFile, sha256))
    if row is None:
        raise NotFoundError(what="picture")
    if hashlib.sha256(row.content).hexdigest() != sha256:
        ctx.log.error("lens.damaged", box_art=sha256)
        raise LensDamagedError(
            lens_id="The picture", version=sha256[:8], reason="its hash is another"
        )
    return row.content, row.content_type


def _refuse_ended(session: Session, release: Release) -> None:
    if release.state == "approved":
        releases.refuse_gone(session, release.lens_id)
        return
    error = releases.GONE.get(release.state)
    if error is None:
        raise NotFoundError(what="file")
    said = "; ".join(one["reason"] for one in release.reasons)
    name = f"{release.lens_id} {release.version}"
    raise error(name=name, reason=said or "no reason was given")


def _check_whole(
    session: Session, row: LensFile, published: LensVersion, release: Release
) -> None:
    def damaged(reason: str) -> LensDamagedError:
        return LensDamagedError(lens_id=row.lens_id, version=row.version, reason=reason)

    if hashlib.sha256(row.content).hexdigest() != row.sha256:
        raise damaged("a file's hash is another")
    rows = session.execute(
        select(LensFile.path, LensFile.sha256).where(
            LensFile.lens_id == row.lens_id, LensFile.version == row.version
        )
    )
    hashes = {each.path: each.sha256 for each in rows}
    whole = content_hash(published.manifest, hashes)
    if whole != published.content_hash:
        raise damaged("its content hash is another")
    if release.key_id is None:
        return
    signed = (row.lens_id, row.version, whole)
    if not is_signed(session, release.key_id, signed, release.signature or ""):
        raise damaged("its signature does not fit")

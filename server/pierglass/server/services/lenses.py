"""Lenses: publishing, the list that the tray shows, and their files."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.bridge.errors import ManifestError
from pierglass.bridge.manifest import check_upgrade, parse_manifest
from pierglass.server.errors import (
    InvalidScopeError,
    LensInvalidError,
    LensVersionNotNewerError,
    NotFoundError,
)
from pierglass.server.services import webhooks
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.grants import change, require_first_party
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.services.lens_packages import LensPackage, read_package, refuse
from pierglass.server.services.resources import check_scopes
from pierglass.server.store.oauth import Client, Grant, Lens, LensFile, LensVersion

__all__ = ["ServedFile", "get_lens", "lens_file", "list_lenses", "publish_lens"]

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


def publish_lens(
    ctx: Context, principal: Principal, manifest: object, files: object
) -> dict[str, Any]:
    """Publish a lens, or a newer version of it, and return it.

    Sending the published version again, byte for byte, changes nothing.

    Args:
        ctx: The server's parts.
        principal: The publisher.
        manifest: The decoded ``manifest.json``.
        files: Path to base64 text.

    Raises:
        LensInvalidError: With the key path of what is wrong.
        LensVersionNotNewerError: If the version does not rise.
        InvalidRedirectUriError: Naming the entry of ``oauth.redirect_uris``.
    """
    require_first_party(principal)
    package = read_package(manifest, files)

    def write(session: Session, outbox: Outbox) -> dict[str, Any]:
        lens = session.get(Lens, package.manifest.id)
        if lens is None:
            _claim_id(session, package)
        elif lens.publisher_id != principal.account_id:
            reason = "another publisher has this id; choose another"
            raise LensInvalidError(field="manifest.id", reason=reason)
        elif _is_published(session, lens, package):
            return _view(ctx, session, lens)
        _write_client(session, outbox, principal, package)
        lens = _write_version(session, outbox, principal, lens, package)
        webhooks.declare(ctx, session, package.manifest, outbox.now_ms)
        _trim_grants(ctx, session, outbox, package)
        return _view(ctx, session, lens)

    return commit(ctx, write)


def list_lenses(ctx: Context) -> list[dict[str, Any]]:
    """Return the published lenses, by name."""

    def read(session: Session) -> list[dict[str, Any]]:
        rows = session.scalars(select(Lens).order_by(Lens.id).limit(LISTED)).all()
        return sorted((_view(ctx, session, r) for r in rows), key=lambda v: v["name"])

    return ctx.store.read(read)


def get_lens(ctx: Context, lens_id: str) -> dict[str, Any]:
    """Return one lens.

    Raises:
        NotFoundError: If there is no such lens.
    """

    def read(session: Session) -> dict[str, Any]:
        lens = session.get(Lens, lens_id)
        if lens is None:
            raise NotFoundError(what="lens")
        return _view(ctx, session, lens)

    return ctx.store.read(read)


def lens_file(ctx: Context, lens_id: str, version: str, path: str) -> ServedFile:
    """Return a file of a published version.

    Raises:
        NotFoundError: If there is none, or if its bytes are no longer those that
            were published.
    """

    def read(session: Session) -> tuple[LensFile | None, LensVersion | None]:
        row = session.get(LensFile, (lens_id, version, path))
        return row, session.get(LensVersion, (lens_id, version))

    row, published = ctx.store.read(read)
    if row is None or published is None:
        raise NotFoundError(what="file")
    if hashlib.sha256(row.content).hexdigest() != row.sha256:
        ctx.log.warning("lens.file_changed", lens=lens_id, version=version, path=path)
        raise NotFoundError(what="file")
    connect = parse_manifest(published.manifest).connect
    return ServedFile(row.content, row.content_type, row.sha256, connect)


def _claim_id(session: Session, package: LensPackage) -> None:
    # A lens is a client of the same id; no other client may have it already.
    if session.get(Client, package.manifest.id) is not None:
        reason = "this id is taken; choose another"
        raise LensInvalidError(field="manifest.id", reason=reason)


def _is_published(session: Session, lens: Lens, package: LensPackage) -> bool:
    current = session.get(LensVersion, (lens.id, lens.version))
    if current is None or current.content_hash == package.content_hash:
        return current is not None
    try:
        check_upgrade(parse_manifest(current.manifest), package.manifest)
    except ManifestError as exc:
        if exc.problems[0].code != "version_not_newer":
            raise refuse(exc) from exc
        raise LensVersionNotNewerError(
            field="manifest.version",
            found=package.manifest.version,
            published=lens.version,
        ) from exc
    return False


def _write_client(
    session: Session, outbox: Outbox, principal: Principal, package: LensPackage
) -> None:
    manifest = package.manifest
    client = session.get(Client, manifest.id)
    if client is None:
        client = Client(
            id=manifest.id,
            owner_id=principal.account_id,
            kind=manifest.resource_type,
            created_at_ms=outbox.now_ms,
        )
        session.add(client)
    client.name = manifest.name
    client.redirect_uris = list(manifest.redirect_uris)
    client.scopes = list(_allowed(package))
    session.flush()


def _allowed(package: LensPackage) -> tuple[str, ...]:
    kind = package.manifest.resource_type
    asked = [request.scope for request in package.manifest.scopes]
    try:
        return check_scopes(asked, asked, kind)
    except InvalidScopeError as exc:
        raise LensInvalidError(field="manifest.scopes", reason=exc.message) from exc


def _write_version(
    session: Session,
    outbox: Outbox,
    principal: Principal,
    lens: Lens | None,
    package: LensPackage,
) -> Lens:
    manifest = package.manifest
    if lens is None:
        lens = Lens(id=manifest.id, publisher_id=principal.account_id)
        session.add(lens)
    lens.version, lens.published_at_ms = manifest.version, outbox.now_ms
    session.flush()
    session.add(
        LensVersion(
            lens_id=manifest.id,
            version=manifest.version,
            manifest=package.raw_manifest,
            content_hash=package.content_hash,
            published_at_ms=outbox.now_ms,
        )
    )
    session.flush()
    session.add_all(
        LensFile(
            lens_id=manifest.id,
            version=manifest.version,
            path=file.path,
            content_type=file.content_type,
            sha256=file.sha256,
            content=file.content,
        )
        for file in package.files
    )
    return lens


def _trim_grants(
    ctx: Context, session: Session, outbox: Outbox, package: LensPackage
) -> None:
    # What the new version no longer asks for, nobody has granted it.
    allowed = set(_allowed(package))
    lens_id = package.manifest.id
    for grant in session.scalars(select(Grant).where(Grant.client_id == lens_id)).all():
        kept = set(grant.scopes) & allowed
        if kept != set(grant.scopes):
            who, state = grant.account_id, grant.state
            change(ctx, session, outbox, who, lens_id, state, kept)


def _view(ctx: Context, session: Session, lens: Lens) -> dict[str, Any]:
    version = session.get_one(LensVersion, (lens.id, lens.version))
    manifest = parse_manifest(version.manifest)
    origin = ctx.settings.lenses()
    base = f"{origin}/lenses/{lens.id}/{lens.version}"
    return {
        "id": lens.id,
        "name": manifest.name,
        "version": lens.version,
        "kind": manifest.kind,
        "summary": manifest.summary,
        "box_art_url": f"{base}/{manifest.box_art}",
        "entry_url": f"{base}/{manifest.entry}",
        "landing": {
            "title": manifest.landing_title,
            "subtitle": manifest.landing_subtitle,
        },
        "scopes": [
            {"scope": s.scope, "reason": s.reason, "optional": s.optional}
            for s in manifest.scopes
        ],
        "contexts": list(manifest.contexts),
        "origin": origin,
        "content_hash": version.content_hash,
    }

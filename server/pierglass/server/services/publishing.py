"""Publishing: a version of a lens is checked, kept, and approved or left to a person.

What is uploaded passes the review that the developer's command line runs, is signed by
its publisher, and is a release from then on. Who gets it is decided by
:mod:`~pierglass.server.services.releases`; what users may be asked for is what the
versions ask for that somebody gets.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.bridge.errors import ManifestError
from pierglass.bridge.manifest import check_upgrade, parse_manifest
from pierglass.server.errors import (
    InvalidScopeError,
    LensInvalidError,
    LensVersionNotNewerError,
    PublisherBlockedError,
)
from pierglass.server.services import outgoing, webhooks
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.grants import require_first_party
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.services.lens_packages import LensPackage, read_package, refuse
from pierglass.server.services.lens_views import lens_view, release_view
from pierglass.server.services.publisher_keys import check_version
from pierglass.server.services.registration import apply_live
from pierglass.server.services.releases import Chosen, rank
from pierglass.server.services.resources import check_scopes
from pierglass.server.store.oauth import Client, Lens, LensFile, LensVersion
from pierglass.server.store.releases import (
    BlockedPublisher,
    BoxArtFile,
    Release,
    ReleaseDecision,
)

__all__ = ["decide", "publish_lens", "submitted"]


def publish_lens(
    ctx: Context,
    principal: Principal,
    manifest: object,
    files: object,
    signature: dict[str, str] | None = None,
    percent: int = 100,
) -> dict[str, Any]:
    """Publish a lens, or a newer version of it; return the version and its release.

    Sending the newest version again, byte for byte, changes nothing.

    Args:
        ctx: The server's parts.
        principal: The publisher.
        manifest: The decoded ``manifest.json``.
        files: Path to base64 text.
        signature: ``{key_id, value}``, of ``bridge.signing.version_statement``.
        percent: The share of accounts that get it once it is approved.

    Raises:
        LensInvalidError: With the key path of what is wrong.
        LensReviewRefusedError: If the review refuses it.
        LensVersionNotNewerError: If the version does not rise.
        LensSignatureRequiredError: If it is unsigned and must not be.
        LensSignatureInvalidError: If its publisher did not sign it.
        PublisherBlockedError: If the staff blocked the publisher.
        InvalidRedirectUriError: Naming the entry of ``oauth.redirect_uris``.
        RateLimitedError: If uploads come too fast.
    """
    require_first_party(principal)
    me, now_ms = principal.account_id, ctx.clock.now_ms()
    ctx.limits.spend("publish", me, now_ms=now_ms, burst=60, per_minute=30)
    ctx.store.read(lambda session: _refuse_blocked(session, me))
    package = read_package(manifest, files, development=ctx.settings.develops_lenses)
    _check_reach(ctx, package)

    def write(session: Session, outbox: Outbox) -> dict[str, Any]:
        _refuse_blocked(session, me)
        lens = session.get(Lens, package.manifest.id)
        if lens is None:
            _claim_id(session, package)
        elif lens.publisher_id != me:
            reason = "another publisher has this id; choose another"
            raise LensInvalidError(field="manifest.id", reason=reason)
        elif _is_newest(session, lens, package):
            return _outcome(ctx, session, lens)
        required = ctx.settings.lens_review == "person"
        signed = (package.manifest.id, package.manifest.version, package.content_hash)
        check_version(session, me, signed, signature, required=required)
        lens = _write_version(session, outbox, me, lens, package)
        _write_release(ctx, session, outbox, me, package, signature, percent)
        if not required:
            decide(ctx, session, outbox, lens, lens.version, "approved", [], me)
        return _outcome(ctx, session, lens)

    return commit(ctx, write)


def decide(
    ctx: Context,
    session: Session,
    outbox: Outbox,
    lens: Lens,
    version: str,
    state: str,
    reasons: list[dict[str, str]],
    actor_id: str,
) -> Release:
    """Set the state of a version, note who did it, and let it bite."""
    release = session.get_one(Release, (lens.id, version))
    release.state, release.reasons = state, reasons
    release.decided_at_ms = outbox.now_ms
    detail: dict[str, Any] = {"reasons": reasons} if reasons else {}
    note(ctx, session, outbox, lens.id, version, actor_id, state, detail)
    session.flush()
    apply_live(ctx, session, outbox, lens.id)
    return release


def note(
    ctx: Context,
    session: Session,
    outbox: Outbox,
    lens_id: str,
    version: str | None,
    actor_id: str,
    action: str,
    detail: dict[str, Any],
) -> None:
    """Keep who did what about a lens, and when."""
    session.add(
        ReleaseDecision(
            id=ctx.ids.new("dec"),
            lens_id=lens_id,
            version=version,
            actor_id=actor_id,
            action=action,
            detail=detail,
            at_ms=outbox.now_ms,
        )
    )


def submitted(session: Session, lens_id: str, version: str) -> Chosen:
    """Return a version and its release.

    Raises:
        NoResultFound: If there is none.
    """
    key = (lens_id, version)
    return Chosen(session.get_one(LensVersion, key), session.get_one(Release, key))


def _outcome(ctx: Context, session: Session, lens: Lens) -> dict[str, Any]:
    one = submitted(session, lens.id, lens.version)
    return {"lens": lens_view(ctx, one), "release": release_view(one)}


def _refuse_blocked(session: Session, account_id: str) -> None:
    blocked = session.get(BlockedPublisher, account_id)
    if blocked is not None:
        raise PublisherBlockedError(reason=blocked.reason)


def _check_reach(ctx: Context, package: LensPackage) -> None:
    manifest = package.manifest
    asked = [request.scope for request in manifest.scopes]
    try:
        check_scopes(asked, asked, manifest.resource_type)
    except InvalidScopeError as exc:
        raise LensInvalidError(field="manifest.scopes", reason=exc.message) from exc
    if manifest.webhook_url is not None:
        hosts = webhooks.local_hosts(ctx)
        outgoing.check_url(manifest.webhook_url, hosts, "manifest.webhook.url")


def _claim_id(session: Session, package: LensPackage) -> None:
    # A lens is a client of the same id; no other client may have it already.
    if session.get(Client, package.manifest.id) is not None:
        reason = "this id is taken; choose another"
        raise LensInvalidError(field="manifest.id", reason=reason)


def _is_newest(session: Session, lens: Lens, package: LensPackage) -> bool:
    newest = session.get(LensVersion, (lens.id, lens.version))
    if newest is None or newest.content_hash == package.content_hash:
        return newest is not None
    try:
        published = parse_manifest(newest.manifest, development=True)
        check_upgrade(published, package.manifest)
    except ManifestError as exc:
        if exc.problems[0].code != "version_not_newer":
            raise refuse(exc) from exc
        raise LensVersionNotNewerError(
            field="manifest.version",
            found=package.manifest.version,
            published=lens.version,
        ) from exc
    return False


def _write_version(
    session: Session, outbox: Outbox, me: str, lens: Lens | None, package: LensPackage
) -> Lens:
    manifest = package.manifest
    if lens is None:
        # Until a version is approved, nothing can be asked for in its name.
        session.add(
            Client(
                id=manifest.id,
                owner_id=me,
                kind=manifest.resource_type,
                name=manifest.name,
                redirect_uris=[],
                scopes=[],
                created_at_ms=outbox.now_ms,
            )
        )
        session.flush()
        lens = Lens(id=manifest.id, publisher_id=me)
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


def _write_release(
    ctx: Context,
    session: Session,
    outbox: Outbox,
    me: str,
    package: LensPackage,
    signature: dict[str, str] | None,
    percent: int,
) -> None:
    manifest, art = package.manifest, package.box_art
    if session.get(BoxArtFile, art.sha256) is None:
        session.add(
            BoxArtFile(
                sha256=art.sha256,
                content_type=art.content_type,
                width=art.width,
                height=art.height,
                content=art.content,
            )
        )
    session.add(
        Release(
            lens_id=manifest.id,
            version=manifest.version,
            rank=rank(manifest.version),
            state="in_review",
            percent=percent,
            reasons=[],
            findings=package.verdict.to_map()["findings"],
            key_id=signature["key_id"] if signature else None,
            signature=signature["value"] if signature else None,
            art_sha256=art.sha256,
            submitted_at_ms=outbox.now_ms,
        )
    )
    lens_id, version = manifest.id, manifest.version
    note(ctx, session, outbox, lens_id, version, me, "submitted", {"percent": percent})
    session.flush()


def newest_of(session: Session, lens_id: str) -> list[Release]:
    """Return every release of a lens, the newest first."""
    return list(
        session.scalars(
            select(Release)
            .where(Release.lens_id == lens_id)
            .order_by(Release.rank.desc())
        )
    )

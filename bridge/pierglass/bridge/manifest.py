"""The lens manifest: what a lens is, and what it asks for.

:func:`parse_manifest` is the one judge. Lint, publishing and the running host all ask
it, so that they cannot disagree.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pierglass.bridge.errors import ManifestError, Problem
from pierglass.bridge.manifest_rules import (
    CONTEXTS,
    DEVELOPMENT,
    MANIFEST,
    check_fields,
)
from pierglass.bridge.policy import PROTOCOL_MAX, PROTOCOL_MIN, SCOPES

__all__ = ["Manifest", "ScopeRequest", "check_files", "check_upgrade", "parse_manifest"]


@dataclass(frozen=True, slots=True)
class ScopeRequest:
    """One permission that a lens asks for.

    Attributes:
        scope: Key of ``policy.SCOPES``.
        reason: Why, in the lens's words; shown on the consent sheet.
        optional: Whether the lens works without it.
    """

    scope: str
    reason: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """A lens manifest that passed every rule."""

    id: str
    name: str
    version: str
    kind: str
    summary: str
    entry: str
    box_art: str
    landing_title: str
    landing_subtitle: str
    scopes: tuple[ScopeRequest, ...]
    connect: tuple[str, ...]
    webhook_url: str | None
    webhook_events: tuple[str, ...]
    contexts: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    resource_type: str
    protocol_min: int
    protocol_max: int


def parse_manifest(data: object, *, development: bool = False) -> Manifest:
    """Return the manifest that *data*, a decoded JSON value, describes.

    Args:
        data: The decoded ``manifest.json``, whatever it holds.
        development: Whether ``network.connect`` may name a server on this machine,
            over plain http: while the lens is developed, or once it was taken so.

    Raises:
        ManifestError: With every fault found, each with its key path.
    """
    forgiven = DEVELOPMENT if development else frozenset()
    found = check_fields(MANIFEST, data, "")
    problems = [one for one in found if one.code not in forgiven]
    if problems or not isinstance(data, Mapping):
        raise ManifestError(tuple(problems))
    manifest = _build(data)
    problems = [*_protocol_range(manifest), *_information_flow(manifest)]
    if problems:
        raise ManifestError(tuple(problems))
    return manifest


def check_files(manifest: Manifest, paths: frozenset[str]) -> None:
    """Refuse a package that lacks a file which its manifest names.

    Raises:
        ManifestError: Naming each field whose file is absent.
    """
    named = {"entry": manifest.entry, "box_art": manifest.box_art}
    problems = tuple(
        Problem(key, "file_missing", f"{path!r} is not among the lens's files; add it")
        for key, path in named.items()
        if path not in paths
    )
    if problems:
        raise ManifestError(problems)


def check_upgrade(published: Manifest, proposed: Manifest) -> None:
    """Refuse *proposed* unless it is a newer version of the lens *published*.

    Raises:
        ManifestError: For another id or a version that is not higher.
    """
    if published.id != proposed.id:
        raise ManifestError(
            (
                Problem(
                    "id",
                    "id_changed",
                    f"{proposed.id!r}, expected {published.id!r}: "
                    "an id never changes; publish a new lens instead",
                ),
            )
        )
    if _order(proposed.version) <= _order(published.version):
        raise ManifestError(
            (
                Problem(
                    "version",
                    "version_not_newer",
                    f"{proposed.version}, expected more than {published.version}",
                ),
            )
        )


def _protocol_range(manifest: Manifest) -> Iterator[Problem]:
    low, high = manifest.protocol_min, manifest.protocol_max
    if low > high:
        yield Problem("protocol", "invalid", f"min {low} is over max {high}")
    elif low > PROTOCOL_MAX or high < PROTOCOL_MIN:
        yield Problem(
            "protocol",
            "version_unsupported",
            f"{low} to {high}, supported are {PROTOCOL_MIN} to {PROTOCOL_MAX}",
        )


def _information_flow(manifest: Manifest) -> Iterator[Problem]:
    # Who can see the camera and can send anywhere can send the camera anywhere.
    if not manifest.connect:
        return
    for index, request in enumerate(manifest.scopes):
        if SCOPES[request.scope].sensitive:
            yield Problem(
                f"scopes[{index}].scope",
                "information_flow",
                f"{request.scope!r} is sensitive and network.connect is not empty; "
                "drop one, or use a platform call such as tryon.start",
            )


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _build(data: Mapping[str, object]) -> Manifest:
    landing, protocol = _map(data["landing"]), _map(data["protocol"])
    network, oauth = _map(data["network"]), _map(data.get("oauth", {}))
    webhook = _map(data.get("webhook", {}))
    return Manifest(
        id=str(data["id"]),
        name=str(data["name"]),
        version=str(data["version"]),
        kind=str(data["kind"]),
        summary=str(data["summary"]),
        entry=str(data["entry"]),
        box_art=str(data["box_art"]),
        landing_title=str(landing["title"]),
        landing_subtitle=str(landing.get("subtitle", "")),
        scopes=tuple(_scope(_map(item)) for item in _list(data["scopes"])),
        connect=tuple(str(origin) for origin in _list(network["connect"])),
        webhook_url=str(webhook["url"]) if webhook else None,
        webhook_events=tuple(str(e) for e in _list(webhook.get("events", []))),
        contexts=tuple(str(c) for c in _list(data.get("contexts", list(CONTEXTS)))),
        redirect_uris=tuple(str(uri) for uri in _list(oauth.get("redirect_uris", []))),
        resource_type=str(data["resource_type"]),
        protocol_min=int(str(protocol["min"])),
        protocol_max=int(str(protocol["max"])),
    )


def _scope(item: Mapping[str, object]) -> ScopeRequest:
    return ScopeRequest(
        str(item["scope"]), str(item["reason"]), bool(item.get("optional", False))
    )


def _map(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []

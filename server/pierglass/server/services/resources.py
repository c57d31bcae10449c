"""What each kind of external resource may get, whatever the user grants it.

Source: A¶56. A linked application receives avatars without their characteristics, an
applet with them; every style there is today is flat, which both may draw. What the
host alone can do (draw the camera, capture) needs a resource inside the host.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pierglass.server.errors import InvalidScopeError

__all__ = ["RESOURCE_KINDS", "ResourceKind", "check_scopes", "visible_account"]


@dataclass(frozen=True)
class ResourceKind:
    """The widest data that resources of one kind may get."""

    scopes: frozenset[str]
    avatar_characteristics: bool
    """Whether hair, skin and build come with the avatar."""


_OUTSIDE = frozenset(
    {
        "user.display_name",
        "user.avatar",
        "items.read",
        "chat.share",
        "story.share",
        "notify",
        "search",
    }
)
# Friends for lenses alone: their manifest says where their page can send anything.
_INSIDE = _OUTSIDE | {"camera.tryon", "camera.pixels", "user.friends"}

RESOURCE_KINDS = MappingProxyType(
    {
        "applet": ResourceKind(_INSIDE, avatar_characteristics=True),
        "linked_app": ResourceKind(
            _OUTSIDE - {"story.share"}, avatar_characteristics=False
        ),
        "server": ResourceKind(_OUTSIDE, avatar_characteristics=False),
    }
)
"""Kind of client to what it may get; the kinds of ``oauth_clients.kind``."""


def check_scopes(
    asked: Iterable[str], allowed: Iterable[str], kind: str
) -> tuple[str, ...]:
    """Return the scopes of *asked*, sorted and once each.

    Args:
        asked: What a client or a user named.
        allowed: The widest that this client registered.
        kind: The client's kind.

    Raises:
        InvalidScopeError: Naming those that *kind*, or this client, can never have.
    """
    possible = RESOURCE_KINDS[kind].scopes & frozenset(allowed)
    refused = sorted(set(asked) - possible)
    if refused:
        raise InvalidScopeError(
            refused=" ".join(refused), allowed=" ".join(sorted(possible)) or "none"
        )
    return tuple(sorted(set(asked)))


def visible_account(
    account: dict[str, Any], scopes: Iterable[str], kind: str
) -> dict[str, Any]:
    """Return the part of *account* that a resource of *kind* may see.

    Args:
        account: ``{id, username, display_name, avatar}``.
        scopes: What the user granted.
        kind: The client's kind.
    """
    granted = frozenset(scopes) & RESOURCE_KINDS[kind].scopes
    seen: dict[str, Any] = {"id": account["id"]}
    if "user.display_name" in granted:
        seen["display_name"] = account["display_name"]
    if "user.avatar" in granted:
        seen["avatar"] = _visible_avatar(account["avatar"], RESOURCE_KINDS[kind])
    return seen


def _visible_avatar(avatar: dict[str, Any], kind: ResourceKind) -> dict[str, Any]:
    hidden = set() if kind.avatar_characteristics else {"characteristics"}
    return {name: value for name, value in avatar.items() if name not in hidden}

"""Decides whether a call may reach its handler, by the policy alone."""

from collections.abc import Collection, Mapping

from pierglass.bridge.capability import Capability, CapabilityState
from pierglass.bridge.errors import (
    CallDeniedError,
    CallUnavailableError,
)
from pierglass.bridge.params import check_params
from pierglass.bridge.policy import Method

__all__ = ["capabilities_needed", "check_permission", "consent_needed", "too_new"]


def too_new(name: str, method: Method, version: int) -> None:
    """Refuse a method that came with a later protocol than the one agreed on.

    Raises:
        CallUnavailableError: ``unsupported``, saying which protocol has it.
    """
    if method.since > version:
        raise CallUnavailableError(
            f"needs protocol {method.since}; this session speaks {version}",
            code="unsupported",
            field=name,
        )


def capabilities_needed(
    method: Method, params: Mapping[str, object]
) -> tuple[str, ...]:
    """Return the capabilities that this one call needs, in its own order."""
    if method.by_item is None:
        return (method.capability,)
    name, scopes = method.by_item
    items = params.get(name)
    chosen = items if isinstance(items, list | tuple) else ()
    return tuple(dict.fromkeys(scopes[str(item)] for item in chosen))


def check_permission(
    method: Method,
    params: Mapping[str, object],
    capabilities: Mapping[str, Capability],
    revoked: Collection[str],
    *,
    gesture: bool,
) -> None:
    """Refuse a call whose parameters, capabilities or gesture are not in order.

    Raises:
        CallError: ``invalid_params``, ``payload_too_large``, ``unsupported``,
            ``permission_denied`` or ``permission_revoked`` naming the permission, or
            ``gesture_required``, which names what would have been asked for.
    """
    check_params(method, params)
    for name in capabilities_needed(method, params):
        capability = capabilities.get(name)
        if capability is None or capability.state is CapabilityState.UNSUPPORTED:
            reason = capability.reason if capability else ""
            raise CallUnavailableError(
                f"{name}: {reason or 'not on this host'}",
                code="unsupported",
                field=name,
            )
        if capability.state is CapabilityState.DENIED:
            raise CallDeniedError(
                f"{name}: {capability.reason or 'not permitted'}",
                code="permission_revoked" if name in revoked else "permission_denied",
                field=name,
            )
    if gesture:
        return
    asked = consent_needed(method, params, capabilities)
    if asked:
        raise CallDeniedError(
            f"{asked[0]} is still to be asked for, which must follow a tap",
            code="gesture_required",
            field=asked[0],
        )
    if method.gesture:
        raise CallDeniedError(code="gesture_required")


def consent_needed(
    method: Method,
    params: Mapping[str, object],
    capabilities: Mapping[str, Capability],
) -> tuple[str, ...]:
    """Return the permissions that the user must be asked for first."""
    return tuple(
        name
        for name in capabilities_needed(method, params)
        if capabilities[name].state is CapabilityState.PROMPTABLE
    )

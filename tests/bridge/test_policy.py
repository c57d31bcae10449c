"""The policy is complete and consistent, and JavaScript has the same."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from pierglass.bridge.capability import Capability, CapabilityState, host_capabilities
from pierglass.bridge.codes import CODES, Outcome
from pierglass.bridge.errors import CallError
from pierglass.bridge.params import _CHECKS as PARAM_TYPES
from pierglass.bridge.policy import (
    DEADLINES_MS,
    FEATURES,
    METHODS,
    SCOPES,
    Method,
)

ROOT = Path(__file__).parents[2]
EVERY_METHOD = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


@EVERY_METHOD
def test_a_method_names_what_exists(method: Method) -> None:
    assert method.capability in {*SCOPES, *FEATURES}
    assert method.deadline in DEADLINES_MS
    assert set(method.errors) <= set(CODES)
    assert {param.type for param in method.params.values()} <= set(PARAM_TYPES)


@EVERY_METHOD
def test_each_item_of_a_list_has_its_permission(method: Method) -> None:
    if method.by_item:
        name, scopes = method.by_item
        assert set(method.params[name].choices or ()) == set(scopes)
        assert set(scopes.values()) <= set(SCOPES)


@EVERY_METHOD
def test_a_keyed_side_effect_requires_its_key(method: Method) -> None:
    keyed = "idempotency_key" in method.params
    assert keyed == (method.idempotent == "key")
    assert not keyed or method.params["idempotency_key"].required


@EVERY_METHOD
def test_where_the_user_decides_there_is_time(method: Method) -> None:
    assert method.user == (method.deadline == "user")


def test_every_scope_has_words_for_people() -> None:
    assert all(scope.title and scope.consent.endswith(".") for scope in SCOPES.values())


@pytest.mark.parametrize("code", CODES)
def test_a_code_chooses_the_class_of_its_outcome(code: str) -> None:
    error = CallError.of(code)
    assert error.outcome is CODES[code].outcome
    assert CallError.from_map(error.to_map()).to_map() == error.to_map()


def test_every_outcome_has_a_plain_code() -> None:
    assert {str(outcome) for outcome in Outcome} - {"ok"} <= set(CODES)


def test_host_capabilities_cover_scopes_and_features() -> None:
    offered = host_capabilities(
        ["items.read", "user.avatar", "chat.share"],
        ["items.read"],
        ["user.avatar"],
        unsupported={"photo": "no camera roll"},
    )
    states = {name: str(capability.state) for name, capability in offered.items()}
    assert set(states) == {*SCOPES, *FEATURES}
    assert states["items.read"] == states["viewfinder"] == "granted"
    assert states["user.avatar"] == states["camera.pixels"] == "denied"
    assert states["chat.share"] == "promptable"
    assert states["photo"] == "unsupported"


def test_a_capability_travels() -> None:
    limits = {"page": 100}
    capability = Capability(CapabilityState.DENIED, 2, limits, "not today")
    assert Capability.from_map(capability.to_map()) == capability


def generator() -> ModuleType:
    path = ROOT / "bridge/spec/generate_policy.py"
    spec = importlib.util.spec_from_file_location("generate_policy", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_javascript_policy_is_the_same() -> None:
    assert generator().drifted() == [], "run python bridge/spec/generate_policy.py"


def test_the_specification_names_everything() -> None:
    text = (ROOT / "bridge/spec/protocol.md").read_text()
    names = [*CODES, *METHODS, *SCOPES, *FEATURES, *DEADLINES_MS]
    assert [name for name in names if f"`{name}`" not in text] == []

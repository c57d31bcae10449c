"""The policy is complete and consistent, and JavaScript has the same."""

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pierglass.bridge import types
from pierglass.bridge.capability import Capability, CapabilityState, host_capabilities
from pierglass.bridge.codes import CODES, Outcome
from pierglass.bridge.errors import CallError
from pierglass.bridge.params import _CHECKS as PARAM_TYPES
from pierglass.bridge.policy import (
    DEADLINES_MS,
    FEATURES,
    METHODS,
    NOTIFICATIONS,
    SCOPES,
    Method,
)
from pierglass.client.host.handlers import HANDLERS

ROOT = Path(__file__).parents[2]
GENERATOR = ROOT / "bridge/spec/generate_policy.py"
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


def test_everything_generated_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(GENERATOR), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"run python {GENERATOR}: {done.stderr}"


def test_the_generator_refuses_a_shape_that_means_nothing(monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(GENERATOR.parent))
    shapes = importlib.import_module("emit.shapes")
    typescript = importlib.import_module("emit.typescript")
    with pytest.raises(shapes.ShapeError, match="'itm' is no shape"):
        shapes.write("[itm]", typescript._TS)


def test_the_page_answers_every_method_and_no_other() -> None:
    table = (ROOT / "client/pierglass/client/web/host/methods/index.js").read_text()
    assert sorted(re.findall(r'^  \["([a-z.]+)", \w+\],$', table, re.M)) == sorted(
        METHODS
    )


def test_the_headless_host_answers_every_method_and_no_other() -> None:
    assert set(HANDLERS) == set(METHODS)


@pytest.mark.parametrize("name", [*METHODS, *NOTIFICATIONS])
def test_python_has_the_types_of_every_call(name: str) -> None:
    kind = "".join(word.capitalize() for word in re.split(r"[._]", name))
    ends = ("Params", "Result") if name in METHODS else ("Notification",)
    assert [end for end in ends if not hasattr(types, kind + end)] == []


def test_the_schema_takes_what_the_checks_take() -> None:
    schema = json.loads((ROOT / "bridge/spec/schema.json").read_text("utf-8"))
    for name, method in METHODS.items():
        params = schema["methods"][name]["params"]
        assert set(params["properties"]) == set(method.params)
        required = {key for key, param in method.params.items() if param.required}
        assert set(params["required"]) == required


def test_the_specification_names_everything() -> None:
    text = (ROOT / "bridge/spec/protocol.md").read_text()
    names = [*CODES, *METHODS, *SCOPES, *FEATURES, *DEADLINES_MS]
    assert [name for name in names if f"`{name}`" not in text] == []

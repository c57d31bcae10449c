"""Both clients have every operation of the API, and the same ones."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pierglass.client import calls, groups, publishing, resource_calls, searching
from pierglass.client.api import AsyncApi
from pierglass.client.call import Call
from pierglass.client.endpoints import AsyncEndpoint, Endpoint
from pierglass.client.sync import Api
from pierglass.server import http

MODULES = (calls, groups, publishing, resource_calls, searching)

WITHOUT = {
    ("GET", "/healthz"): "for whoever runs the server",
    ("POST", "/v1/lenses/{}/versions/{}/reports"): "browsers send these by themselves",
}
"""Operations that no client has, and why."""


_OPERATION = re.compile(r'Operation\(\s*"([A-Z]+)",\s*("/[^"]+"|_[A-Z_]+)')
_NAMED = re.compile(r'^(_[A-Z_]+) = "(/[^"]+)"$', re.MULTILINE)


def operations() -> set[tuple[str, str]]:
    folder = Path(http.__file__).parent
    text = "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.py")))
    named = dict(_NAMED.findall(text))
    found = set()
    for method, said in _OPERATION.findall(text):
        path = re.sub(r"<[^>]+>", "{}", named.get(said, said.strip('"')))
        if path.startswith(("/v1/", "/healthz")):
            found.add((method, path))
    assert len(found) > 80, "the operations are written in another way now"
    return found


def some(parameter: inspect.Parameter) -> Any:
    """Return an argument of a parameter's kind."""
    kind = str(parameter.annotation)
    for word, value in (("Mapping", {}), ("dict", {}), ("bytes", b""), ("int", 1)):
        if kind.startswith(word):
            return value
    return ["{}"] if kind.startswith(("Iterable", "list")) else "{}"


def requests() -> Iterator[Call[Any]]:
    for module in MODULES:
        for name in dir(module):
            build = getattr(module, name)
            if not inspect.isfunction(build) or name.startswith("_"):
                continue
            told = str(build.__annotations__.get("return"))
            if build.__module__ != module.__name__ or not told.startswith("Call"):
                continue
            needed = [
                (one, some(one))
                for one in inspect.signature(build).parameters.values()
                if one.default is inspect.Parameter.empty
            ]
            named = {p.name: v for p, v in needed if p.kind is p.KEYWORD_ONLY}
            placed = [v for p, v in needed if p.kind is not p.KEYWORD_ONLY]
            yield build(*placed, **named)


def endpoints(client: type[Any], kind: type[Any]) -> set[str]:
    return {name for name, each in vars(client).items() if isinstance(each, kind)}


def test_both_clients_have_the_same_operations() -> None:
    blocking, awaited = endpoints(Api, Endpoint), endpoints(AsyncApi, AsyncEndpoint)
    assert blocking == awaited


def test_every_operation_of_the_api_has_a_request() -> None:
    made = {(each.method, each.path.replace("%7B%7D", "{}")) for each in requests()}
    assert sorted(operations() - made - set(WITHOUT)) == []


def test_every_request_is_an_operation_of_the_api() -> None:
    made = {(each.method, each.path.replace("%7B%7D", "{}")) for each in requests()}
    assert sorted(made - operations()) == []


def test_what_no_client_has_is_there_to_be_had() -> None:
    assert set(WITHOUT) <= operations()


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_request_that_may_come_twice_says_so(method: str) -> None:
    unsafe = [
        each.path
        for each in requests()
        if each.method == method and not each.repeatable and "storage" not in each.path
    ]
    assert unsafe == []

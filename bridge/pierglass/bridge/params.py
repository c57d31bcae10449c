"""Checks the parameters of a call against its declaration in the policy."""

from collections.abc import Callable, Mapping

from pierglass.bridge.errors import CallFailedError, EncodeError
from pierglass.bridge.handle import HANDLE_PREFIX
from pierglass.bridge.policy import Method, Param
from pierglass.bridge.weight import weigh

__all__ = ["check_params"]


def check_params(method: Method, params: Mapping[str, object]) -> None:
    """Refuse *params* unless they are what *method* declares.

    Raises:
        CallFailedError: ``invalid_params`` naming the field, ``payload_too_large`` or
            ``invalid_payload``.
    """
    try:
        weigh(dict(params), method.params_bytes)
    except EncodeError as exc:
        raise CallFailedError(str(exc), code=exc.code, field=exc.path or None) from exc
    for name in params:
        if name not in method.params:
            known = ", ".join(method.params) or "none"
            raise _invalid(name, f"unknown parameter; known: {known}")
    for name, param in method.params.items():
        if name in params:
            _CHECKS[param.type](param, name, params[name])
        elif param.required:
            raise _invalid(name, "missing")


def _invalid(name: str, message: str) -> CallFailedError:
    return CallFailedError(f"{name}: {message}", code="invalid_params", field=name)


def _range(param: Param, name: str, size: float, unit: str) -> None:
    if param.least is not None and size < param.least:
        raise _invalid(name, f"{size}{unit}, at least {param.least}")
    if param.most is not None and size > param.most:
        raise _invalid(name, f"{size}{unit}, at most {param.most}")


def _string(param: Param, name: str, value: object) -> None:
    if not isinstance(value, str):
        raise _invalid(name, "expected a string")
    _range(param, name, len(value), " characters")
    if param.choices and value not in param.choices:
        raise _invalid(name, f"expected one of {', '.join(param.choices)}")


def _number(param: Param, name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _invalid(name, "expected a number")
    _range(param, name, value, "")


def _integer(param: Param, name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _invalid(name, "expected an integer")
    _range(param, name, value, "")


def _boolean(param: Param, name: str, value: object) -> None:
    if not isinstance(value, bool):
        raise _invalid(name, "expected true or false")


def _list(param: Param, name: str, value: object) -> None:
    if not isinstance(value, list | tuple):
        raise _invalid(name, "expected a list")
    _range(param, name, len(value), " items")
    for index, item in enumerate(value):
        if not isinstance(item, str) or (param.choices and item not in param.choices):
            expected = ", ".join(param.choices or ("a string",))
            raise _invalid(name, f"item {index}, expected one of {expected}")


def _map(param: Param, name: str, value: object) -> None:
    if not isinstance(value, Mapping):
        raise _invalid(name, "expected a map")
    try:
        weigh(dict(value), param.most or 2**20)
    except EncodeError as exc:
        raise _invalid(name, f"weight over {param.most}") from exc


def _handle(param: Param, name: str, value: object) -> None:
    if (
        not isinstance(value, str)
        or not value.startswith(HANDLE_PREFIX)
        or len(value) > 64
    ):
        raise _invalid(name, "expected a handle, as the host gave it")


_CHECKS: Mapping[str, Callable[[Param, str, object], None]] = {
    "string": _string,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "list": _list,
    "map": _map,
    "handle": _handle,
}

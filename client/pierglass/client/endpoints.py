"""Descriptors that turn a `Call` builder into a method of an API client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from pierglass.client.call import Call

__all__ = ["AsyncEndpoint", "Endpoint"]

P = ParamSpec("P")
T = TypeVar("T")


class _Doer(Protocol):
    def do(self, call: Call[T]) -> T: ...


class _AsyncDoer(Protocol):
    async def do(self, call: Call[T]) -> T: ...


class Endpoint(Generic[P, T]):
    """A request that blocks until its answer is there."""

    def __init__(self, build: Callable[P, Call[T]]) -> None:
        self._build = build
        self.__doc__ = build.__doc__

    def __get__(self, api: _Doer, owner: type[Any]) -> Callable[P, T]:
        def request(*args: P.args, **kwargs: P.kwargs) -> T:
            return api.do(self._build(*args, **kwargs))

        return request


class AsyncEndpoint(Generic[P, T]):
    """A request whose answer is awaited."""

    def __init__(self, build: Callable[P, Call[T]]) -> None:
        self._build = build
        self.__doc__ = build.__doc__

    def __get__(
        self, api: _AsyncDoer, owner: type[Any]
    ) -> Callable[P, Coroutine[Any, Any, T]]:
        async def request(*args: P.args, **kwargs: P.kwargs) -> T:
            return await api.do(self._build(*args, **kwargs))

        return request

"""Hands pictures to model processes: bounded, with deadlines, streams kept together."""

import asyncio
from collections.abc import Sequence
from typing import Any

from pierglass.server.augment.slot import Slot
from pierglass.server.errors import (
    AugmentationUnavailableError,
    MissingFieldError,
    OverloadedError,
    WrongTypeError,
)

__all__ = ["Broker"]

_PHOTOS = 8
"""Photos that may wait for one process; the next is told ``overloaded``."""
_STREAMS = 6
"""Streams that one process may serve at a time."""
_IDLE_S = 30.0
"""A stream without frames for so long makes room."""
_PHOTO_S = 1.0
"""About what a photo takes: how a client is told when to come back."""
_FRAME_S = 8.0

_PHOTO = {"image": bytes, "item_id": str, "deadline_ms": int}
_FRAME = {"stream": str, "n": int, "image": bytes, "item_id": str}
_LOOK = {
    "image": bytes,
    "kind": str,
    "model": str,
    "generate": bool,
    "deadline_ms": int,
}
_EMBED = {"item_id": str, "model": str, "deadline_ms": int}


class Broker:
    """The augmentation server's front, without its socket.

    Args:
        slots: The model processes; none means that try-on is switched off.
        photos: How many photos may wait for one process.
        streams: How many streams one process may serve.
    """

    def __init__(
        self,
        slots: Sequence[Slot],
        *,
        photos: int = _PHOTOS,
        streams: int = _STREAMS,
    ) -> None:
        self._slots = slots
        self._photos = photos
        self._streams_limit = streams
        self._streams: dict[str, tuple[Slot, float]] = {}

    async def photo(self, args: dict[str, Any]) -> Any:
        """Try an item on in a photo: ``{image, item_id, deadline_ms}``.

        Raises:
            OverloadedError: Too many photos wait.
            AugmentationUnavailableError: No answer before the deadline, or none to be.
        """
        _check(args, _PHOTO)
        slot = self._free("try-on")
        call = {"image": args["image"], "item_id": args["item_id"]}
        return await _within(args["deadline_ms"] / 1000, slot.call("photo", call))

    async def look(self, args: dict[str, Any]) -> Any:
        """Look for a garment: ``{image, kind, model, generate, deadline_ms}``.

        Raises:
            OverloadedError: Too many photos wait.
            AugmentationUnavailableError: No answer before the deadline, or none to be.
        """
        _check(args, _LOOK)
        slot = self._free("search")
        call = {name: args[name] for name in ("image", "kind", "model", "generate")}
        return await _within(args["deadline_ms"] / 1000, slot.call("look", call))

    async def embed(self, args: dict[str, Any]) -> Any:
        """Make an item's vectors: ``{item_id, model, deadline_ms}``.

        Nobody waits for them: every photo and frame goes before.

        Raises:
            AugmentationUnavailableError: No answer before the deadline, or none to be.
        """
        _check(args, _EMBED)
        slot = min(self._usable(), key=lambda one: (one.photos, self._load(one)))
        call = {"item_id": args["item_id"], "model": args["model"]}
        return await _within(args["deadline_ms"] / 1000, slot.call("embed", call))

    async def frame(self, args: dict[str, Any]) -> Any:
        """Try an item on in a frame: ``{stream, n, image, item_id}``.

        Raises:
            OverloadedError: Too many streams are open.
            AugmentationUnavailableError: No answer in time, or none to be.
        """
        _check(args, _FRAME)
        slot = self._slot_of(args["stream"])
        return await _within(_FRAME_S, slot.call("frame", args))

    async def close(self, args: dict[str, Any]) -> Any:
        """End a stream: ``{stream}``."""
        _check(args, {"stream": str})
        kept = self._streams.pop(args["stream"], None)
        if kept is not None and kept[0].broken is None:
            await kept[0].call("close", args)
        return {}

    async def state(self, args: dict[str, Any]) -> Any:
        """Say how the model processes are, for operators and tests."""
        return {
            "workers": [
                {"pid": slot.pid, "broken": slot.broken, "photos": slot.photos}
                for slot in self._slots
            ],
            "streams": len(self._streams),
        }

    def _free(self, what: str) -> Slot:
        slot = min(self._usable(), key=lambda one: (one.photos, self._load(one)))
        if slot.photos > self._photos:
            raise OverloadedError(
                what=what, retry_after=round(slot.photos * _PHOTO_S, 1)
            )
        return slot

    def _usable(self) -> list[Slot]:
        usable = [slot for slot in self._slots if slot.broken is None]
        if not usable:
            reason = "no model process is configured"
            if self._slots:
                reason = str(self._slots[0].broken)
            raise AugmentationUnavailableError(reason=reason, retry_after=30)
        return usable

    def _slot_of(self, stream: str) -> Slot:
        now_s = asyncio.get_running_loop().time()
        kept = self._streams.get(stream)
        if kept is not None:
            slot = kept[0]
        else:
            self._forget_idle(now_s)
            slot = min(self._usable(), key=self._load)
            if self._load(slot) >= self._streams_limit:
                raise OverloadedError(what="live try-on", retry_after=10)
        self._streams[stream] = (slot, now_s)
        return slot

    def _load(self, slot: Slot) -> int:
        return sum(kept is slot for kept, _ in self._streams.values())

    def _forget_idle(self, now_s: float) -> None:
        idle = [
            stream
            for stream, (_, used_s) in self._streams.items()
            if now_s - used_s > _IDLE_S
        ]
        for stream in idle:
            del self._streams[stream]


async def _within(deadline_s: float, work: Any) -> Any:
    try:
        async with asyncio.timeout(deadline_s):
            return await work
    except TimeoutError as error:
        raise AugmentationUnavailableError(
            reason=f"no answer in {deadline_s:g} s", retry_after=1
        ) from error


def _check(args: dict[str, Any], fields: dict[str, type]) -> None:
    for name, kind in fields.items():
        if name not in args:
            raise MissingFieldError(field=name)
        if type(args[name]) is not kind:
            raise WrongTypeError(
                field=name, found=type(args[name]).__name__, expected=kind.__name__
            )

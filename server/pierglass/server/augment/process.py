"""The augment process: the broker on its socket."""

import asyncio
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import SystemRandom

from pierglass.server.augment.broker import Broker
from pierglass.server.augment.engine import VisionEngine
from pierglass.server.augment.slot import Slot
from pierglass.server.logs import open_log
from pierglass.server.rpc.async_server import AsyncRpcServer
from pierglass.server.rpc.paths import socket_path
from pierglass.server.settings import Settings, resource_folder

__all__ = ["item_folders", "main"]


def main(settings: Settings, fds: tuple[int, ...], ready: Callable[[], None]) -> None:
    """Serve until SIGTERM."""
    asyncio.run(_serve(settings, ready))


async def _serve(settings: Settings, ready: Callable[[], None]) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    log, random = open_log("augment"), SystemRandom()
    models = settings.data_dir.resolve() / "models"
    make = partial(VisionEngine, item_folders(settings), models)
    slots = [Slot(make, random, log) for _ in range(settings.augment_workers)]
    broker = Broker(slots)
    server = AsyncRpcServer(
        socket_path(settings.data_dir, "augment"),
        {
            "photo": broker.photo,
            "frame": broker.frame,
            "look": broker.look,
            "embed": broker.embed,
            "close": broker.close,
            "state": broker.state,
        },
    )
    for slot in slots:
        slot.start()
    await server.start()
    try:
        # Missing models do not keep a server from starting: calls say what is missing.
        for slot in slots:
            await slot.settled.wait()
        ready()
        await stop.wait()
    finally:
        await server.close()
        for slot in slots:
            await slot.close()


def item_folders(settings: Settings) -> tuple[Path, ...]:
    """Give the folders of AR items: those that merchants add win over shipped ones."""
    shipped = resource_folder(settings.items)
    own = settings.data_dir.resolve() / "items"
    return (own, shipped) if shipped is not None else (own,)

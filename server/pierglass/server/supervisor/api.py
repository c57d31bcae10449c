"""The api process: the application, the one writer, and calls from the gateway."""

import http.client
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from pierglass.server.app import build_app, open_context
from pierglass.server.augment.client import AugmentClient
from pierglass.server.errors import PierglassError
from pierglass.server.http.asgi import AsgiFace
from pierglass.server.http.intake import Intake, Pace
from pierglass.server.http.observing import Metrics
from pierglass.server.rpc.paths import socket_path
from pierglass.server.rpc.threaded_server import Handler, RpcServer
from pierglass.server.services.commands import COMMANDS
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.tokens import authenticate
from pierglass.server.settings import Settings
from pierglass.server.store.database import UnsafeSqliteError
from pierglass.server.supervisor import http_server
from pierglass.server.supervisor.child import MisconfiguredError
from pierglass.server.supervisor.delivering import Delivering
from pierglass.server.supervisor.indexing import Indexing
from pierglass.server.supervisor.sweeping import Sweeping

__all__ = ["EVENTS", "main", "rpc_handlers"]

EVENTS = "events"
"""The topic of ``{account_id, seq, type, data}``, published after each commit."""


def main(settings: Settings, fds: tuple[int, ...], ready: Callable[[], None]) -> None:
    """Serve until SIGTERM."""
    bus = _Bus()
    metrics = Metrics()
    augment = AugmentClient(socket_path(settings.data_dir, "augment"))
    try:
        ctx = open_context(
            settings,
            publish=bus.publish,
            augment=augment,
            group_observer=metrics.group.observe,
        )
    except UnsafeSqliteError as error:
        raise MisconfiguredError(str(error)) from error
    rpc = RpcServer(socket_path(settings.data_dir, "api"), rpc_handlers(ctx, metrics))
    bus.server = rpc
    rpc.start()
    threading.Thread(
        target=_say_ready, args=(settings, ready), name="ready", daemon=True
    ).start()
    sweeping = Sweeping(ctx, metrics.count_swept)
    sweeping.start()
    delivering = Delivering(ctx)
    delivering.start()
    indexing = Indexing(ctx)
    indexing.start()
    try:
        http_server.serve(_face(ctx, metrics), fds[0])
    finally:
        delivering.stop()
        sweeping.stop()
        indexing.stop()
        rpc.close()
        augment.close()
        ctx.vectors.close()
        ctx.store.close()


def _face(ctx: Context, metrics: Metrics) -> AsgiFace:
    settings = ctx.settings
    pace = Pace(settings.body_grace_s, settings.body_bytes_per_s)
    intake = Intake(pace, settings.body_room_mib * 1024 * 1024)

    def knows(header: str) -> str | None:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            return None
        try:
            return authenticate(ctx, token.strip()).account_id
        except PierglassError:
            return None  # the application says what is wrong with it

    return AsgiFace(build_app(ctx, metrics), knows, intake, settings.api_threads)


def rpc_handlers(ctx: Context, metrics: Metrics | None = None) -> Mapping[str, Handler]:
    """Give what the gateway may call.

    ``authenticate {token}`` gives a principal; ``report {figures}`` takes the
    gateway's metrics; every command takes ``{principal, args}``. The gateway
    vouches for the principals that it sends: the socket is open to this user alone.
    """

    def check(args: dict[str, Any]) -> dict[str, Any]:
        found = authenticate(ctx, args["token"])
        return {
            "account_id": found.account_id,
            "device_id": found.device_id,
            "client_id": found.client_id,
            "scopes": sorted(found.scopes),
            "token_id": found.token_id,
            "family_id": found.family_id,
            # A span: the two processes' clocks are never compared.
            "expires_in_ms": found.expires_at_ms - ctx.clock.now_ms(),
        }

    def bound(command: Callable[..., dict[str, Any]]) -> Handler:
        def call(args: dict[str, Any]) -> dict[str, Any]:
            who = dict(args["principal"])
            who["scopes"] = frozenset(who["scopes"])
            return command(ctx, Principal(**who), args["args"])

        return call

    def report(args: dict[str, Any]) -> dict[str, Any]:
        if metrics is not None:
            metrics.gateway.take(args["figures"])
        return {}

    commands = {name: bound(command) for name, command in COMMANDS.items()}
    return {**commands, "authenticate": check, "report": report}


class _Bus:
    """Publishes through the RPC server, which needs the context that needs the bus."""

    server: RpcServer | None = None

    def publish(
        self, account_id: str, seq: int, event: str, data: dict[str, Any]
    ) -> None:
        """Push an event to the gateway; losing it is allowed, the inbox has it."""
        if self.server is not None:
            self.server.publish(
                EVENTS,
                {"account_id": account_id, "seq": seq, "type": event, "data": data},
            )


def _say_ready(settings: Settings, ready: Callable[[], None]) -> None:
    """Call ``ready`` once the application answers over HTTP."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(  # noqa: S104
        settings.host, settings.host
    )
    while True:
        connection = http.client.HTTPConnection(host, settings.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": _host(settings)})
            connection.getresponse().read()
            break
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    ready()


def _host(settings: Settings) -> str:
    return settings.public().partition("://")[2]

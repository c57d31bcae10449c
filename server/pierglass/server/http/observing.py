"""What an operator sees of each request: its id, one log line, metrics."""

import secrets
from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from pierglass.server.http.gateway_figures import GatewayFigures
from pierglass.server.services.context import Context

__all__ = ["Metrics", "register"]


class Metrics:
    """The API's metrics, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "pierglass_requests_total",
            "Requests answered.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "pierglass_request_seconds",
            "Time from a request's arrival to its reply.",
            ["route"],
            registry=self.registry,
        )
        self.group = Histogram(
            "pierglass_commit_group_size",
            "Requests in one commit of the database.",
            buckets=(1, 2, 4, 8, 16, 32, 64),
            registry=self.registry,
        )
        self.waiting = Gauge(
            "pierglass_writer_waiting",
            "Requests that wait for the database's writer.",
            registry=self.registry,
        )

        self.swept = Counter(
            "pierglass_swept_total",
            "Expired rows and lost files that were removed.",
            ["kind"],
            registry=self.registry,
        )

        self.gateway = GatewayFigures()
        self.registry.register(self.gateway)

    def count_swept(self, kind: str, count: int) -> None:
        """Count what the sweeper removed."""
        self.swept.labels(kind).inc(count)

    def render(self) -> bytes:
        """Return the metrics in Prometheus's text form."""
        return generate_latest(self.registry)


def register(app: Flask, ctx: Context, metrics: Metrics) -> None:
    """Give every request of *app* an id, a log line and its metrics."""

    @app.before_request
    def begin() -> None:
        # A client's own id is not taken over: it could forge another's lines.
        g.request_id = f"req_{secrets.token_urlsafe(16)}"
        g.began_s = perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        took_s = perf_counter() - g.began_s
        route = request.url_rule.rule if request.url_rule else "none"
        # Methods are the client's text: an unknown one would grow the metric.
        method = request.method if request.url_rule else "other"
        metrics.requests.labels(method, route, response.status_code).inc()
        metrics.seconds.labels(route).observe(took_s)
        ctx.log.info(
            "request",
            request_id=g.request_id,
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round(took_s * 1000, 1),
        )
        response.headers["X-Request-Id"] = g.request_id
        return response

    @app.get("/metrics")
    def show_metrics() -> Response:
        metrics.waiting.set(ctx.store.waiting())
        return Response(metrics.render(), content_type=CONTENT_TYPE_LATEST)

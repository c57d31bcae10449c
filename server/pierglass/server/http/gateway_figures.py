"""The gateway's sums as metrics of the api process, which operators scrape."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

__all__ = ["FIGURES", "Figure", "GatewayFigures"]


@dataclass(frozen=True)
class Figure:
    """How a sum of the gateway is shown."""

    name: str
    text: str
    label: str
    kind: type[CounterMetricFamily] | type[GaugeMetricFamily] = CounterMetricFamily


FIGURES: Mapping[str, Figure] = {
    "connections": Figure(
        "pierglass_gateway_connections",
        "Websockets that are open.",
        "port",
        GaugeMetricFamily,
    ),
    "accepted": Figure(
        "pierglass_gateway_accepted", "Websockets that were opened.", "port"
    ),
    "frames_in": Figure(
        "pierglass_gateway_frames_in", "Messages from clients.", "port"
    ),
    "frames_out": Figure(
        "pierglass_gateway_frames_out", "Messages to clients.", "port"
    ),
    "closes": Figure(
        "pierglass_gateway_closes", "Connections that ended, by close code.", "code"
    ),
    "resumes": Figure(
        "pierglass_gateway_resumes",
        "Streams resumed, or why one could not be.",
        "outcome",
    ),
    "drops": Figure(
        "pierglass_gateway_drops", "What was dropped instead of queued.", "what"
    ),
}
"""By the name under which the gateway counts."""


class GatewayFigures(Collector):
    """Shows what the gateway reported last; a restarted one counts from zero."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._figures: Sequence[tuple[str, str, int]] = ()

    def take(self, figures: Sequence[tuple[str, str, int]]) -> None:
        """Take a report: name, label and value of every sum."""
        with self._lock:
            self._figures = figures

    def collect(self) -> Iterable[Metric]:
        """Give the metrics, for a registry."""
        with self._lock:
            figures = self._figures
        for key, figure in FIGURES.items():
            family = figure.kind(figure.name, figure.text, labels=[figure.label])
            for name, label, value in figures:
                if name == key:
                    family.add_metric([label], value)
            yield family

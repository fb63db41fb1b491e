"""What `/status` says, for Prometheus: of each web process: the canary itself may be what is missing."""

from collections.abc import Callable, Iterator
from typing import Final

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from events.metrics import registry
from messaging.canary.history import Figures
from messaging.canary.status import DOWN, OK, UNKNOWN, Status

#: What the alarms of `terraform/canary_alarms.json` are about.
PREFIX: Final = "chatterbox_canary_"


class CanaryMetrics(Collector):
    """Asks `look` for the status whenever somebody reads the metrics."""

    def __init__(self, look: Callable[[], Status]) -> None:
        self._look = look

    def collect(self) -> Iterator[Metric]:
        status = self._look()
        ok = _gauge("ok", "1 when every component is there and messages arrive, else 0; absent right after a start.")
        if status.state != UNKNOWN:
            ok.add_metric([], status.state == OK)
        up = _gauge("up", "1 when a component is there, 0 when it is missing; absent when not known.", "component")
        for component in status.components:
            if component.state != UNKNOWN:
                up.add_metric([component.name], component.state != DOWN)
        gaps = _gauge("gaps", "Gaps of the last 24 hours.")
        gaps.add_metric([], len(status.gaps))
        lost = _gauge("gap_seconds", "Seconds of the last 24 hours in which something was missing.")
        lost.add_metric([], sum(gap.seconds for gap in status.gaps))
        yield from (ok, up, gaps, lost)
        yield from _times("shown", "From a post to a real socket", status.shown)
        yield from _times("events", "From a post to accounts and back by events", status.events)


def _times(name: str, text: str, found: Figures) -> Iterator[Metric]:
    """The newest and two shares of the last 24 hours, in seconds; absent where nothing came."""
    newest = _gauge(f"{name}_seconds", f"{text}, in the newest beat.")
    if found.newest is not None:
        newest.add_metric([], found.newest / 1000)
    shares = _gauge(f"{name}_day_seconds", f"{text}, of the last 24 hours.", "quantile")
    for quantile, value in (("0.5", found.p50), ("0.95", found.p95)):
        if value is not None:
            shares.add_metric([quantile], value / 1000)
    yield from (newest, shares)


def _gauge(name: str, text: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(PREFIX + name, text, labels=labels)


def tell(look: Callable[[], Status]) -> None:
    """Have the metrics of this process say it."""
    registry.register(CanaryMetrics(look))

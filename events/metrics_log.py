"""Metrics as log lines that Amazon CloudWatch makes metrics of: its embedded format, one line a minute of each process.

So no agent has to stand beside the process, and none has to reach METRICS_PORT. METRICS_LOG names the process, and the
line goes to standard output, where the other lines of the container go as well. A counter is told as what it grew by,
if it did (each metric that is told costs money), a histogram as its p99 since the line before; what has several values,
such as a lag of each partition, as all of them, or the 100 largest.
"""

import json
import logging
import sys
import threading
import time
from typing import Final, TextIO

from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric

from events.outages import first_line

log = logging.getLogger(__name__)

NAMESPACE: Final = "Chatterbox"
SECONDS: Final = 60.0
#: Beside what is ours: the memory that the process uses.
OURS: Final = "chatterbox_"
OTHERS: Final = frozenset({"process_resident_memory_bytes"})
#: What the format allows in one line: metrics, and values of one.
MOST_METRICS: Final = 100
MOST_VALUES: Final = 100
SHARE: Final = 0.99

Values = dict[str, float | list[float]]


class MetricsLog:
    """`line` is one look at a registry; the thread writes one every SECONDS."""

    def __init__(self, registry: CollectorRegistry, service: str, process: str, stream: TextIO | None = None) -> None:
        self.registry = registry
        self.names = {"Service": service, "Process": process}
        self.stream = stream or sys.stdout
        self._before: dict[str, float] = {}
        self._stop = threading.Event()
        self.wrote = threading.Event()

    def line(self) -> str:
        """What there is to say since the last line."""
        values: Values = {}
        for metric in self.registry.collect():
            if metric.name.startswith(OURS) or metric.name in OTHERS:
                values.update(self._values(metric))
        names = list(values)[:MOST_METRICS]
        directive = {
            "Namespace": NAMESPACE,
            "Dimensions": [list(self.names)],
            "Metrics": [{"Name": name} for name in names],
        }
        about = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
        return json.dumps({"_aws": about, **self.names, **{name: values[name] for name in names}})

    def run(self) -> None:
        while not self._stop.wait(SECONDS):
            try:
                print(self.line(), file=self.stream, flush=True)
                self.wrote.set()
            except Exception as error:  # whatever it is, the process has better things to do
                log.warning("metrics_not_logged", extra={"fault": first_line(error)})

    def start(self) -> None:
        threading.Thread(target=self.run, name="metrics-log", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def _values(self, metric: Metric) -> Values:
        if metric.type == "counter":
            grown = sum(self._growth(metric, "_total").values())
            return {metric.name: grown} if grown else {}
        if metric.type == "histogram":
            return self._of_histogram(metric)
        found = [sample.value for sample in metric.samples]
        if len(found) > MOST_VALUES:  # alarms look at the largest
            found = sorted(found, reverse=True)[:MOST_VALUES]
        return {metric.name: found[0] if len(found) == 1 else found} if found else {}

    def _of_histogram(self, metric: Metric) -> Values:
        """How many there were, and the bound that 99 of 100 were within; beyond all bounds it is the last."""
        grown = self._growth(metric, "_bucket")
        bounds: dict[float, float] = {}
        for (_, labels), number in grown.items():
            bound = float(dict(labels)["le"])
            bounds[bound] = bounds.get(bound, 0) + number
        count = bounds.get(float("inf"), 0)
        if not count:
            return {}
        within = min((bound for bound, number in bounds.items() if number >= SHARE * count), default=float("inf"))
        largest = max((bound for bound in bounds if bound != float("inf")), default=0.0)
        return {f"{metric.name}_count": count, f"{metric.name}_p99": min(within, largest)}

    def _growth(self, metric: Metric, ending: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
        """By how much the samples with that ending grew since the last line, by name and labels."""
        grown = {}
        for sample in metric.samples:
            if sample.name.endswith(ending):
                labels = tuple(sorted(sample.labels.items()))
                key = f"{sample.name}{labels}"
                grown[sample.name, labels] = max(0.0, sample.value - self._before.get(key, 0.0))
                self._before[key] = sample.value
        return grown

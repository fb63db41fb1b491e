"""What the writer tells Prometheus."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

from events.metrics import registry

batch_size: Final = Histogram(
    "chatterbox_writer_batch_size",
    "Posts that were saved in one transaction.",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
    registry=registry,
)
seconds: Final = Histogram(
    "chatterbox_writer_seconds",
    "From the submission of a post to its answer.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
    registry=registry,
)
waiting: Final = Gauge("chatterbox_writer_waiting", "Posts that wait for the writer.", registry=registry)
refused: Final = Counter(
    "chatterbox_writer_refused", "Posts that the rule has refused, or that failed.", registry=registry
)
turned_away: Final = Counter(
    "chatterbox_writer_turned_away", "Posts that were not taken, because too many wait.", registry=registry
)
held: Final = Counter("chatterbox_writer_held", "Topics whose rows somebody else held for long.", registry=registry)
halved: Final = Counter("chatterbox_writer_halved", "Batches that failed and were tried in halves.", registry=registry)
alone: Final = Counter(
    "chatterbox_writer_alone", "Posts that were tried by the ORM after the batch had failed.", registry=registry
)

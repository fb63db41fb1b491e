"""Demands on each part of a site by people online: the model of `bench.capacity`. All are of the busiest minute."""

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, NamedTuple

KIB_IN_MIB: Final = 1024
MOST_PEOPLE: Final = 10**9


class Part(NamedTuple):
    """One part of a site: what so many people need of it, and what it has as deployed. Same unit."""

    name: str
    unit: str
    need: Callable[[float], float]
    has: float
    #: What is done when it is full.
    then: str


class Model:
    """Demands by people online. `f` holds every figure of docs/performance.json by name."""

    def __init__(self, figures: Mapping[str, Mapping[str, Mapping[str, float]]]) -> None:
        groups = (figures[group] for group in ("measured", "assumed", "deployed"))
        self.f = {name: float(row["value"]) for group in groups for name, row in group.items()}

    def posts(self, people: float) -> float:
        """Posts a second in the busiest minute."""
        return people * self.f["posts_per_person_hour"] * self.f["peak"] / 3600

    def pages(self, people: float) -> float:
        """Pages a second in the busiest minute."""
        return people * self.f["pages_per_person_hour"] * self.f["peak"] / 3600

    def web_cores(self, people: float) -> float:
        """Cores of messaging: posts, frames to readers and watchers on other tasks, pages, sockets that come back."""
        f, posts = self.f, self.posts(people)
        by_socket = posts * (1 - f["share_by_http"]) * f["post_us"] / 1e6
        by_http = posts * f["share_by_http"] / f["http_posts_per_core"]
        frames = posts * (f["readers_per_topic"] + f["watchers_per_topic"]) / f["deliveries_per_core"]
        back = people * f["reconnects_share_hour"] / 3600 / f["connects_per_core"]
        pages = self.pages(people) * (f["page_us"] + f["http_us"]) / 1e6
        return by_socket + by_http + frames + pages + back

    def people_of_a_task(self) -> dict[str, float]:
        """How many one task of messaging carries, by what ends first."""
        f = self.f
        return {
            "processor": f["web_cores"] * f["full"] / self.web_cores(1),
            "memory": f["web_memory_mib"] * KIB_IN_MIB / f["socket_kib"],
            "MAX_SOCKETS": f["web_sockets"],
        }

    def tasks(self, people: float) -> int:
        return max(1, math.ceil(people / min(self.people_of_a_task().values())))

    def connections(self, people: float) -> float:
        return self.tasks(people) * self.f["web_connections"]

    def database_vcpu(self, people: float) -> float:
        """Posts as if each were saved alone, since many tasks leave little to put together, and pages."""
        posts = self.posts(people) * self.f["database_post_us_alone"]
        return (posts + self.pages(people) * self.f["database_page_us"]) / 1e6

    def redis_out(self, people: float) -> float:
        """Messages to processes: a post goes to each that has a reader or a watcher of its topic."""
        audience = self.f["readers_per_topic"] + self.f["watchers_per_topic"]
        return self.posts(people) * min(audience, self.tasks(people))

    def accounts_vcpu(self, people: float) -> float:
        return self.renewals(people) * self.f["renewal_us"] / 1e6

    def renewals(self, people: float) -> float:
        return people / self.f["renewal_seconds"]

    def gib_a_day(self, people: float) -> float:
        f = self.f
        posts = people * f["posts_per_person_hour"] * 24 * f["mean_share"]
        return posts * (f["message_bytes"] + f["words_bytes"]) / 2**30

    def parts(self) -> list[Part]:
        """All parts, the one that is full first in front."""
        found = [Part(name, unit, partial(need, self), has(self.f), then) for name, unit, need, has, then in PARTS]
        return sorted(found, key=people_at)


def people_at(part: Part) -> int:
    """The most people at which a part has what they need; demands never fall. By halving."""
    low, high = 0, MOST_PEOPLE
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if part.need(middle) <= part.has else (low, middle)
    return low


Figures = Mapping[str, float]
#: Name, unit, what is needed, what there is, and what is done when that is not enough.
PARTS: Final[tuple[tuple[str, str, Callable[[Model, float], float], Callable[[Figures], float], str], ...]] = (
    (
        "tasks of messaging",
        "tasks",
        Model.tasks,
        lambda f: f["web_tasks"],
        "raise `messaging.max`: tasks share nothing but the servers below",
    ),
    (
        "PostgreSQL: connections",
        "connections",
        Model.connections,
        lambda f: f["max_connections"],
        "fewer HTTP_THREADS in more tasks, then a pooler in transaction mode, then databases by party",
    ),
    (
        "PostgreSQL: processors",
        "vCPU",
        Model.database_vcpu,
        lambda f: f["database_vcpu"] * f["full"],
        "a bigger class; pages, search and catch-up to read replicas; then databases by party",
    ),
    (
        "PostgreSQL: a year of messages",
        "GiB",
        lambda model, people: model.gib_a_day(people) * 365,
        lambda f: f["storage_gib"],
        "partitions by hash of the topic; then databases by party",
    ),
    (
        "relay of messaging",
        "events/s",
        Model.posts,
        lambda f: f["relay_events"] * f["full"],
        "one relay for each share of the outbox, cut by the hash that cuts Kafka's partitions",
    ),
    (
        "Redis: messages to processes",
        "messages/s",
        Model.redis_out,
        lambda f: f["redis_out"] * f["full"],
        "sharded publication (`SPUBLISH`) over a cluster, and tasks that hold whole parties",
    ),
    (
        "tasks of accounts",
        "vCPU",
        Model.accounts_vcpu,
        lambda f: f["accounts_tasks"] * f["accounts_vcpu"] * f["full"],
        "raise `accounts.max`; MongoDB shards by user",
    ),
)

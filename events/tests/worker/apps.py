import logging

from django.apps import AppConfig

log = logging.getLogger(__name__)


class WorkerConfig(AppConfig):
    """A service that hears its own events: it keeps a copy, and counts what came."""

    name = "events.tests.worker"
    label = "worker"

    def ready(self) -> None:
        from events.catalogue import UserUpdated
        from events.registry import handles, handles_batch
        from events.tests.people import save_copy

        @handles(UserUpdated, app="messaging")
        def keep(event: UserUpdated) -> None:
            if event.username == "poison":
                raise ValueError("poison")
            save_copy(event, "default")

        @handles_batch(UserUpdated, app="messaging", once=True)
        def tally(events: list[UserUpdated]) -> None:
            _add("tally", len(events))
            log.info("first_applied", extra={"first": [(event.key, event.version) for event in events]})

        @handles(UserUpdated, app="messaging", once=True)
        def count(event: UserUpdated) -> None:
            _add("count", 1)


def _add(name: str, by: int) -> None:
    """A counter: an effect that does not converge by itself."""
    from django.db.models import F

    from events.models import JobRun
    from events.times import now

    counters = JobRun.objects.using("default")
    if not counters.filter(name=name).update(touched=F("touched") + by):
        counters.create(name=name, touched=by, started_at=now())

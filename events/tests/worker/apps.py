from django.apps import AppConfig


class WorkerConfig(AppConfig):
    """A service that hears its own events: it keeps a copy, and counts what came."""

    name = "events.tests.worker"
    label = "worker"

    def ready(self) -> None:
        from django.db.models import F

        from events.catalogue import UserUpdated
        from events.models import JobRun
        from events.registry import handles
        from events.tests.people import save_copy
        from events.times import now

        @handles(UserUpdated, app="messaging")
        def keep(event: UserUpdated) -> None:
            save_copy(event, "default")

        @handles(UserUpdated, app="messaging", once=True)
        def count(event: UserUpdated) -> None:
            counters = JobRun.objects.using("default")
            if not counters.filter(name="count").update(touched=F("touched") + 1):
                counters.create(name="count", touched=1, started_at=now())

from typing import Any

from django.core.management.base import BaseCommand

from events import jobs
from events.commands import start_metrics
from events.databases import databases
from events.lease import LeaseKeeper
from events.workers import stop_on_signals, work


class Command(BaseCommand):
    help = "Do the recurring housekeeping of this profile's services, as the only process that does so."

    def handle(self, *args: Any, **options: Any) -> None:
        services = databases()
        leases = {app: LeaseKeeper(jobs.LEASE, using, seconds=jobs.LEASE_SECONDS) for app, using in services.items()}

        def step() -> bool:
            for app, using in services.items():
                if leases[app].keep():
                    jobs.run_due(app, using, leases[app].keep)
            return False

        start_metrics()
        try:
            work("run_jobs", step, stop_on_signals(), idle=jobs.LOOK)
        finally:
            for lease in leases.values():
                lease.give_up()

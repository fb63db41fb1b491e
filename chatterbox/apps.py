from django.apps import AppConfig
from django.core import checks

from chatterbox.mongo.checks import every_mongodb_is_a_replica_set


class ChatterboxConfig(AppConfig):
    name = "chatterbox"

    def ready(self) -> None:
        # Not tagged as of databases: those checks run for `migrate` only.
        checks.register(every_mongodb_is_a_replica_set, "chatterbox")

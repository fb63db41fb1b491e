"""A process of the commands under test: the database that the test names, Kafka, and a service that hears itself."""

import json
import os
from typing import Any

from django.conf import global_settings

from events.failpoints import parse

DATABASES: dict[str, Any] = {"default": json.loads(os.environ["WORKER_DATABASE"])}
KAFKA_SERVERS = os.environ["KAFKA_SERVERS"].split(",")
KAFKA_PREFIX = os.environ["KAFKA_PREFIX"]
MESSAGING_DB = "default"
INSTALLED_APPS = ["events", "events.tests.worker"]
SECRET_KEY = "worker"
USE_TZ = True
INSTANCE = ""
FAILPOINT = parse(os.environ["FAILPOINT"]) if os.environ.get("FAILPOINT") else None
REDIS_URL = ""
METRICS_PORT, METRICS_HOST = int(os.environ.get("METRICS_PORT", "0")), "127.0.0.1"
METRICS_LOG = ""
DEFAULT_AUTO_FIELD = "events.fields.KeyAutoField"
LOGGING = global_settings.LOGGING | {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "events.tests.worker.log.Lines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}

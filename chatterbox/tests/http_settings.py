"""Profile `local` for a server process of tests: few threads, and views made for being tested beside the real ones."""

import os

from chatterbox.settings import databases
from chatterbox.settings.local import *  # noqa: F403
from chatterbox.settings.local import DATABASES

ROOT_URLCONF = "chatterbox.tests.http_views"
#: A database of PostgreSQL that stands in for messaging's file, and the name of our connections to it.
if url := os.environ.get("TEST_POSTGRES_URL"):
    DATABASES["messaging"] = databases.postgres(url)
    DATABASES["messaging"]["OPTIONS"]["application_name"] = os.environ["TEST_APPLICATION_NAME"]
#: These servers have no tables, and what they log is compared: that canaries can't be read is no news.
globals()["LOGGING"]["loggers"]["messaging.canary.watch"] = {"level": "ERROR"}

"""Settings of a `send_mails` that runs as a process of its own beside a test: its database, its mail server."""

import json
import os

from chatterbox.settings import test
from chatterbox.settings.test import *  # noqa: F403

DATABASES = test.DATABASES | {"default": json.loads(os.environ["WORKER_DATABASE"])}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = "127.0.0.1", int(os.environ["WORKER_SMTP_PORT"]), 30

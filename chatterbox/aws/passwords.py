"""A password that lies in AWS' Secrets Manager and changes there by itself, as RDS does it with its own."""

import json
import logging
import threading
import time
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from chatterbox.aws import client

log = logging.getLogger(__name__)

#: Seconds between two questions for the same secret: a thousand connections that are refused ask once.
PAUSE: Final = 5.0


class PasswordUnknown(Exception):
    """The secret can't be read; the text says why, without it."""


class Password:
    """The password in one secret. It is asked for when it is first needed, and when `renew` says that it is old."""

    def __init__(self, arn: str) -> None:
        self.arn = arn
        self._lock = threading.Lock()
        self._known = ""
        self._asked = float("-inf")

    def get(self) -> str:
        """Raises PasswordUnknown."""
        return self._known or self.renew("")

    def renew(self, refused: str) -> str:
        """The password now, after `refused` was not the right one (any more). Raises PasswordUnknown."""
        with self._lock:
            if self._known == refused and time.monotonic() - self._asked >= PAUSE:
                self._asked = time.monotonic()
                self._known = _read(self.arn)
                log.info("password_read")
            if not self._known:
                raise PasswordUnknown("its secret could not be read a moment ago")
            return self._known


def _read(arn: str) -> str:
    try:
        text = client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
        return str(json.loads(text)["password"])
    except ClientError as error:
        raise PasswordUnknown(f"Secrets Manager: {error.response.get('Error', {}).get('Code', '')}") from error
    except BotoCoreError as error:
        raise PasswordUnknown(f"Secrets Manager: {type(error).__name__}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise PasswordUnknown('the secret is not {"password": …}') from error

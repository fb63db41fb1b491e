"""Mails by Amazon SES, as the role of the task: there is no password that somebody has to keep and to change.

What SES says is told as SMTP would tell it, because that is what `accounts.services.mails` goes by: a mail that it
refuses for good is a 5xx, one that it takes later a 4xx, and whatever is wrong with SES itself a lost server.
"""

import smtplib
from collections.abc import Sequence
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from chatterbox.aws import client

#: SES' words about one mail. Other words are about us: who we are, how much we send, whether we may.
REFUSED: Final = frozenset({"MessageRejected", "BadRequestException"})
REFUSED_CODE: Final = 554
#: What SES says of an address of ours that nobody has confirmed yet, and while we are in its sandbox of anybody's.
NOT_OURS_YET: Final = "not verified"


class SesBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were sent. Raises SMTPResponseException, SMTPServerDisconnected."""
        for message in email_messages:
            self._send(message)
        return len(email_messages)

    def _send(self, message: EmailMessage) -> None:
        written: Any = message.message()  # Django's own, whose lines may end as SMTP wants it
        mail: dict[str, Any] = {
            "FromEmailAddress": message.from_email,
            "Destination": {"ToAddresses": message.recipients()},
            "Content": {"Raw": {"Data": written.as_bytes(linesep="\r\n")}},
        }
        try:
            client("sesv2", settings.SES_REGION).send_email(**mail)
        except ClientError as error:
            said = error.response.get("Error", {})
            code = said.get("Code", "")
            if code in REFUSED and NOT_OURS_YET not in said.get("Message", ""):
                raise smtplib.SMTPResponseException(REFUSED_CODE, code) from error
            raise smtplib.SMTPServerDisconnected(f"SES: {code}") from error
        except BotoCoreError as error:
            raise smtplib.SMTPServerDisconnected(f"SES: {type(error).__name__}") from error

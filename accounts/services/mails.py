"""Mails leave after the answer. A request writes them into a table; a worker sends what is due and deletes it.

So none is lost with a process that is killed, and nobody learns from the time of an answer whether a mail goes out. A
mail whose sender is killed in between may come twice; both have the same Message-ID.
"""

import logging
import smtplib
import threading
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage

from accounts.models import WaitingMail
from accounts.queries import owner_of
from events import txn
from events.outages import DependencyLost, first_line
from events.times import now

log = logging.getLogger(__name__)

#: Mails that are taken at once, and for how long one belongs to whoever took it: longer than any try may last.
BATCH: Final = 20
TAKEN: Final = timedelta(minutes=2)
#: Pause after the first failure, doubled to the longest; a mail older than the last is given up.
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=15)
GIVEN_UP_AFTER: Final = timedelta(hours=24)

#: Set when there is something to send, for a worker in this process.
posted = threading.Event()

#: What SMTP says when any other mail would meet the same: the server, our password or our sender is wrong. The rest of
#: what has a code is about the one mail.
_SERVER_FAULTS: Final = (
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPSenderRefused,
)
#: "Authentication required" (RFC 4954), "Must issue a STARTTLS command first" (RFC 3207): whichever command it answers.
_NOT_AS_US: Final = 530


def post_mail(mail: EmailMessage) -> None:
    """Keep a mail to one address until it is sent."""
    (address,) = mail.to
    longest = WaitingMail._meta.get_field("subject").max_length
    WaitingMail.objects.create(address=address, subject=str(mail.subject)[:longest], text=str(mail.body))
    txn.on_commit(settings.ACCOUNTS_DB, posted.set)


def forget_mails(user_id: UUID) -> None:
    """Drop what still waits for somebody who is going. What they only claim is somebody else's address, and mail."""
    claimed = EmailAddress.objects.filter(user_id=user_id).values_list("email", flat=True)
    own = [address for address in claimed if (owner := owner_of([address])) and owner[0].pk == user_id]
    WaitingMail.objects.filter(address__in=own).delete()


def send_due_mails() -> bool:
    """Send mails that are due, at most BATCH; whether there may be more.

    Several may do this at once: each takes a mail by conditional update. Raises DependencyLost when the mail server
    does not answer; then what is due stays so.
    """
    due = list(WaitingMail.objects.filter(due_at__lte=now()).order_by("due_at")[:BATCH])
    for row in due:
        if _take(row):
            _send(row)
    return len(due) == BATCH


def _take(row: WaitingMail) -> bool:
    mine = WaitingMail.objects.filter(pk=row.pk, tries=row.tries)
    return bool(mine.update(tries=row.tries + 1, due_at=now() + TAKEN))


def _send(row: WaitingMail) -> None:
    try:
        _message(row).send()
    except Exception as error:  # whatever is wrong with this one, the others are to go out
        _fail(row, error)
        if _is_server_lost(error):
            raise DependencyLost(f"mail server: {first_line(error)}") from error
    else:
        WaitingMail.objects.filter(pk=row.pk).delete()


def _message(row: WaitingMail) -> EmailMessage:
    house = urlsplit(settings.PUBLIC_URL).hostname
    headers = {"Message-ID": f"<{row.pk}@{house}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(row.subject, row.text, settings.DEFAULT_FROM_EMAIL, [row.address], headers=headers)


def _fail(row: WaitingMail, error: Exception) -> None:
    """Try again later, unless that can't help. Logs never name the address."""
    told = {"mail": str(row.pk), "tries": row.tries + 1, "fault": type(error).__name__, "smtp": _code(error)}
    if _is_final(error) or now() - row.created_at > GIVEN_UP_AFTER:
        WaitingMail.objects.filter(pk=row.pk).delete()
        log.error("mail_given_up", extra=told)
        return
    # A lost server is no fault of the mail: it goes out as soon as the server is there.
    doubled = 0 if _is_server_lost(error) else min(row.tries, 16)
    WaitingMail.objects.filter(pk=row.pk).update(due_at=now() + min(FIRST_PAUSE * 2**doubled, LONGEST_PAUSE))
    log.warning("mail_waits", extra=told)


def _is_server_lost(error: Exception) -> bool:
    """Without a code the talk came to no answer: no connection, or no way in such as STARTTLS or a kind of AUTH."""
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, _SERVER_FAULTS) or _code(error) in {None, _NOT_AS_US}
    return isinstance(error, OSError)


def _is_final(error: Exception) -> bool:
    """Whether the server has said no to this mail for good (5xx), or it can't even be written."""
    if _is_server_lost(error):
        return False
    code = _code(error)
    return code is None or code >= 500


def _code(error: Exception) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in error.recipients.values()), default=None)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None

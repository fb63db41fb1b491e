"""Accounts' side of the canary: it answers each beat of messaging, and says how its own workers are."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from accounts.services.outbox import record
from events import jobs
from events.catalogue import CanaryHeard
from events.times import now

#: The name under which the sender of mails notes that it works.
MAILS: Final = "accounts.send_mails"
#: A beat that is older tells nobody anything, and is not answered: after an outage there may be thousands.
LATE: Final = timedelta(minutes=1)


def answer_beat(*, beat_id: str, version: int, posted_at: datetime) -> None:
    """Say that a beat was heard. Twice is harmless: whoever waits for it takes the first answer."""
    if now() - posted_at > LATE:
        return
    record(
        CanaryHeard(
            version=version,
            beat_id=beat_id,
            jobs_age_ms=_age_ms("events.sign_of_life"),
            mails_age_ms=_age_ms(MAILS),
        )
    )


def _age_ms(name: str) -> int | None:
    silence = jobs.silence_of(name, settings.ACCOUNTS_DB)
    return None if silence is None else round(silence.total_seconds() * 1000)


def note_postman() -> None:
    """The sender of mails works."""
    jobs.note_life(MAILS, settings.ACCOUNTS_DB)

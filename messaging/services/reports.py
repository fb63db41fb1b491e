"""Telling moderators of a message that should be looked at."""

import uuid
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from events.errors import Conflict
from events.times import iso
from messaging import checks, limits, permissions, queries
from messaging.models import Kind, Message, Report, User
from messaging.services.message_change import MessageGone, NotByPeople, changing_message


class YourOwn(Conflict):
    sentence = _("This message is yours: you can delete it.")


def report_message(person: User, *, message_id: uuid.UUID | str, reason: object = "") -> None:
    """Report a message, with what it says now; a second report by the same person changes nothing.

    Raises NotFound, Invalid, TooLong, YourOwn, NotByPeople, MessageGone, RateLimited.
    """
    found = queries.message_for(person, message_id)
    reason = checks.clean_reason(reason)
    permissions.insist(found.membership, "report")
    rows = Report.objects.using(settings.MESSAGING_DB)
    if rows.filter(message=found.message, reporter=person).exists():
        return
    insist_reportable(found.message, person)
    limits.take("reports", person.id)
    # Under the lock of the topic: of a message that is erased at this moment no report is to stay.
    with changing_message(person, found) as change:
        change.insist_there()
        report = Report(
            party_id=change.topic.party_id,
            topic=change.topic,
            message=change.message,
            reporter=person,
            reason=reason,
            snapshot=_snapshot(change.message),
            created_at=change.now,
        )
        rows.bulk_create([report], ignore_conflicts=True)  # the same report at the same moment was first


def insist_reportable(message: Message, person: User) -> None:
    """Raise YourOwn, NotByPeople or MessageGone for what this person can't report."""
    if message.kind != Kind.TEXT:
        raise NotByPeople
    if message.author_id == person.id:
        raise YourOwn
    if message.deleted_at is not None:
        raise MessageGone


def _snapshot(message: Message) -> dict[str, Any]:
    """What a message says and which change of it that is; who wrote it is asked of the message itself."""
    return {
        "rev": message.rev,
        "text": message.text,
        "html": message.html,
        "mentions": message.mentions,
        "mention_all": message.mention_all,
        "reply_to": str(message.reply_to_id) if message.reply_to_id else None,
        "edited_at": iso(message.edited_at),
        "created_at": iso(message.created_at),
    }

"""Telling moderators of a message that should be looked at, and their saying that it was."""

import uuid
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from events.errors import Conflict, Forbidden, NotFound
from events.times import iso
from messaging import checks, limits, permissions, queries
from messaging.models import Action, Kind, Message, Report, User
from messaging.services.changes import changing_party
from messaging.services.message_change import MessageGone, NotByPeople, changing_message
from messaging.services.moderation import insist_not_too_fast


class AboutYou(Forbidden):
    sentence = _("This report is about what you wrote: somebody else settles it.")


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


def settle_report(person: User, *, report_id: uuid.UUID | str, settled: bool = True) -> None:
    """A report is settled, or open again: somebody who looks after the party says so, and the audit log tells it.

    Twice is once. Raises NotFound, Forbidden, AboutYou, RateLimited.
    """
    insist_not_too_fast(person)
    found = queries.report_for(person, report_id)
    with changing_party(person, found.party_id) as change:
        permissions.insist(change.me, "see_reports")
        rows = Report.objects.using(settings.MESSAGING_DB).select_related("message__author", "topic")
        report = rows.filter(id=found.id).first()
        if report is None:  # its message was erased at this moment
            raise NotFound
        if report.message.author_id == person.id:
            raise AboutYou
        if (report.settled_at is not None) == settled:
            return
        report.settled_at, report.settled_by = (change.now, person) if settled else (None, None)
        report.save(using=settings.MESSAGING_DB, update_fields=["settled_at", "settled_by"])
        action = Action.REPORT_SETTLED if settled else Action.REPORT_REOPENED
        change.note(action, user=report.message.author, topic=report.topic, message=report.message)


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

"""What whoever runs this Chatterbox does without being a member; each party's audit log says so."""

import uuid
from datetime import datetime
from typing import Final, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from events.errors import Blank
from messaging import checks
from messaging.models import Action, Message, MessageRevision, Report, User
from messaging.services.message_change import changing_by_house

#: Former texts that are shown, and reports.
MOST: Final = 100


class Words(NamedTuple):
    """What a message said at a time, and where that is from."""

    at: datetime
    what: str
    text: str


def read_by_house(person: User, *, message_id: uuid.UUID | str, reason: object) -> list[Words]:
    """What a message says and said, and what was reported of it, newest first; noted with a reason that is not blank.

    Raises NotFound, Invalid, Blank, TooLong.
    """
    reason = checks.clean_reason(reason)
    if not reason:
        raise Blank(_("Say why."), fields={"reason": [_("Say why.")]})
    with changing_by_house(person, message_id) as change:
        change.note(Action.HOUSE_READ, reason=reason)
        return _words(change.message)


def _words(message: Message) -> list[Words]:
    db = settings.MESSAGING_DB
    found = []
    if message.deleted_at is None:
        found.append(Words(message.edited_at or message.created_at, _("now"), message.text))
    revisions = MessageRevision.objects.using(db).filter(message=message).order_by("-ended_at", "-id")
    found += [Words(row.created_at, _("before"), row.text) for row in revisions[:MOST]]
    reports = Report.objects.using(db).filter(message=message).order_by("-id")
    found += [Words(row.created_at, _("as reported"), row.snapshot.get("text", "")) for row in reports[:MOST]]
    return found

"""Changing what a message says. What it said before is kept."""

import uuid
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from events.errors import Forbidden
from messaging import checks, limits, queries, rendering, shapes
from messaging.models import Kind, Mention, Message, MessageRevision, User
from messaging.services.mentions import mention, people_named
from messaging.services.message_change import MessageChange, MessageGone, changing_message
from messaging.services.save import insist_may_write

#: What an edit changes.
FIELDS: Final = ("text", "html", "renderer", "mentions", "mention_all", "edited_at")


class NotYours(Forbidden):
    sentence = _("Only who wrote a message may change it.")


def edit_message(person: User, *, message_id: uuid.UUID | str, text: object) -> shapes.MessageShape:
    """Have one's own message say something else; the same text again changes nothing.

    Raises NotFound, Invalid, Blank, TooLong, NotYours, MessageGone, RateLimited, TimedOut, Archived, AnnouncementOnly.
    """
    found = queries.message_for(person, message_id)
    _insist_mine(found.message, person)
    text = checks.clean_text(text)
    if found.message.deleted_at is not None:
        raise MessageGone
    limits.take("edits", person.id)
    blocks: rendering.Blocks = {}
    html = rendering.render(text, blocks=blocks)  # before the topic is held
    with changing_message(person, found) as change:
        change.insist_there()
        insist_may_write(change.me, change.topic)
        if change.message.text != text:
            _edit(change, text, html, blocks)
    return change.shape


def _insist_mine(message: Message, person: User) -> None:
    if message.author_id != person.id or message.kind != Kind.TEXT:
        raise NotYours


def _edit(change: MessageChange, text: str, html: str, blocks: rendering.Blocks) -> None:
    message = change.message
    MessageRevision(
        message=message,
        by=change.person,
        text=message.text,
        html=message.html,
        created_at=message.edited_at or message.created_at,
        ended_at=change.now,
    ).save(using=settings.MESSAGING_DB, force_insert=True)
    message.text, message.html, message.renderer = text, html, rendering.VERSION
    message.edited_at = change.now
    _mention_anew(change, blocks)
    change.save("edited", *FIELDS)


def _mention_anew(change: MessageChange, blocks: rendering.Blocks) -> None:
    """Whoever is named now is mentioned, and nobody else; rows are touched only where that has changed."""
    message, before = change.message, (change.message.mentions, change.message.mention_all)
    names = rendering.named_in(message.text)
    people = people_named([change.topic], names).get(change.topic.id, {})
    rows = mention(message, names, people, change.me, blocks)
    if (message.mentions, message.mention_all) != before:
        kept = Mention.objects.using(settings.MESSAGING_DB)
        kept.filter(message=message).delete()
        kept.bulk_create(rows)

"""Saying that somebody is typing: nothing is written, but only those are shown who may write."""

import uuid

from messaging import queries, realtime
from messaging.models import User
from messaging.services.save import insist_may_write


def say_typing(person: User, *, topic_id: uuid.UUID) -> None:
    """Show that a person is typing to the others in the topic.

    Raises NotFound, Archived, TimedOut or AnnouncementOnly: who could not post is not shown as typing.
    """
    opened = queries.topic_for(person, topic_id)
    insist_may_write(opened.membership, opened.topic)
    realtime.announce_typing(topic_id, person.id, acl=opened.party.acl)

"""The door to one message."""

import uuid
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from events.errors import NotFound
from events.ids import parse_id
from messaging import shapes
from messaging.models import Membership, Message, Topic, TopicMember, User
from messaging.queries.members import me_of, with_me


class OpenMessage(NamedTuple):
    """A message that the person may see, with its topic and party, and they as a member of that."""

    message: Message
    membership: Membership

    @property
    def topic(self) -> Topic:
        return self.message.topic


def message_for(person: User, message_id: uuid.UUID | str) -> OpenMessage:
    """A message, if the person may see it, in one query. Raises NotFound."""
    key = parse_id(message_id)
    inside = TopicMember.objects.filter(topic=OuterRef("topic_id"), user=person)
    rows: Any = with_me(Message.objects.using(settings.MESSAGING_DB), person, "topic__party")
    rows = rows.filter(Q(topic__private=False) | Exists(inside), topic__deleted_at=None, my_id__isnull=False)
    found = rows.select_related(*shapes.MESSAGE_NEEDS, "topic__party").filter(id=key).first() if key else None
    if found is None:
        raise NotFound
    return OpenMessage(found, me_of(found, person, found.topic.party))


def message_shape_for(person: User, message_id: uuid.UUID | str) -> shapes.MessageShape:
    return shapes.message_shape(message_for(person, message_id).message)

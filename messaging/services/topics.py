"""Writing topics."""

import uuid

from django.conf import settings
from django.db import IntegrityError

from events import txn
from events.catalogue import TopicCreated
from events.errors import ClientIdReused
from events.times import iso, now
from messaging import checks, limits, permissions, positions, queries, realtime, shapes
from messaging.models import Membership, Party, Topic, User
from messaging.services.parties import next_version, record


def create_topic(
    person: User, *, party_id: uuid.UUID | str, client_id: object, name: object, description: object = ""
) -> tuple[shapes.TopicShape, bool]:
    """A topic at the end of the party's list, and whether it is new.

    Raises NotFound, Forbidden, Invalid, Blank, TooLong, ClientIdReused, RateLimited.
    """
    membership = queries.party_for(person, party_id)
    permissions.insist(membership, "create_topic")
    client_id, name = checks.clean_client_id(client_id), checks.clean_name(name)
    description = checks.clean_description(description)
    try:
        with txn.atomic(settings.MESSAGING_DB):
            topic = _make(membership, person, client_id, name, description)
    except IntegrityError:  # asked before, perhaps at this very moment
        return shapes.topic_shape(_made_before(person, membership, client_id)), False
    return shapes.topic_shape(topic), True


def _made_before(person: User, membership: Membership, client_id: str) -> Topic:
    earlier = Topic.objects.using(settings.MESSAGING_DB).get(maker=person, client_id=client_id)
    if earlier.party_id != membership.party_id:
        raise ClientIdReused
    return earlier


def _make(membership: Membership, person: User, client_id: str, name: str, description: str) -> Topic:
    db, moment = settings.MESSAGING_DB, now()
    party = Party.objects.using(db).select_for_update().get(id=membership.party_id)
    last = Topic.objects.using(db).filter(party=party).order_by("-position").values_list("position", flat=True).first()
    topic = Topic(
        party=party,
        maker=person,
        client_id=client_id,
        name=name,
        description=description,
        position=positions.between(last, None),
        created_at=moment,
    )
    topic.save(using=db, force_insert=True)
    limits.take("topics", person.id)  # after the insert, which finds a repeat out: that is always answered
    party.rev += 1
    version = next_version(party)
    party.save(using=db, update_fields=["rev", "version"])
    created = TopicCreated(
        version=version, party_id=str(party.id), topic_id=str(topic.id), private=False, created_at=iso(moment)
    )
    record(party, created)
    txn.on_commit(db, lambda: realtime.announce_topic(party, topic))
    return topic

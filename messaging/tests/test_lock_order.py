"""It is true of who looks after a party and who looks after its messages that neither waits for the other for ever."""

from collections.abc import Callable

import pytest
from django.conf import settings

from events import txn
from events.catalogue import UserDeleted
from events.registry import handlers_of
from messaging import services
from messaging.models import Ban, Invite, Membership, Message, Party, Role, Topic, TopicMember, User
from messaging.tests.conftest import make_user
from messaging.tests.parallel import elsewhere, together
from messaging.tests.people import member_of

pytestmark = pytest.mark.django_db(databases=["messaging"], transaction=True)

ROUNDS = 8


def by_turns(*calls: Callable[[int], object]) -> list[object]:
    """Each of `calls` ROUNDS times in a row, all of them at the same time; what went wrong."""

    def many(call: Callable[[int], object]) -> None:
        for number in range(ROUNDS):
            call(number)

    outcomes = together(*[lambda call=call: many(call) for call in calls])
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def hear_deleted(*people: User) -> None:
    """Of all of them in one transaction, as the consumer does with a batch."""
    with txn.atomic(settings.MESSAGING_DB):
        for handler in handlers_of(UserDeleted.name, "messaging"):
            for person in people:
                handler.run([UserDeleted(user_id=str(person.id), version=9, delete_messages=False)])


@pytest.mark.servers
def test_pinning_and_removing_while_the_party_and_the_topic_change(
    ada: User, bo: User, party: Party, topic: Topic, post: Callable, limit: Callable
):
    """An entry of the audit log refers to the party, which must not wait for whoever changes that."""
    limit()
    mod = member_of(party, "mod", Role.MODERATOR)
    kept, *gone = [post(bo, topic).message.id for _ in range(ROUNDS + 1)]

    def pin(_number: int) -> None:
        services.pin_message(mod, message_id=kept)
        services.unpin_message(mod, message_id=kept)

    faults = by_turns(
        lambda n: services.update_topic(ada, topic_id=topic.id, changes={"name": f"t{n}"}),
        lambda n: services.update_party(ada, party_id=party.id, name=f"p{n}"),
        lambda n: services.delete_message(ada, message_id=gone[n]),
        pin,
    )

    assert faults == []
    assert Message.objects.filter(topic=topic, deleted_at__isnull=False).count() == ROUNDS


@pytest.mark.servers
def test_joining_and_reading_all_while_topics_change(
    ada: User, bo: User, party: Party, topic: Topic, invite: Invite, post: Callable, limit: Callable
):
    """A read marker refers to its topic, which must not wait for whoever changes that."""
    limit()
    mod = member_of(party, "mod", Role.MODERATOR)
    guests = [make_user(f"guest{n}") for n in range(ROUNDS)]
    messages = [post(bo, topic).message.id for _ in range(ROUNDS)]
    secret, _ = services.create_topic(
        ada, party_id=party.id, client_id="s", name="secret", private=True, member_ids=[str(bo.id)]
    )

    def write_and_read(_number: int) -> None:
        post(ada, Topic.objects.get(id=secret.id))
        services.read_all(bo)

    faults = by_turns(
        lambda n: services.join_party(guests[n], code=invite.code),
        lambda n: services.pin_message(mod, message_id=messages[n]),
        lambda n: services.update_topic(ada, topic_id=secret.id, changes={"description": f"d{n}"}),
        write_and_read,
    )

    assert faults == []


@pytest.mark.servers
def test_a_party_is_changed_and_a_member_kicked_while_a_batch_of_deleted_accounts_is_not_committed(
    ada: User, bo: User, party: Party, limit: Callable
):
    limit()
    cy = member_of(party, "cy")
    secret, _ = services.create_topic(
        ada, party_id=party.id, client_id="s", name="secret", private=True, member_ids=[str(bo.id), str(cy.id)]
    )

    with txn.atomic(settings.MESSAGING_DB):
        hear_deleted(bo, cy)
        elsewhere(lambda: services.update_party(ada, party_id=party.id, name="Quay"))
        elsewhere(lambda: services.kick_member(ada, party_id=party.id, user_id=bo.id))
        assert Membership.objects.filter(user=cy).exists()

    # Without a job: as soon as it is committed.
    assert not Membership.objects.filter(user__in=[bo, cy]).exists()
    assert list(TopicMember.objects.filter(topic_id=secret.id).values_list("user_id", flat=True)) == [ada.id]
    party.refresh_from_db()
    assert (party.name, party.member_count) == ("Quay", 1)


@pytest.mark.servers
def test_kicking_and_lifting_bans_while_people_delete_their_accounts(ada: User, party: Party, limit: Callable):
    """What is said of somebody in a party is deleted under its row, by who looks after it and by what forgets them."""
    limit()
    guests = [member_of(party, f"guest{n}") for n in range(ROUNDS)]
    services.create_topic(
        ada,
        party_id=party.id,
        client_id="s",
        name="secret",
        private=True,
        member_ids=[str(guest.id) for guest in guests],
    )
    quiet, strict = (services.create_party(ada, client_id=name, name=name) for name in ("quiet", "strict"))
    for guest in guests:
        services.join_party(guest, code=quiet.invite.code)
        services.ban_person(ada, party_id=strict.party.id, user_id=guest.id)

    faults = by_turns(
        lambda n: services.kick_member(ada, party_id=party.id, user_id=guests[n].id),
        lambda n: services.unban_person(ada, party_id=strict.party.id, user_id=guests[n].id),
        lambda n: hear_deleted(guests[n], guests[-n - 1]),
    )

    assert faults == []
    for kind in (Membership, TopicMember, Ban):
        assert not kind.objects.filter(user__in=guests).exists(), kind
    assert Membership.objects.filter(party_id=quiet.party.id).count() == 1

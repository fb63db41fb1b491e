"""It is true of who looks after a party and who looks after its messages that neither waits for the other for ever."""

from collections.abc import Callable

import pytest

from messaging import services
from messaging.models import Invite, Message, Party, Role, Topic, User
from messaging.tests.conftest import make_user
from messaging.tests.parallel import together
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

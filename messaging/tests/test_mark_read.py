from collections.abc import Callable

import pytest

from events.errors import Invalid, NotFound
from messaging import services
from messaging.models import Membership, Party, ReadMarker, Topic, User
from messaging.queries import topic_shape_for
from messaging.services import mark_read
from messaging.services.save import save_messages
from messaging.tests.between import meanwhile
from messaging.tests.messages import new
from messaging.tests.parallel import together

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["messaging"])]


@pytest.fixture
def talk(ada: User, topic: Topic) -> Topic:
    """The topic with messages 1 to 10; 5 names bo."""
    save_messages([new(ada, topic.id, "@bo" if n == 5 else "hi") for n in range(2, 11)])
    return topic


def test_reading_moves_the_marker_and_says_what_is_left(bo: User, talk: Topic):
    read = mark_read(bo, topic_id=talk.id, n=4)

    assert (read.read_n, read.unread, read.mentions) == (4, 6, 1)
    assert topic_shape_for(bo, talk.id).read_n == 4
    assert mark_read(bo, topic_id=talk.id, n=5) == type(read)(5, 5, 0)


def test_it_moves_forward_only(bo: User, talk: Topic):
    mark_read(bo, topic_id=talk.id, n=8)

    assert mark_read(bo, topic_id=talk.id, n=3).read_n == 8
    assert ReadMarker.objects.get(user=bo, topic=talk).read_n == 8


def test_it_moves_back_when_forced(bo: User, talk: Topic):
    mark_read(bo, topic_id=talk.id, n=8)

    read = mark_read(bo, topic_id=talk.id, n=3, force=True)

    assert (read.read_n, read.unread, read.mentions) == (3, 7, 1)
    assert mark_read(bo, topic_id=talk.id, n=0, force=True).read_n == 0


def test_beyond_the_head_it_is_the_head(bo: User, talk: Topic):
    assert mark_read(bo, topic_id=talk.id, n=10_000).read_n == 10
    assert ReadMarker.objects.get(user=bo, topic=talk).read_n == 10


def test_it_is_nobody_elses_marker(ada: User, bo: User, talk: Topic):
    mark_read(bo, topic_id=talk.id, n=8)

    assert topic_shape_for(ada, talk.id).read_n == 0


def test_the_members_rev_moves_when_the_marker_moves_and_else_not(bo: User, talk: Topic):
    def rev() -> int:
        return Membership.objects.get(user=bo).rev

    start = rev()
    mark_read(bo, topic_id=talk.id, n=8)
    moved = rev()
    mark_read(bo, topic_id=talk.id, n=8)
    mark_read(bo, topic_id=talk.id, n=2)

    assert (moved, rev()) == (start + 1, start + 1)


@pytest.mark.parametrize("n", [-1, 2**53, "7", 1.5, None, True, []])
def test_what_is_no_number_is_refused(bo: User, talk: Topic, n: object):
    with pytest.raises(Invalid) as caught:
        mark_read(bo, topic_id=talk.id, n=n)

    assert "n" in caught.value.fields


def test_a_stranger_reads_nothing(eve: User, talk: Topic):
    with pytest.raises(NotFound):
        mark_read(eve, topic_id=talk.id, n=1)

    assert not ReadMarker.objects.filter(user=eve).exists()


def test_who_has_no_marker_yet_gets_one(ada: User, talk: Topic):
    ReadMarker.objects.filter(user=ada).delete()

    assert mark_read(ada, topic_id=talk.id, n=6).read_n == 6


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_of_many_at_once_the_furthest_stays(bo: User, talk: Topic):
    ReadMarker.objects.filter(user=bo).delete()

    together(*[lambda n=n: mark_read(bo, topic_id=talk.id, n=n) for n in (3, 9, 5, 7, 1, 8)])

    assert ReadMarker.objects.get(user=bo, topic=talk).read_n == 9


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_reading_and_posting_at_once_do_not_deadlock(ada: User, bo: User, talk: Topic, post: Callable):
    ReadMarker.objects.all().delete()

    outcomes = together(
        *[lambda n=n: mark_read(bo, topic_id=talk.id, n=n) for n in range(6)],
        *[lambda: save_messages([new(ada, talk.id)])] * 6,
    )

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []


@pytest.mark.parametrize("what", ["read", "level", "all"])
@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_who_is_put_out_between_the_look_and_the_lock_is_told_so(
    ada: User, bo: User, party: Party, talk: Topic, what: str
):
    calls = {
        "read": lambda: mark_read(bo, topic_id=talk.id, n=8),
        "level": lambda: services.set_level(bo, topic_id=talk.id, level="none"),
        "all": lambda: services.read_all(bo, party_id=party.id),
    }
    before = list(ReadMarker.objects.filter(user=bo).values())

    def put_out() -> None:
        services.kick_member(ada, party_id=party.id, user_id=bo.id)

    with meanwhile(put_out, after='FROM "messaging_topic"'), pytest.raises(NotFound):
        calls[what]()

    assert list(ReadMarker.objects.filter(user=bo).values()) == before


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_all_is_read_in_the_parties_that_are_left(ada: User, bo: User, party: Party, talk: Topic):
    home = services.create_party(bo, client_id="home", name="Home")
    services.join_party(ada, code=home.invite.code)

    def put_out() -> None:
        services.kick_member(ada, party_id=party.id, user_id=bo.id)

    with meanwhile(put_out, after='FROM "messaging_topic"'):
        read = services.read_all(bo)

    assert [one.topic_id for one in read] == [home.topics[0].id]

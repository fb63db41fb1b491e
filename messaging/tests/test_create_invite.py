from datetime import timedelta

import pytest

from events.errors import ClientIdReused, Invalid, NotFound
from events.times import iso, now
from messaging.models import Invite, Party, User
from messaging.permissions import TimedOut
from messaging.services import create_invite, create_party, revoke_invite, update_member
from messaging.services.invites import TooManyInvites
from messaging.tests.between import meanwhile
from messaging.tests.parallel import together

pytestmark = pytest.mark.django_db(databases=["messaging"])

DAY = 24 * 3600


def test_a_member_makes_an_invite_that_lasts_a_week(bo: User, party: Party):
    made, created = create_invite(bo, party_id=party.id, client_id="i1")

    invite = Invite.objects.get(code=made.code)
    assert created
    assert (invite.party_id, invite.maker_id, invite.uses, invite.max_uses) == (party.id, bo.id, 0, None)
    assert abs(invite.expires_at - now() - timedelta(days=7)) < timedelta(minutes=1)
    assert made.maker.username == "bo"


def test_a_code_can_not_be_guessed(bo: User, party: Party):
    codes = {create_invite(bo, party_id=party.id, client_id=f"i{n}")[0].code for n in range(20)}

    assert len(codes) == 20
    assert all(len(code) >= 22 for code in codes)


def test_it_lasts_for_ever_and_has_so_many_uses_where_that_is_asked(bo: User, party: Party):
    made, _ = create_invite(bo, party_id=party.id, client_id="i1", expires_in=None, max_uses=3)

    assert (made.expires_at, made.max_uses) == (None, 3)


def test_asked_again_it_is_the_same_invite(bo: User, party: Party):
    first, _ = create_invite(bo, party_id=party.id, client_id="i1")
    second, created = create_invite(bo, party_id=party.id, client_id="i1", max_uses=5)

    assert not created
    assert second == first


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_asked_many_times_at_once_it_is_one_invite(bo: User, party: Party):
    made = together(*[lambda: create_invite(bo, party_id=party.id, client_id="i1")] * 6)

    assert len({invite.code for invite, _ in made}) == 1
    assert sum(created for _, created in made) == 1


def test_a_client_id_of_another_party_is_refused(ada: User, party: Party):
    other = create_party(ada, client_id="other", name="Other").party
    create_invite(ada, party_id=party.id, client_id="i1")

    with pytest.raises(ClientIdReused):
        create_invite(ada, party_id=other.id, client_id="i1")


def test_a_stranger_makes_none(eve: User, party: Party):
    with pytest.raises(NotFound):
        create_invite(eve, party_id=party.id, client_id="i1")

    assert not Invite.objects.filter(maker=eve).exists()


@pytest.mark.parametrize("party_id", ["", "nonsense", "0197a000-0000-7000-8000-000000000000", "x" * 36])
def test_no_party_is_not_found(ada: User, party: Party, party_id: str):
    with pytest.raises(NotFound):
        create_invite(ada, party_id=party_id, client_id="i1")


@pytest.mark.parametrize("expires_in", [0, -1, 365 * DAY + 1, "7", 1.5, True, []])
def test_a_bad_time_is_refused(ada: User, party: Party, expires_in: object):
    with pytest.raises(Invalid) as caught:
        create_invite(ada, party_id=party.id, client_id="i1", expires_in=expires_in)

    assert "expires_in" in caught.value.fields


@pytest.mark.parametrize("max_uses", [0, -1, 1001, "7", 1.5, False, {}])
def test_a_bad_number_of_uses_is_refused(ada: User, party: Party, max_uses: object):
    with pytest.raises(Invalid) as caught:
        create_invite(ada, party_id=party.id, client_id="i1", max_uses=max_uses)

    assert "max_uses" in caught.value.fields


def test_a_bad_client_id_is_refused(ada: User, party: Party):
    with pytest.raises(Invalid):
        create_invite(ada, party_id=party.id, client_id="no spaces")


def test_a_party_has_so_many_open_invites_and_no_more(ada: User, party: Party, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("messaging.services.invites.MOST_OPEN", 2)
    made, _ = create_invite(ada, party_id=party.id, client_id="i1")

    with pytest.raises(TooManyInvites):
        create_invite(ada, party_id=party.id, client_id="i2")
    assert create_invite(ada, party_id=party.id, client_id="i1") == (made, False)

    revoke_invite(ada, code=made.code)
    assert create_invite(ada, party_id=party.id, client_id="i2")[1]


@pytest.mark.parametrize("ended", [{"expires_at": now()}, {"max_uses": 1, "uses": 1}])
def test_an_invite_that_lets_nobody_in_is_not_counted(
    ada: User, party: Party, invite: Invite, monkeypatch: pytest.MonkeyPatch, ended: dict
):
    monkeypatch.setattr("messaging.services.invites.MOST_OPEN", 1)
    Invite.objects.filter(id=invite.id).update(**ended)

    assert create_invite(ada, party_id=party.id, client_id="i1")[1]


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_who_is_timed_out_this_moment_makes_none(ada: User, bo: User, party: Party):
    until = iso(now() + timedelta(hours=1))
    hush = meanwhile(
        lambda: update_member(ada, party_id=party.id, user_id=bo.id, timeout_until=until),
        after='FROM "messaging_membership"',
    )
    with hush, pytest.raises(TimedOut):
        create_invite(bo, party_id=party.id, client_id="i1")
    assert not Invite.objects.filter(maker=bo).exists()

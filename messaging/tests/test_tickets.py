from datetime import timedelta

import pytest
from django.conf import settings

from events.errors import NotSignedIn
from events.times import now
from events.tokens import verify_access_token
from messaging import jobs
from messaging.models import Ticket, User
from messaging.services import redeem_ticket, take_ticket
from messaging.tests.parallel import together
from messaging.tests.tokens import SES, token_of

pytestmark = pytest.mark.django_db(databases=["messaging"])


@pytest.fixture
def ticket(ada: User) -> str:
    return take_ticket(verify_access_token(token_of(ada)))


def test_a_ticket_says_who_took_it(ada: User):
    claims = verify_access_token(token_of(ada, amr=["pwd", "otp"]))

    assert redeem_ticket(take_ticket(claims)) == claims
    assert (claims.user_id, claims.ses, claims.amr) == (ada.id, SES, ("pwd", "otp"))


def test_a_ticket_is_good_once(ticket: str):
    redeem_ticket(ticket)

    with pytest.raises(NotSignedIn):
        redeem_ticket(ticket)


def test_a_ticket_is_good_for_its_seconds(ticket: str):
    Ticket.objects.update(expires_at=now() - timedelta(milliseconds=1))

    with pytest.raises(NotSignedIn):
        redeem_ticket(ticket)
    assert not Ticket.objects.exists()


def test_a_ticket_lasts_30_seconds(ada: User):
    before = now()
    take_ticket(verify_access_token(token_of(ada)))

    assert before <= Ticket.objects.get().expires_at - timedelta(seconds=30) <= now()


def test_tickets_that_nobody_used_are_forgotten_and_others_stay(ada: User, ticket: str):
    Ticket.objects.update(expires_at=now() - timedelta(milliseconds=1))
    fresh = take_ticket(verify_access_token(token_of(ada)))

    assert jobs.delete_expired_tickets(settings.MESSAGING_DB) == 1

    assert Ticket.objects.count() == 1
    assert redeem_ticket(fresh).user_id == ada.id


def test_the_database_does_not_hold_the_ticket_itself(ticket: str):
    assert ticket not in str(Ticket.objects.values().get())


@pytest.mark.parametrize("given", [None, 7, "", "short", "x" * 43, "x" * 101, "\x00" * 43, "ä" * 43, "\ud800" * 20, []])
def test_what_is_no_ticket_is_refused(ticket: str, given: object):
    with pytest.raises(NotSignedIn):
        redeem_ticket(given)

    assert Ticket.objects.count() == 1


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_of_two_at_once_one_gets_in(ticket: str):
    outcomes = together(*[lambda: redeem_ticket(ticket)] * 6)

    assert sum(isinstance(outcome, NotSignedIn) for outcome in outcomes) == 5

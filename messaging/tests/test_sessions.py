from datetime import timedelta

import pytest
from django.conf import settings

from events.catalogue import SessionRevoked
from events.errors import NotSignedIn
from events.times import iso, now
from events.tokens import verify_access_token
from messaging import handlers, jobs, queries
from messaging.models import RevokedSession, User
from messaging.services import person_of, revoke_session
from messaging.tests.tokens import SES, token_of

pytestmark = pytest.mark.django_db(databases=["messaging"])

OTHER = "0197a000-0000-7000-8000-000000000002"


def test_a_revoked_sign_in_is_refused_and_the_persons_other_one_is_not(ada: User):
    revoke_session(SES, ada.id)

    with pytest.raises(NotSignedIn):
        person_of(verify_access_token(token_of(ada)))
    assert person_of(verify_access_token(token_of(ada, ses=OTHER))) == ada


def test_a_revoked_sign_in_is_refused_on_the_first_visit_too():
    newcomer = User(username="cy", display_name="Cy")
    revoke_session(SES, newcomer.id)

    with pytest.raises(NotSignedIn):
        person_of(verify_access_token(token_of(newcomer)))

    assert not User.objects.exists()


def test_a_revocation_is_forgotten_when_no_token_of_it_would_be_accepted_and_not_before(ada: User):
    for ses in (SES, OTHER):
        revoke_session(ses, ada.id)
    RevokedSession.objects.filter(ses=OTHER).update(until=now() - timedelta(seconds=1))

    assert jobs.delete_old_revocations(settings.MESSAGING_DB) == 1

    assert RevokedSession.objects.get().ses == SES


def test_the_event_revokes_and_twice_is_the_same_as_once(ada: User):
    event = SessionRevoked(ses=SES, user_id=str(ada.id), version=2, reason="revoked", revoked_at=iso(now()))

    handlers.on_session_revoked(event)
    handlers.on_session_revoked(event)

    assert RevokedSession.objects.get().user_id == ada.id


def test_it_is_refused_until_the_last_of_its_tokens_has_expired_even_when_accounts_is_down_for_a_day(ada: User):
    revoke_session(SES, ada.id)

    assert RevokedSession.objects.get().until > now() + timedelta(hours=24)


def test_the_hub_learns_which_sign_ins_have_ended(ada: User):
    revoke_session(SES, ada.id)

    assert queries.revoked_since(now() - timedelta(seconds=5)) == {SES: ada.id}
    assert queries.revoked_since(now() + timedelta(seconds=5)) == {}

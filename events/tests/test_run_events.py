import pytest
from django.conf import settings

from events.catalogue import PartyCreated, UserUpdated
from events.ids import new_id
from events.registry import handles
from events.testing import EventsLeft, run_events
from events.tests.people import ADA, copy_of, party_event, record, save_copy, user_event

pytestmark = pytest.mark.django_db(databases=["default", "messaging"])


@pytest.fixture(autouse=True)
def _copies():
    handles(UserUpdated, app="messaging")(lambda event: save_copy(event, settings.MESSAGING_DB))
    handles(PartyCreated, app="accounts")(lambda event: save_copy(event, settings.ACCOUNTS_DB))


def test_an_event_of_accounts_goes_to_messaging_and_the_other_way_round():
    party = str(new_id())
    record(user_event(version=4), using=settings.ACCOUNTS_DB)
    record(party_event(party), using=settings.MESSAGING_DB, source="messaging")

    run_events()

    assert copy_of(ADA, settings.MESSAGING_DB) == 4
    assert copy_of(ADA, settings.ACCOUNTS_DB) is None
    assert copy_of(party, settings.ACCOUNTS_DB) == 1
    assert copy_of(party, settings.MESSAGING_DB) is None


def test_as_a_block_it_drains_at_the_end():
    with run_events():
        record(user_event(version=4), using=settings.ACCOUNTS_DB)
        assert copy_of(ADA, settings.MESSAGING_DB) is None

    assert copy_of(ADA, settings.MESSAGING_DB) == 4


def test_a_service_hears_its_own_events_when_it_has_a_handler_for_them():
    heard = []
    handles(UserUpdated, app="accounts")(lambda event: heard.append(event.version))
    record(user_event(version=4), using=settings.ACCOUNTS_DB)

    run_events()

    assert heard == [4]
    assert copy_of(ADA, settings.MESSAGING_DB) == 4


def test_events_that_handlers_record_are_brought_too():
    party = str(new_id())

    @handles(UserUpdated, app="messaging")
    def open_a_party(event):
        record(party_event(party), using=settings.MESSAGING_DB, source="messaging")

    record(user_event(), using=settings.ACCOUNTS_DB)

    run_events()

    assert copy_of(party, settings.ACCOUNTS_DB) == 1


def test_a_dead_letter_fails_the_test(monkeypatch):
    monkeypatch.setattr("events.consumer.PAUSES", ())

    @handles(UserUpdated, app="messaging")
    def fail(event):
        raise ValueError("broken handler")

    record(user_event(), using=settings.ACCOUNTS_DB)

    with pytest.raises(EventsLeft, match="broken handler"):
        run_events()

    run_events()  # it was told once


def test_a_dead_letter_may_be_expected(monkeypatch):
    monkeypatch.setattr("events.consumer.PAUSES", ())

    @handles(UserUpdated, app="messaging")
    def fail(event):
        raise ValueError("broken handler")

    record(user_event(), using=settings.ACCOUNTS_DB)

    run_events(strict=False)

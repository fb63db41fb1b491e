"""It is true of settling a report that…"""

from collections.abc import Callable
from typing import Any

import pytest

from events.errors import Forbidden, NotFound, RateLimited
from events.ids import new_id
from messaging import queries, services
from messaging.models import Action, AuditEntry, Party, Report, Role, Topic, User
from messaging.services.reports import AboutYou, settle_report
from messaging.tests.forms import submit, text_of
from messaging.tests.people import member_of

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def report(ada: User, bo: User, party: Party, topic: Topic, post: Callable[..., Any]) -> Report:
    """Of a message of bo's, by mara."""
    message = post(bo, topic, "Buy my lenses").message
    services.report_message(member_of(party, "mara"), message_id=message.id, reason="adverts")
    return Report.objects.get()


def actions(party: Party) -> list[str]:
    return list(AuditEntry.objects.filter(party=party).order_by("id").values_list("action", flat=True))


def test_whoever_looks_after_the_party_settles_it_and_the_log_tells_it(ada, bo, party, report):
    mod = member_of(party, "mod", Role.MODERATOR)
    settle_report(mod, report_id=report.id)
    report.refresh_from_db()
    entry = AuditEntry.objects.get(party=party)

    assert report.settled_by == mod
    assert report.settled_at == entry.created_at
    assert (entry.action, entry.actor, entry.user) == (Action.REPORT_SETTLED, mod, bo)
    assert (entry.topic_id, entry.message_id) == (report.topic_id, report.message_id)


def test_twice_is_once_and_it_can_be_opened_again(ada, party, report):
    for settled in (True, True, False, False):
        settle_report(ada, report_id=report.id, settled=settled)
    report.refresh_from_db()

    assert (report.settled_at, report.settled_by) == (None, None)
    assert actions(party) == [Action.REPORT_SETTLED, Action.REPORT_REOPENED]


def test_nobody_settles_what_is_about_them(ada, bo, party, report):
    services.update_member(ada, party_id=party.id, user_id=bo.id, role=Role.MODERATOR)

    with pytest.raises(AboutYou):
        settle_report(bo, report_id=report.id)
    report.refresh_from_db()
    assert report.settled_at is None


def test_members_may_not_and_strangers_find_none(eve, party, report):
    for person, refusal in ((report.reporter, Forbidden), (eve, NotFound)):
        with pytest.raises(refusal):
            settle_report(person, report_id=report.id)
    report.refresh_from_db()
    assert report.settled_at is None


@pytest.mark.parametrize("key", ["", "nothing", "\x00", "0197a000-0000-7000-8000-000000000099"])
def test_what_is_no_report_is_not_found(ada, report, key):
    with pytest.raises(NotFound):
        settle_report(ada, report_id=key)


def test_one_of_a_private_topic_is_for_those_inside(ada, bo, party):
    other = member_of(party, "other")
    private, _ = services.create_topic(
        bo, party_id=party.id, client_id="p", name="Hidden", private=True, member_ids=[str(bo.id), str(other.id)]
    )
    said = services.post_message(bo, topic_id=private.id, client_id="m", text="psst").message
    services.report_message(other, message_id=said.id, reason="rude")

    with pytest.raises(NotFound):
        settle_report(ada, report_id=Report.objects.get().id)


def test_it_goes_from_the_open_ones_to_the_settled_ones(browser, ada, party, report):
    client, path = browser(ada), f"/p/{party.id}/reports"
    assert "Buy my lenses" in text_of(client.get(path))
    assert "Buy my lenses" not in text_of(client.get(f"{path}?settled=1"))

    assert submit(client, path, f"{path}/{report.id}/settle")["Location"] == path
    assert "Buy my lenses" not in text_of(client.get(path))
    settled = text_of(client.get(f"{path}?settled=1"))
    assert "Buy my lenses" in settled
    assert "settled by Ada" in settled

    submit(client, f"{path}?settled=1", f"{path}/{report.id}/settle", again="")
    assert "Buy my lenses" in text_of(client.get(path))


def test_the_page_offers_it_only_to_who_may(browser, ada, bo, party, report):
    services.update_member(ada, party_id=party.id, user_id=bo.id, role=Role.MODERATOR)
    path = f"/p/{party.id}/reports"

    assert "/settle" in browser(ada).get(path).content.decode()
    assert "/settle" not in browser(bo).get(path).content.decode()
    assert submit(browser(bo), path, f"{path}/{report.id}/settle").status_code == 403


def test_an_address_with_another_party_leads_nowhere(browser, ada, report):
    other = services.create_party(ada, client_id=str(new_id()), name="Elsewhere").party

    assert submit(browser(ada), "/parties/new", f"/p/{other.id}/reports/{report.id}/settle").status_code == 404


def test_lists_hold_all_or_those_of_one_kind(ada, party, report):
    membership = queries.party_for(ada, party.id)
    settle_report(ada, report_id=report.id)
    counts = {settled: len(queries.reports_of(ada, membership, settled=settled)[0]) for settled in (None, True, False)}

    assert counts == {None: 1, True: 1, False: 0}


def test_whoever_goes_to_and_fro_too_fast_is_stopped(ada, party, report, limit):
    limit("moderation", 2)
    for settled in (True, False):
        settle_report(ada, report_id=report.id, settled=settled)

    with pytest.raises(RateLimited):
        settle_report(ada, report_id=report.id)
    report.refresh_from_db()
    assert report.settled_at is None

"""It is true of reports on pages that…"""

import pytest

from messaging import services
from messaging.models import Message, Report, Role
from messaging.tests.forms import submit, text_of
from messaging.tests.people import member_of
from messaging.tests.queries_counted import at_most

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def message(bo, topic, post):
    return post(bo, topic, "Buy my **lenses**").message


@pytest.fixture
def reported(browser, party, message):
    reporter = member_of(party, "mara")
    submit(browser(reporter), f"/m/{message.id}/report", reason="adverts")
    return message


def is_deleted(message):
    return Message.objects.get(id=message.id).deleted_at is not None


def test_whoever_sees_a_message_reports_it_with_a_reason(browser, party, message):
    client = browser(member_of(party, "mara"))
    form = text_of(client.get(f"/m/{message.id}/report"))
    answer = submit(client, f"/m/{message.id}/report", reason="adverts")

    assert "Buy my lenses" in form
    assert "not told who" in form
    assert answer["Location"] == f"/m/{message.id}"
    assert Report.objects.get().reason == "adverts"


def test_a_second_report_changes_nothing(browser, party, message, reported):
    mara = Report.objects.get().reporter

    assert submit(browser(mara), f"/m/{message.id}/report", reason="again").status_code == 302
    assert Report.objects.get().reason == "adverts"


def test_ones_own_and_what_is_gone_is_not_reported(browser, ada, bo, message):
    assert browser(bo).get(f"/m/{message.id}/report").status_code == 409
    assert submit(browser(bo), "/parties/new", f"/m/{message.id}/report").status_code == 409
    services.delete_message(bo, message_id=message.id)
    assert browser(ada).get(f"/m/{message.id}/report").status_code == 409
    assert not Report.objects.exists()


@pytest.mark.parametrize("what", ["report", "delete"])
def test_strangers_find_no_message(browser, eve, message, what):
    assert browser(eve).get(f"/m/{message.id}/{what}").status_code == 404
    assert submit(browser(eve), "/parties/new", f"/m/{message.id}/{what}").status_code == 404


def test_a_reason_that_can_not_be_is_said(browser, ada, message):
    page = submit(browser(ada), f"/m/{message.id}/report", reason="x" * 501)

    assert page.status_code == 400
    assert "At most 500" in text_of(page)


def test_moderators_see_who_reported_what_and_why(browser, party, reported):
    page = browser(member_of(party, "mod", Role.MODERATOR)).get(f"/p/{party.id}/reports")
    html = page.content.decode()

    assert "Mara : adverts" in text_of(page)
    assert "<strong>lenses</strong>" in html
    for path in ("kick", "ban", "timeout"):
        assert f"/people/{reported.author.id}/{path}" in html
    assert f'href="/m/{reported.id}"' in html
    assert f'href="/m/{reported.id}/delete"' in html


def test_members_and_strangers_see_no_reports(browser, bo, eve, party, reported):
    assert browser(bo).get(f"/p/{party.id}/reports").status_code == 403
    assert browser(eve).get(f"/p/{party.id}/reports").status_code == 404


def test_about_somebody_who_is_not_below_there_is_nothing_to_do(browser, ada, party, topic, post):
    message = post(ada, topic, "I may").message
    services.report_message(member_of(party, "mara"), message_id=message.id, reason="")
    html = browser(member_of(party, "mod", Role.MODERATOR)).get(f"/p/{party.id}/reports").content.decode()

    assert "gave no reason" in html
    for path in ("/kick", "/ban", "/timeout", f"/m/{message.id}/delete"):
        assert f"{path}" not in html.replace("/bans", "")


def test_a_report_keeps_what_was_said_after_it_is_deleted(browser, ada, bo, party, reported):
    services.delete_message(bo, message_id=reported.id)
    page = browser(ada).get(f"/p/{party.id}/reports")

    assert "lenses" in text_of(page)
    assert f"/m/{reported.id}/delete" not in page.content.decode()


def test_reports_of_private_topics_are_for_those_inside(browser, ada, bo, party, post):
    private, _ = services.create_topic(
        bo, party_id=party.id, client_id="p", name="Hidden", private=True, member_ids=[str(bo.id)]
    )
    other = member_of(party, "other")
    services.add_topic_member(bo, topic_id=private.id, user_id=other.id)
    said = services.post_message(bo, topic_id=private.id, client_id="m", text="psst").message
    services.report_message(other, message_id=said.id, reason="rude")

    assert "psst" not in text_of(browser(ada).get(f"/p/{party.id}/reports"))


def test_the_list_needs_few_queries(browser, ada, bo, party, topic, post):
    mara = member_of(party, "mara")
    for n in range(10):
        services.report_message(mara, message_id=post(bo, topic, f"word {n}").message.id)
    client = browser(ada)
    client.get(f"/p/{party.id}/reports")

    with at_most(6):
        client.get(f"/p/{party.id}/reports")


def test_a_moderator_deletes_with_a_reason_and_a_member_only_their_own(browser, ada, bo, party, message):
    member = browser(member_of(party, "mara"))
    assert member.get(f"/m/{message.id}/delete").status_code == 403
    assert submit(member, "/parties/new", f"/m/{message.id}/delete").status_code == 403
    assert not is_deleted(message)

    assert "undone there for a day" in text_of(browser(ada).get(f"/m/{message.id}/delete"))
    submit(browser(ada), f"/m/{message.id}/delete", reason="adverts")
    assert is_deleted(message)


def test_ones_own_message_goes_for_good(browser, bo, message):
    page = browser(bo).get(f"/m/{message.id}/delete")

    assert "for good" in text_of(page)
    assert "Reason" not in text_of(page)
    submit(browser(bo), f"/m/{message.id}/delete")
    assert is_deleted(message)

"""It is true of removing a member by a form that…"""

import json

import pytest

from messaging.models import AuditEntry, Role
from messaging.tests.forms import in_dialog, submit, submit_dialog, text_of
from messaging.tests.people import member_of, role_of

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def path(party, bo):
    return f"/p/{party.id}/people/{bo.id}/kick"


def test_it_says_whom_and_what_before_it_does_it(browser, ada, bo, party, path):
    page = browser(ada).get(path)

    assert "Remove Bo?" in text_of(page)
    assert "Bo is out of The Harbour at once" in text_of(page)
    assert role_of(party, bo) == Role.MEMBER


def test_the_reason_goes_to_the_log_and_the_member_goes(browser, ada, bo, party, path):
    client = browser(ada)
    answer = submit(client, path, reason="adverts", delete_hours="24")

    assert answer["Location"] == f"/p/{party.id}/members"
    assert "Bo was removed." in text_of(client.get(answer["Location"]))
    assert role_of(party, bo) is None
    assert {entry.reason for entry in AuditEntry.objects.filter(user=bo)} == {"adverts"}
    assert {entry.action for entry in AuditEntry.objects.filter(user=bo)} == {"member_kicked", "messages_deleted"}


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMIN])
def test_who_looks_after_the_party_may(browser, bo, party, path, role):
    assert submit(browser(member_of(party, "mod", role)), path).status_code == 302
    assert role_of(party, bo) is None


def test_members_may_not_and_strangers_see_nothing(browser, bo, eve, party, path):
    member = browser(member_of(party, "member"))

    assert member.get(path).status_code == 403
    assert submit(member, "/parties/new", path).status_code == 403
    assert submit(browser(eve), "/parties/new", path).status_code == 404
    assert role_of(party, bo) == Role.MEMBER


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMIN, Role.OWNER])
def test_nobody_who_is_not_strictly_below_is_in_reach(browser, party, role):
    moderator, other = member_of(party, "mod", Role.MODERATOR), member_of(party, "other", role)
    path = f"/p/{party.id}/people/{other.id}/kick"
    page = browser(moderator).get(path)

    assert page.status_code == 403
    assert "below yours" in text_of(page)
    assert submit(browser(moderator), "/parties/new", path).status_code == 403
    assert role_of(party, other) == role


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": "x" * 501}, "At most 500"),
        ({"reason": "a\x07b"}, "control characters"),
        ({"delete_hours": "5"}, "Select a valid choice"),
        ({"delete_hours": "all"}, "Select a valid choice"),
    ],
)
def test_what_can_not_be_is_said_at_the_field(browser, ada, bo, party, path, fields, sentence):
    page = submit(browser(ada), path, **fields)

    assert page.status_code == 400
    assert sentence in text_of(page)
    assert 'aria-invalid="true"' in page.content.decode()
    assert role_of(party, bo) == Role.MEMBER


def test_sent_twice_it_is_done_once(browser, ada, bo, party, path):
    client = browser(ada)
    submit(client, path)
    again = submit(client, "/parties/new", path)

    assert again.status_code == 302
    assert "no member any more" in text_of(client.get(again["Location"]))
    assert AuditEntry.objects.filter(user=bo).count() == 1


def test_a_dialog_gets_the_form_alone(browser, ada, party, path):
    form = browser(ada).get(path, headers=in_dialog(f"/p/{party.id}")).content.decode()

    assert "<html" not in form
    assert '<h2 id="dialog-title">' in form
    assert f'action="{path}"' in form


def test_a_dialog_gets_what_was_wrong(browser, ada, party, path):
    answer = submit_dialog(browser(ada), path, f"/p/{party.id}/members", reason="x" * 501)

    assert answer.status_code == 400
    assert "<html" not in answer.content.decode()
    assert "At most 500" in text_of(answer)


def test_over_a_conversation_the_dialog_closes_and_says_it(browser, ada, bo, party, topic, path):
    answer = submit_dialog(browser(ada), path, f"/p/{party.id}/t/{topic.id}")

    assert answer.status_code == 204
    assert json.loads(answer["HX-Trigger"]) == {"dialog:done": {"said": "Bo was removed."}}
    assert role_of(party, bo) is None


def test_over_a_list_the_list_is_loaded_anew(browser, ada, party, path):
    answer = submit_dialog(browser(ada), path, f"/p/{party.id}/members?q=o")

    assert answer["HX-Refresh"] == "true"


def test_over_the_page_of_who_is_gone_it_leads_to_the_list(browser, ada, bo, party, path):
    answer = submit_dialog(browser(ada), path, f"/p/{party.id}/people/{bo.id}")

    assert answer["HX-Redirect"] == f"/p/{party.id}/members"


def test_a_dialog_that_may_not_be_says_so_inside(browser, bo, ada, party):
    answer = browser(bo).get(f"/p/{party.id}/people/{ada.id}/kick", headers=in_dialog(f"/p/{party.id}"))

    assert answer.status_code == 403
    assert "<html" not in answer.content.decode()
    assert '<h2 id="dialog-title">' in answer.content.decode()

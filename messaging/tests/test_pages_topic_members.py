"""It is true of the page of who is in a private topic that…"""

import pytest
from django.conf import settings

from messaging.models import Role, TopicMember
from messaging.tests.forms import submit, submit_dialog, text_of
from messaging.tests.people import member_of
from messaging.tests.queries_counted import at_most
from messaging.tests.topics import open_topic

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def secret(ada, bo, party):
    return open_topic(bo, party, "secret", bo)


@pytest.fixture
def path(party, secret):
    return f"/p/{party.id}/t/{secret.id}"


@pytest.fixture
def cleo(party):
    return member_of(party, "cleo")


def inside(topic) -> set[str]:
    rows = TopicMember.objects.using(settings.MESSAGING_DB).filter(topic=topic)
    return set(rows.values_list("user__username", flat=True))


@pytest.mark.parametrize("spelt", ["cleo", "@cleo", " @Cleo "])
def test_who_looks_after_it_lets_somebody_in_by_their_username(browser, bo, cleo, secret, path, spelt):
    client = browser(bo)
    done = submit(client, f"{path}/members", username=spelt)

    assert done["Location"] == f"{path}/members"
    assert "Cleo is in." in text_of(client.get(f"{path}/members"))
    assert inside(secret) == {"bo", "cleo"}
    assert browser(cleo).get(path).status_code == 200


@pytest.mark.parametrize("username", ["", "nobody", "eve", "@", "x" * 300, "a\x00b"])
def test_a_name_that_nobody_here_has_is_said_at_the_field(browser, bo, eve, secret, path, username):
    page = submit(browser(bo), f"{path}/members", username=username)

    assert page.status_code == 400
    assert 'role="alert"' in page.content.decode()
    assert inside(secret) == {"bo"}


def test_somebody_is_taken_out_again(browser, bo, cleo, secret, path):
    client = browser(bo)
    submit(client, f"{path}/members", username="cleo")
    done = submit(client, f"{path}/members", f"{path}/members/{cleo.id}/remove")

    assert done["Location"] == f"{path}/members"
    assert inside(secret) == {"bo"}
    assert browser(cleo).get(path).status_code == 404


def test_whoever_is_only_inside_sees_who_is_and_changes_nothing(browser, bo, cleo, party, path, secret):
    member_of(party, "dora")
    submit(browser(bo), f"{path}/members", username="cleo")
    client = browser(cleo)
    page = client.get(f"{path}/members")

    assert "@bo" in text_of(page)
    assert 'name="username"' not in page.content.decode()
    assert submit(client, f"{path}/members", username="dora").status_code == 403
    assert submit(client, f"{path}/members", f"{path}/members/{bo.id}/remove").status_code == 403
    assert inside(secret) == {"bo", "cleo"}


def test_one_leaves_and_sees_it_no_more(browser, bo, cleo, party, secret, path):
    submit(browser(bo), f"{path}/members", username="cleo")
    client = browser(cleo)
    done = submit(client, f"{path}/leave")

    assert done["Location"] == f"/p/{party.id}"
    assert inside(secret) == {"bo"}
    assert client.get(path).status_code == 404


def test_a_dialog_over_the_topic_leads_away_from_it(browser, bo, party, path):
    done = submit_dialog(browser(bo), f"{path}/leave", path)

    assert done["HX-Redirect"] == f"/p/{party.id}"


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN, Role.MODERATOR, Role.MEMBER, None])
def test_outside_it_does_not_exist(browser, ada, eve, party, secret, path, role):
    who = ada if role == Role.OWNER else eve if role is None else member_of(party, "other", role)

    for what in ("", "/members", "/leave", "/edit"):
        assert browser(who).get(f"{path}{what}").status_code == 404
    assert submit(browser(who), "/parties/new", f"{path}/members", username="ada").status_code == 404
    assert inside(secret) == {"bo"}


def test_a_topic_that_all_see_has_no_such_page(browser, ada, party, topic):
    page = browser(ada).get(f"/p/{party.id}/t/{topic.id}/members")

    assert page.status_code == 409
    assert "All members of the party are in this topic" in text_of(page)


def test_the_list_takes_a_bounded_number_of_statements(browser, bo, party, path):
    for number in range(10):
        member_of(party, f"one{number}")
    client = browser(bo)
    client.get(f"{path}/members")

    with at_most(8):
        client.get(f"{path}/members")

"""It is true of roles on the page of a topic that…"""

import re

import pytest

from messaging import frames, queries, services
from messaging.models import Role
from messaging.queries import members
from messaging.tests.people import member_of
from messaging.tests.queries_counted import at_most
from messaging.tests.test_pages_writing import ALONE

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def path(party, topic):
    return f"/p/{party.id}/t/{topic.id}"


def head_of(html: str, message) -> str:
    found = re.search(rf'<article[^>]*data-id="{message.id}".*?(<header.*?</header>)', html, re.S)
    assert found
    return found[1]


def test_the_word_stands_beside_the_name_of_whoever_has_a_role_and_no_other(browser, ada, bo, party, topic, post, path):
    of_ada, of_bo = post(ada, topic, "mine").message, post(bo, topic, "and mine").message
    html = browser(bo).get(path).content.decode()

    assert '<span class="tag">owner</span>' in head_of(html, of_ada)
    assert "tag" not in head_of(html, of_bo)
    services.update_member(ada, party_id=party.id, user_id=bo.id, role=Role.MODERATOR)
    assert '<span class="tag">moderator</span>' in head_of(browser(bo).get(path).content.decode(), of_bo)


def test_a_page_of_earlier_messages_has_them_too(browser, ada, bo, topic, post, path):
    message = post(ada, topic, "mine").message
    html = browser(bo).get(f"{path}?before={message.n + 1}", headers={"HX-Request": "true"}).content.decode()

    assert '<span class="tag">owner</span>' in head_of(html, message)


def test_a_frame_has_none_and_asks_nothing(ada, topic, post):
    shape = post(ada, topic, "mine").message

    with at_most(0):
        html = frames.fragment(shape, "en")
    assert "tag" not in head_of(html, shape)


def test_the_page_says_who_looks_after_the_party_and_what_its_reader_may(browser, ada, bo, party, path):
    html = browser(bo).get(path).content.decode()

    assert f'data-roles="{{&quot;{ada.id}&quot;: &quot;owner&quot;}}"' in html
    assert 'data-role="member"' in html


def test_the_place_to_write_brings_them_up_to_date(browser, ada, bo, party, topic, path):
    client = browser(bo)
    before = client.get(path, headers=ALONE).content.decode()
    services.update_member(ada, party_id=party.id, user_id=bo.id, role=Role.MODERATOR)
    after = client.get(path, headers=ALONE).content.decode()

    assert re.search(r'<template id="standing" data-role="member"', before)
    assert re.search(
        rf'<template id="standing" data-role="moderator" data-roles="[^"]*{bo.id}[^"]*" data-looks-after>', after
    )
    services.archive_topic(ada, topic_id=topic.id)
    assert " data-archived>" in client.get(path, headers=ALONE).content.decode()


def test_of_very_many_the_highest_are_named(ada, party, monkeypatch):
    monkeypatch.setattr(members, "MOST_STAFF", 2)
    for number in range(3):
        member_of(party, f"mod{number}", Role.MODERATOR)
    admin = member_of(party, "admin", Role.ADMIN)

    found = queries.staff_of(queries.party_for(ada, party.id))
    assert found == {str(ada.id): "owner", str(admin.id): "admin"}


def test_roles_of_other_parties_are_not_among_them(ada, bo, party):
    services.create_party(bo, client_id="other", name="Elsewhere")

    assert queries.staff_of(queries.party_for(bo, party.id)) == {str(ada.id): "owner"}

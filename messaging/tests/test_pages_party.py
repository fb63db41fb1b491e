"""It is true of a party's pages that…"""

import pytest
from django.conf import settings

from messaging.models import Party, Topic
from messaging.tests.forms import submit, text_of

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


def test_making_a_party_lands_in_general_with_the_invite_link_on_screen(browser, ada):
    client = browser(ada)
    made = submit(client, "/parties/new", name="Paper Boats")
    page = client.get(made["Location"])
    party = Party.objects.using(settings.MESSAGING_DB).get()

    assert made.status_code == 302
    assert "Nobody here yet but you" in text_of(page)
    assert (
        f'value="{settings.PUBLIC_URL}/i/{party.invites.using(settings.MESSAGING_DB).get().code}"'
        in page.content.decode()
    )
    assert '<h1 class="one-line">general</h1>' in page.content.decode()


def test_a_form_sent_twice_makes_one_party(browser, ada):
    client = browser(ada)
    first = submit(client, "/parties/new", name="Paper Boats", client_id="same")
    second = submit(client, "/parties/new", name="Paper Boats", client_id="same")

    assert first["Location"] == second["Location"]
    assert Party.objects.using(settings.MESSAGING_DB).count() == 1


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Give it a name"),
        (" \u200b ", "Give it a name"),
        ("x" * 65, "At most 64"),
        ("a\x07b", "control characters"),
    ],
)
def test_a_name_that_can_not_be_is_said_at_the_field_and_kept(browser, ada, name, sentence):
    page = submit(browser(ada), "/parties/new", name=name)

    assert page.status_code == 400
    assert sentence in text_of(page)
    assert 'aria-invalid="true"' in page.content.decode()
    assert not Party.objects.using(settings.MESSAGING_DB).exists()


def test_nul_is_refused_like_other_controls(browser, ada):
    assert submit(browser(ada), "/parties/new", name="a\x00b").status_code == 400


def test_a_partys_page_lists_its_topics_to_members_only(browser, bo, eve, party):
    assert "general" in text_of(browser(bo).get(f"/p/{party.id}"))
    assert browser(eve).get(f"/p/{party.id}").status_code == 404


@pytest.mark.parametrize("party_id", ["nothing", "00000000-0000-0000-0000-000000000000", "%00", "x" * 300])
def test_absent_and_malformed_look_like_not_mine(browser, ada, party_id):
    page = browser(ada).get(f"/p/{party_id}")

    assert page.status_code == 404
    assert "This page has sailed" in text_of(page)


def test_htmx_gets_the_topic_list_alone(browser, ada, party, topic):
    page = browser(ada).get(f"/p/{party.id}?open={topic.id}", headers={"HX-Request": "true", "HX-Target": "topics"})

    assert "<html" not in page.content.decode()
    assert 'aria-current="page"' in page.content.decode()
    assert {"HX-Request", "HX-Target"} <= set(page["Vary"].split(", "))


def test_making_a_topic_leads_into_it(browser, bo, party):
    client = browser(bo)
    made = submit(client, f"/p/{party.id}/topics/new", name="Glue", description="All of it")
    page = client.get(made["Location"])

    assert made.status_code == 302
    assert "Glue" in text_of(page)
    assert "All of it" in text_of(page)


def test_a_stranger_makes_no_topic(browser, eve, party):
    assert submit(browser(eve), "/parties/new", f"/p/{party.id}/topics/new", name="Glue").status_code == 404
    assert Topic.objects.using(settings.MESSAGING_DB).filter(party=party).count() == 1


def test_a_members_page_is_for_members(browser, ada, bo, eve, party):
    page = browser(ada).get(f"/p/{party.id}/people/{bo.id}")

    assert page.status_code == 200
    assert "@bo" in text_of(page)
    assert browser(ada).get(f"/p/{party.id}/people/{eve.id}").status_code == 404
    assert browser(eve).get(f"/p/{party.id}/people/{bo.id}").status_code == 404


def test_signed_out_people_sign_in_first_and_come_back(browser, party):
    answer = browser().get(f"/p/{party.id}?a=1&b=2")

    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next=/p/{party.id}%3Fa%3D1%26b%3D2"

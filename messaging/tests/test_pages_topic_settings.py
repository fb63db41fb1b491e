"""It is true of making and changing topics by forms that…"""

import json

import pytest
from django.conf import settings

from messaging.models import Role, Topic, TopicMember
from messaging.services import archive_topic, create_party, update_topic
from messaging.tests.forms import fields_of, in_dialog, submit, submit_dialog, text_of
from messaging.tests.people import member_of
from messaging.tests.topics import as_it_is, names, open_topic
from messaging.topic_forms import wait_name

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def path(party, topic):
    return f"/p/{party.id}/t/{topic.id}"


@pytest.fixture
def cleo(party):
    return member_of(party, "cleo")


def made(name: str) -> Topic:
    return Topic.objects.using(settings.MESSAGING_DB).get(name=name)


def test_a_private_topic_begins_with_whom_its_maker_chose(browser, ada, bo, cleo, party):
    client = browser(ada)
    answer = submit(client, f"/p/{party.id}/topics/new", name="Surprise", private="on", member_ids=[str(bo.id)])

    inside = TopicMember.objects.using(settings.MESSAGING_DB).filter(topic=made("Surprise"))
    assert answer["Location"] == f"/p/{party.id}/t/{made('Surprise').id}"
    assert set(inside.values_list("user_id", flat=True)) == {ada.id, bo.id}
    assert "Surprise" in text_of(browser(bo).get(f"/p/{party.id}"))
    assert "Surprise" not in browser(cleo).get(f"/p/{party.id}").content.decode()


def test_people_for_a_topic_that_is_not_private_are_said_at_the_field(browser, ada, bo, party):
    page = submit(browser(ada), f"/p/{party.id}/topics/new", name="Open", member_ids=[str(bo.id)])

    assert page.status_code == 400
    assert "Only a private topic has members of its own" in text_of(page)


def test_somebody_who_is_no_member_can_not_be_chosen(browser, ada, eve, party):
    page = submit(browser(ada), f"/p/{party.id}/topics/new", name="Mixed", private="on", member_ids=[str(eve.id)])

    assert page.status_code == 400
    assert not Topic.objects.using(settings.MESSAGING_DB).filter(name="Mixed").exists()


def test_announcements_are_for_moderators_to_open(browser, ada, bo, party):
    path = f"/p/{party.id}/topics/new"

    assert 'name="announcement"' not in browser(bo).get(path).content.decode()
    submit(browser(bo), path, name="Loud", announcement="on")
    assert not made("Loud").announcement
    submit(browser(ada), path, name="News", announcement="on")
    assert made("News").announcement


def test_a_moderator_changes_everything(browser, ada, topic, path):
    done = submit(
        browser(ada), f"{path}/edit", name="Harbour", description="Boats", announcement="on", slow_mode_s="30"
    )

    changed = as_it_is(topic)
    assert done["Location"] == path
    assert (changed.name, changed.description, changed.announcement, changed.slow_mode_s) == (
        "Harbour",
        "Boats",
        True,
        30,
    )


def test_its_maker_changes_name_and_description_only(browser, bo, party):
    topic = open_topic(bo, party, "glue")
    path = f"/p/{party.id}/t/{topic.id}/edit"
    html = browser(bo).get(path).content.decode()

    submit(browser(bo), path, name="Glue", description="", announcement="on", slow_mode_s="30")

    assert 'name="slow_mode_s"' not in html
    assert (as_it_is(topic).name, as_it_is(topic).announcement, as_it_is(topic).slow_mode_s) == ("Glue", False, 0)


@pytest.mark.parametrize("what", ["edit", "archive", "restore", "delete"])
def test_others_may_not_and_strangers_see_nothing(browser, cleo, eve, topic, path, what):
    assert browser(cleo).get(f"{path}/{what}").status_code == 403
    assert submit(browser(cleo), "/parties/new", f"{path}/{what}", name="x", confirm="general").status_code == 403
    assert browser(eve).get(f"{path}/{what}").status_code == 404
    assert submit(browser(eve), "/parties/new", f"{path}/{what}").status_code == 404
    assert as_it_is(topic).name == "general"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "", "slow_mode_s": "0"}, "Give it a name"),
        ({"name": "x" * 65, "slow_mode_s": "0"}, "At most 64"),
        ({"name": "a\x07b", "slow_mode_s": "0"}, "control characters"),
        ({"name": "ok", "slow_mode_s": "7"}, "Select a valid choice"),
        ({"name": "ok", "slow_mode_s": "x"}, "Select a valid choice"),
        ({"name": "ok", "slow_mode_s": "0", "description": "x" * 501}, "At most"),
    ],
)
def test_what_can_not_be_is_said_at_the_field(browser, ada, topic, path, fields, sentence):
    page = submit(browser(ada), f"{path}/edit", **fields)

    assert page.status_code == 400
    assert sentence in text_of(page)
    assert as_it_is(topic).name == "general"


def test_a_wait_that_an_app_has_set_can_be_kept(browser, ada, topic, path):
    Topic.objects.using(settings.MESSAGING_DB).filter(id=topic.id).update(slow_mode_s=7)

    assert "7 seconds" in text_of(browser(ada).get(f"{path}/edit"))
    assert submit(browser(ada), f"{path}/edit", name="general", slow_mode_s="7").status_code == 302


def form_of(client, path):
    """The fields of the form, and how to send them."""
    fields = fields_of(client.get(f"{path}/edit", headers=in_dialog(path)))
    return fields, lambda **changed: submit_dialog(client, f"{path}/edit", path, **fields | changed)


def test_what_another_has_changed_meanwhile_stays(browser, ada, party, topic, path):
    mo = member_of(party, "mo", Role.MODERATOR)
    fields, send = form_of(browser(ada), path)
    update_topic(mo, topic_id=topic.id, changes={"slow_mode_s": 60, "announcement": True, "name": "quay"})

    assert send(description="Boats").status_code == 204

    changed = as_it_is(topic)
    assert (changed.name, changed.announcement, changed.slow_mode_s, changed.description) == ("quay", True, 60, "Boats")
    assert fields["initial-slow_mode_s"] == "0"
    assert fields["name"] == fields["initial-name"] == "general"


def test_what_was_changed_in_the_form_counts_whatever_another_has_made_of_it(browser, ada, party, topic, path):
    mo = member_of(party, "mo", Role.MODERATOR)
    _fields, send = form_of(browser(ada), path)
    update_topic(mo, topic_id=topic.id, changes={"slow_mode_s": 60, "name": "quay"})

    assert send(name="harbour", slow_mode_s="5", announcement="on").status_code == 204

    changed = as_it_is(topic)
    assert (changed.name, changed.announcement, changed.slow_mode_s) == ("harbour", True, 5)


def test_a_wait_that_is_offered_no_more_does_not_stand_in_the_way(browser, ada, party, topic, path):
    update_topic(ada, topic_id=topic.id, changes={"slow_mode_s": 7})
    _fields, send = form_of(browser(ada), path)
    update_topic(ada, topic_id=topic.id, changes={"slow_mode_s": 0})

    assert send(description="Boats").status_code == 204

    assert (as_it_is(topic).slow_mode_s, as_it_is(topic).description) == (0, "Boats")


def test_a_form_that_was_refused_remembers_what_it_was_drawn_with(browser, ada, topic, path):
    client = browser(ada)
    _fields, send = form_of(client, path)
    update_topic(ada, topic_id=topic.id, changes={"slow_mode_s": 60})
    again = fields_of(send(name="", description="Boats"))

    assert submit_dialog(client, f"{path}/edit", path, **again | {"name": "quay"}).status_code == 204

    assert (as_it_is(topic).name, as_it_is(topic).description, as_it_is(topic).slow_mode_s) == ("quay", "Boats", 60)


@pytest.mark.parametrize("refused_first", [False, True])
def test_of_who_does_not_say_what_the_form_was_drawn_with_everything_counts(browser, ada, topic, path, refused_first):
    client, sent = browser(ada), {"name": "quay", "description": "Boats", "slow_mode_s": "60"}
    if refused_first:
        refused = submit_dialog(client, f"{path}/edit", path, **sent | {"name": ""})
        sent = fields_of(refused) | {"name": "quay"}

    assert submit_dialog(client, f"{path}/edit", path, **sent).status_code == 204

    assert (as_it_is(topic).name, as_it_is(topic).description, as_it_is(topic).slow_mode_s) == ("quay", "Boats", 60)


@pytest.mark.parametrize("drawn", ["", "x", "٣", "9" * 6, "99999"])
def test_what_the_form_is_said_to_have_been_drawn_with_opens_nothing(browser, ada, topic, path, drawn):
    _fields, send = form_of(browser(ada), path)

    answer = send(**{"initial-slow_mode_s": drawn, "slow_mode_s": "99999", "initial-name": drawn})

    assert answer.status_code == (204 if drawn == "99999" else 400)
    assert (as_it_is(topic).slow_mode_s, as_it_is(topic).name) == (0, "general")


def test_waits_are_said_in_their_largest_unit():
    assert [wait_name(seconds) for seconds in (0, 1, 30, 60, 300, 3600, 21600)] == [
        "off",
        "1 second",
        "30 seconds",
        "1 minute",
        "5 minutes",
        "1 hour",
        "6 hours",
    ]


def test_an_archived_topic_is_out_of_the_list_and_comes_back(browser, ada, bo, party, topic, path):
    other = open_topic(ada, party, "harbour")
    place = f"/p/{party.id}/t/{other.id}"

    assert submit(browser(ada), f"{place}/archive")["Location"] == place
    assert names(bo, party) == ["general"]
    page = browser(bo).get(f"/p/{party.id}/topics").content.decode()
    assert page.index('id="archived"') < page.rindex("harbour")
    assert submit(browser(ada), f"{place}/restore")["Location"] == place
    assert names(bo, party) == ["general", "harbour"]


def test_what_is_archived_is_not_changed(browser, ada, party):
    topic = open_topic(ada, party, "harbour")
    archive_topic(ada, topic_id=topic.id)
    page = submit(browser(ada), f"/p/{party.id}/t/{topic.id}/edit", name="Quay", slow_mode_s="0")

    assert page.status_code == 403
    assert "archived" in text_of(page)


def test_deleting_takes_its_name(browser, ada, party):
    topic = open_topic(ada, party, "harbour")
    path = f"/p/{party.id}/t/{topic.id}/delete"
    wrong = submit(browser(ada), path, confirm="Harbour")
    right = submit(browser(ada), path, confirm="harbour")

    assert wrong.status_code == 400
    assert "Type the name of the topic as it is" in text_of(wrong)
    assert right["Location"] == f"/p/{party.id}"
    assert browser(ada).get(f"/p/{party.id}/t/{topic.id}").status_code == 404


def test_the_only_topic_that_everybody_sees_stays(browser, ada, topic, path):
    page = submit(browser(ada), f"{path}/delete", confirm="general")

    assert page.status_code == 409
    assert "Open another one first" in text_of(page)


def test_admins_delete_and_moderators_do_not(browser, party, topic, path):
    mo, ann = member_of(party, "mo", Role.MODERATOR), member_of(party, "ann", Role.ADMIN)

    assert browser(mo).get(f"{path}/delete").status_code == 403
    assert f"{path}/delete" not in browser(mo).get(path).content.decode()
    assert browser(ann).get(f"{path}/delete").status_code == 200
    assert f"{path}/delete" in browser(ann).get(path).content.decode()


def test_a_dialog_gets_the_form_alone_and_says_that_it_is_done(browser, ada, path):
    client = browser(ada)
    html = client.get(f"{path}/edit", headers=in_dialog(path)).content.decode()
    done = submit_dialog(client, f"{path}/edit", path, name="Harbour", slow_mode_s="0")

    assert html.strip().startswith("<form")
    assert done.status_code == 204
    assert json.loads(done["HX-Trigger"]) == {"dialog:done": {"said": "Saved."}}


def test_the_menu_has_what_one_may(browser, ada, cleo, path):
    mine, theirs = (browser(who).get(path).content.decode() for who in (ada, cleo))

    for what in ("edit", "archive", "delete"):
        assert f'href="{path}/{what}"' in mine
        assert f'href="{path}/{what}"' not in theirs
    assert f'href="{path}/leave"' not in mine


def test_an_address_that_pairs_a_topic_with_another_party_is_not_found(browser, ada, topic):
    other = create_party(ada, client_id="other", name="Elsewhere").party

    for what in ("edit", "archive", "delete", "move", "members", "leave"):
        assert submit(browser(ada), "/parties/new", f"/p/{other.id}/t/{topic.id}/{what}").status_code == 404


def test_the_head_of_an_open_topic_is_fetched_again_by_itself(browser, ada, bo, party, path):
    submit(browser(ada), f"{path}/edit", name="Harbour", slow_mode_s="0")
    of_ada, of_bo = (
        browser(who).get(path, headers={"HX-Request": "true", "HX-Target": "topic-title"}).content.decode()
        for who in (ada, bo)
    )

    assert ">Harbour</h1>" in of_bo
    assert f"<title>Harbour, {party.name} · Chatterbox</title>" in of_bo
    assert "<html" not in of_bo
    assert f"{path}/archive" in of_ada
    assert f"{path}/archive" not in of_bo

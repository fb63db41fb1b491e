"""It is true of choosing what to hear of that…"""

import json
import uuid

import pytest

from messaging import queries, services
from messaging.models import ReadMarker
from messaging.tests.forms import in_dialog, submit, submit_dialog, text_of
from messaging.tests.queries_counted import at_most

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def path(party, topic):
    return f"/p/{party.id}/t/{topic.id}/level"


def level_of(person, topic) -> str:
    marker = ReadMarker.objects.filter(user=person, topic=topic).first()
    return marker.level if marker else "all"


def unread(person, party) -> int:
    return sum(topic.unread for topic in queries.topics_of(person, queries.party_for(person, party.id)))


def test_the_page_shows_what_is_chosen(browser, bo, topic, path):
    services.set_level(bo, topic_id=topic.id, level="mentions")
    page = browser(bo).get(path)

    assert "What do you want to hear of general?" in text_of(page)
    chosen = [line for line in page.content.decode().split("<input") if "checked" in line]
    assert ['value="mentions"' in line for line in chosen] == [True]


@pytest.mark.parametrize("level", ["mentions", "none", "all"])
def test_a_plain_form_changes_it_and_leads_back(browser, ada, bo, topic, path, level):
    services.set_level(bo, topic_id=topic.id, level="all" if level != "all" else "none")
    answer = submit(browser(bo), path, level=level)

    assert answer["Location"] == path.removesuffix("/level")
    assert level_of(bo, topic) == level
    assert level_of(ada, topic) == "all"


def test_the_dialog_gets_the_form_alone_and_says_that_it_is_done(browser, bo, topic, path):
    client = browser(bo)
    under = path.removesuffix("/level")
    page = client.get(path, headers=in_dialog(under))
    answer = submit_dialog(client, path, under, level="none")

    assert "<html" not in page.content.decode()
    assert answer.status_code == 204
    assert "dialog:done" in json.loads(answer["HX-Trigger"])
    assert level_of(bo, topic) == "none"


@pytest.mark.parametrize("fields", [{}, {"level": "loud"}, {"level": "\x00"}, {"level": "ALL"}])
def test_no_level_is_refused_and_changes_nothing(browser, bo, topic, path, fields):
    assert submit(browser(bo), path, **fields).status_code == 400
    assert level_of(bo, topic) == "all"


def test_strangers_find_no_such_topic(browser, ada, eve, party, topic, path):
    other = services.create_party(ada, client_id="other", name="Elsewhere")

    assert browser(eve).get(path).status_code == 404
    assert browser(ada).get(f"/p/{other.party.id}/t/{topic.id}/level").status_code == 404
    assert browser(ada).get(f"/p/{party.id}/t/nothing/level").status_code == 404


def test_the_bell_says_what_is_chosen(browser, bo, topic, path):
    services.set_level(bo, topic_id=topic.id, level="none")
    html = browser(bo).get(path.removesuffix("/level")).content.decode()
    bell = html[html.index('id="bell"') : html.index("</a>", html.index('id="bell"'))]

    assert 'data-level="none"' in bell
    assert f'href="{path}"' in bell


def test_the_page_of_notifications_names_quieter_topics_and_nobody_elses(browser, ada, bo, party, topic, path):
    services.set_level(bo, topic_id=topic.id, level="mentions")
    mine, others = browser(bo).get("/notifications"), browser(ada).get("/notifications")

    assert "mentions only" in text_of(mine)
    assert f'href="{path}"' in mine.content.decode()
    assert "You hear of everything" in text_of(others)
    assert f'href="{path}"' not in others.content.decode()


def test_a_topic_of_a_party_that_was_left_is_not_named(browser, bo, party, topic):
    services.set_level(bo, topic_id=topic.id, level="none")
    services.leave_party(bo, party_id=party.id)

    assert "You hear of everything" in text_of(browser(bo).get("/notifications"))


def test_who_is_not_signed_in_is_asked_to(browser):
    assert browser().get("/notifications").status_code in (302, 401)


def test_it_takes_at_most_five_statements(browser, bo, topic):
    client = browser(bo)
    client.get("/notifications")

    with at_most(5):
        assert client.get("/notifications").status_code == 200


def test_a_plain_button_marks_a_party_as_read(browser, ada, bo, party, topic, post):
    post(ada, topic, "one")
    other = services.create_party(ada, client_id="other", name="Elsewhere")
    services.join_party(bo, code=other.invite.code)
    services.post_message(ada, topic_id=other.topics[0].id, client_id="m", text="elsewhere")
    client = browser(bo)
    answer = submit(client, f"/p/{party.id}", "/read-all", party=str(party.id))

    assert answer["Location"] == f"/p/{party.id}"
    assert "Everything is marked as read." in text_of(client.get(answer["Location"]))
    assert unread(bo, party) == 0
    assert unread(bo, other.party) == 1


def test_one_button_marks_all_parties_as_read(browser, ada, bo, party, topic, post):
    post(ada, topic, "one")
    answer = submit(browser(bo), "/", "/read-all", party="")

    assert answer["Location"] == "/"
    assert unread(bo, party) == 0


def test_htmx_is_told_by_an_event(browser, ada, bo, party, topic, post):
    post(ada, topic, "one")
    client = browser(bo)
    client.get("/", HTTP_HOST="localhost")
    token = client.cookies["csrftoken"].value
    headers = {"HX-Request": "true", "X-CSRFToken": token, "Origin": "http://localhost"}
    answer = client.post("/read-all", {}, headers=headers, HTTP_HOST="localhost")

    assert answer.status_code == 204
    assert "read-all" in answer["HX-Trigger"]
    assert unread(bo, party) == 0


@pytest.mark.parametrize("given", ["nothing", "{stranger}", "\x00"])
def test_a_party_that_is_not_mine_is_not_found(browser, ada, bo, party, topic, post, given):
    post(ada, topic, "one")

    assert submit(browser(bo), "/", "/read-all", party=given.format(stranger=uuid.uuid4())).status_code == 404
    assert unread(bo, party) == 1


def test_the_list_that_is_fetched_again_marks_its_own_party(browser, bo, party, topic):
    page = browser(bo).get(f"/p/{party.id}?open={topic.id}", headers={"HX-Request": "true", "HX-Target": "topics"})

    assert f'name="party" value="{party.id}"' in page.content.decode()

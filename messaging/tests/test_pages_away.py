"""It is true of catching up on pages, and of what explains an unread number, that…"""

import re

import pytest
from django.conf import settings

from events.ids import new_id
from messaging import queries, services
from messaging.models import ReadMarker
from messaging.tests.forms import submit, text_of
from messaging.tests.queries_counted import at_most
from messaging.tests.topics import open_topic

pytestmark = [pytest.mark.portable, pytest.mark.django_db(databases="__all__")]


@pytest.fixture
def path(party, topic):
    return f"/p/{party.id}/t/{topic.id}"


@pytest.fixture
def missed(ada, bo, topic, post, limit):
    """bo has read everything until then; ada mentions bo, answers bo, and gives a link."""
    limit("pins")
    mine = post(bo, topic, "Who has the key?").message
    services.mark_read(bo, topic_id=topic.id, n=mine.n)
    return {
        "mention": post(ada, topic, "Hello @bo").message,
        "reply": post(ada, topic, "I have it", reply_to=mine.id).message,
        "link": post(ada, topic, "See https://example.org/key?a=1&b=2").message,
    }


def read_n(person, topic) -> int:
    return ReadMarker.objects.using(settings.MESSAGING_DB).get(user=person, topic=topic).read_n


def test_what_came_in_is_counted_and_each_item_leads_to_its_place(browser, bo, party, topic, missed):
    for query in (f"party={party.id}", f"topic={topic.id}"):
        page = browser(bo).get(f"/away?{query}")

        assert "3 new messages" in text_of(page)
        assert "1 mentions you" in text_of(page)
        assert "1 answers you" in text_of(page)
        for message in missed.values():
            assert f'href="/m/{message.id}"' in page.content.decode()
        assert 'href="https://example.org/key?a=1&amp;b=2"' in page.content.decode()


def test_private_topics_of_others_are_not_in_it(browser, ada, bo, party, post, missed):
    secret = open_topic(ada, party, "secret", ada)
    post(ada, secret, "For @bo, a surprise")
    html = browser(bo).get(f"/away?party={party.id}").content.decode()

    assert "surprise" not in html
    assert "secret" not in html
    assert browser(bo).get(f"/away?topic={secret.id}").status_code == 404


def test_whoever_has_read_everything_is_caught_up(browser, ada, party, missed):
    services.read_all(ada)

    assert "You are caught up" in text_of(browser(ada).get(f"/away?party={party.id}"))


@pytest.mark.parametrize("query", ["", "?party=x&topic=y"])
def test_one_place_has_to_be_said(browser, bo, party, query):
    assert browser(bo).get(f"/away{query}").status_code == 400


def test_strangers_find_nothing(browser, eve, party, topic):
    assert browser(eve).get(f"/away?party={party.id}").status_code == 404
    assert browser(eve).get(f"/away?topic={topic.id}").status_code == 404
    assert browser(eve).get("/away?party=nothing").status_code == 404


def test_its_end_marks_everything_as_read(browser, bo, party, topic, missed):
    client = browser(bo)
    done = submit(client, f"/away?party={party.id}", f"/p/{party.id}/read")

    assert done["Location"] == f"/p/{party.id}"
    assert queries.unread_of(bo, topic.id, read_n(bo, topic)) == (0, 0)


def test_a_topic_is_read_up_to_what_was_on_the_page(browser, ada, bo, topic, post, missed, path):
    client = browser(bo)
    page = f"/away?topic={topic.id}"
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', client.get(page).content.decode()))
    later = post(ada, topic, "Not seen by bo").message

    done = client.post(f"{path}/read", form, HTTP_HOST="localhost", HTTP_ORIGIN="http://localhost")

    assert done["Location"] == path
    assert read_n(bo, topic) == later.n - 1


@pytest.mark.parametrize("n", ["", "x", "-1", "1.5", "9" * 20])
def test_a_number_that_is_none_is_refused(browser, bo, path, missed, n):
    assert submit(browser(bo), path, f"{path}/read", n=n).status_code == 400


def test_nobody_marks_what_they_can_not_see(browser, eve, ada, path, topic):
    other = services.create_party(ada, client_id=str(new_id()), name="Elsewhere").party

    assert submit(browser(eve), "/parties/new", f"{path}/read", n="1").status_code == 404
    assert submit(browser(ada), path, f"/p/{other.id}/t/{topic.id}/read", n="1").status_code == 404


def test_why_unread_lists_exactly_what_is_counted(browser, bo, topic, missed, path):
    html = browser(bo).get(f"{path}?panel=unread").content.decode()
    panel = html[html.index('id="unread"') : html.index("</main>")]

    assert re.findall(r"\?around=(\d+)&amp;panel=unread", panel) == [str(one.n) for one in missed.values()]
    assert "These 3 messages are what the number counts" in " ".join(panel.split())
    assert "It mentions you once" in panel


def test_why_unread_leaves_out_ones_own_notes_and_deleted_ones(browser, ada, bo, topic, post, missed, path):
    post(bo, topic, "My own words")
    services.delete_message(ada, message_id=missed["reply"].id)
    html = browser(bo).get(f"{path}?panel=unread").content.decode()
    panel = html[html.index('id="unread"') : html.index("</main>")]

    assert "My own words" not in panel
    assert re.findall(r"\?around=(\d+)", panel) == [str(missed[name].n) for name in ("mention", "link")]


def test_nothing_unread_is_said(browser, ada, topic, missed, path):
    services.read_all(ada)

    assert "You are caught up" in text_of(browser(ada).get(f"{path}?panel=unread"))


def test_a_summary_takes_a_bounded_number_of_statements(browser, bo, party, missed):
    client = browser(bo)
    client.get(f"/away?party={party.id}")

    with at_most(16):
        client.get(f"/away?party={party.id}")

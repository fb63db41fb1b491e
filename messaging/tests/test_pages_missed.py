"""It is true of what home says of the time that somebody was away that…"""

import re

import pytest

from events.ids import new_id
from messaging import services
from messaging.tests.forms import text_of
from messaging.tests.queries_counted import at_most
from messaging.tests.topics import open_topic

pytestmark = [pytest.mark.portable, pytest.mark.django_db(databases="__all__")]
ALONE = {"HX-Request": "true", "HX-Target": "missed"}


def missed(client) -> str:
    """The section, empty while it is hidden."""
    html = client.get("/").content.decode()
    found = re.search(r'<section class="for-you".*?</section>', html, re.S)
    return "" if found is None or re.search(r"<section[^>]* hidden", found[0]) else found[0]


def lines(client) -> list[str]:
    """The messages that it leads to, in order."""
    return re.findall(r'href="/m/([^"]+)"', missed(client))


def test_each_line_leads_to_its_place_and_those_for_me_come_first(browser, ada, bo, party, topic, post):
    mine = post(bo, topic, "Who has the key?").message
    services.mark_read(bo, topic_id=topic.id, n=mine.n)
    mention = post(ada, topic, "Here, @bo").message
    answer = post(ada, topic, "I have it", reply_to=mine.id).message
    post(ada, topic, "the last but one")
    last = post(ada, topic, "the last").message
    client = browser(bo)

    assert lines(client) == [answer.id, mention.id, last.id]
    assert missed(client).count('class="for-you-row"') == 2
    assert "in general, The Harbour" in " ".join(missed(client).split())
    assert client.get(f"/m/{answer.id}")["Location"].endswith(f"#m-{answer.n}")


def test_nothing_is_there_for_whoever_has_read_everything(browser, ada, bo, topic, post):
    assert missed(browser(bo)) == ""
    post(ada, topic, "Hello @bo")

    assert missed(browser(bo)) != ""
    assert missed(browser(ada)) == ""
    services.read_all(bo)
    assert missed(browser(bo)) == ""


@pytest.mark.parametrize(("level", "seen"), [("all", ["for @bo", "plain"]), ("mentions", ["for @bo"]), ("none", [])])
def test_levels_decide(browser, ada, bo, topic, post, level, seen):
    services.set_level(bo, topic_id=topic.id, level=level)
    sent = {text: post(ada, topic, text).message.id for text in ("for @bo", "plain")}

    assert lines(browser(bo)) == [sent[text] for text in seen]


def test_private_archived_deleted_and_other_peoples_are_not_in_it(browser, ada, bo, eve, party, topic, post):
    post(ada, open_topic(ada, party, "secret", ada), "For @bo, a surprise")
    old = open_topic(ada, party, "old")
    post(ada, old, "For @bo, long ago")
    services.archive_topic(ada, topic_id=old.id)
    gone = post(ada, topic, "For @bo, a slip").message
    services.delete_message(ada, message_id=gone.id)

    assert missed(browser(bo)) == ""
    assert missed(browser(eve)) == ""


def test_it_shows_six_lines_whatever_came_in_in_nine_statements(browser, ada, bo, party, topic, post):
    for number in range(5):
        made = services.create_party(ada, client_id=f"p{number}", name=f"Party {number}")
        services.join_party(bo, code=made.invite.code)
        for text in ("hello @bo", "and this"):
            services.post_message(ada, topic_id=made.topics[0].id, client_id=str(new_id()), text=text)
    for number in range(10):
        post(ada, topic, f"@bo {number}")
    client = browser(bo)
    client.get("/")

    with at_most(9):
        client.get("/")
    assert len(lines(client)) == 6


def test_it_is_fetched_again_by_itself(browser, ada, bo, topic, post):
    post(ada, topic, "Hello @bo")
    client = browser(bo)
    shown = client.get("/", headers=ALONE)
    services.read_all(bo)
    emptied = client.get("/", headers=ALONE)

    assert "Hello @bo" in text_of(shown)
    assert "<html" not in shown.content.decode()
    assert re.search(r"<section[^>]* hidden", emptied.content.decode())
    assert browser().get("/", headers=ALONE).status_code == 200

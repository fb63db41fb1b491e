"""It is true of what another app shares that it can go to topics that one may post in, and goes nowhere by itself."""

import re
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client

from events.times import now
from messaging import services
from messaging.models import Membership, Message
from messaging.tests.forms import text_of
from messaging.tests.queries_counted import at_most
from messaging.tests.topics import open_topic
from messaging.views.share import shared_words

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]

PATH = "/share?text=Look&url=https://example.org/"


def topics_in(page) -> list[str]:
    return re.findall(r'<button[^>]* formaction="/p/[^"]+/t/[^"?]+">(.*?)</button>', page.content.decode())


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("text=Look", "Look"),
        ("title=A+map&text=Look&url=https://example.org/", "A map\nLook\nhttps://example.org/"),
        ("text=Look:+https://example.org/&url=https://example.org/", "Look: https://example.org/"),
        (
            "text=Look:+https://example.org/map&url=https://example.org/",
            "Look: https://example.org/map\nhttps://example.org/",
        ),
        ("title=Look&text=Look+here", "Look here"),
        ("title=Map&text=The+Map", "Map\nThe Map"),
        ("title=https://example.org/&url=https://example.org/", "https://example.org/"),
        ("text=+%0A+", ""),
        ("", ""),
        ("text=" + "a" * 5000, "a" * 4000),
        ("url=https://example.org/&text=" + "a" * 5000, "a" * 3979 + "\nhttps://example.org/"),
        (
            "url=https://example.org/&text=" + "a" * 5000 + "+https://example.org/",
            "a" * 3979 + "\nhttps://example.org/",
        ),
        ("text=Look&url=" + "a" * 3998, "L\n" + "a" * 3998),
        ("text=Look&url=" + "a" * 3999, "a" * 3999),
        ("text=Look&url=" + "a" * 4000, "a" * 4000),
        ("text=Look&url=" + "a" * 4001, "Look"),
        ("url=" + "a" * 5000, ""),
    ],
)
def test_words_are_what_was_given_each_once_and_no_more_than_fit(query, words):
    assert shared_words(QueryDict(query)) == words


def test_one_chooses_among_the_topics_of_all_ones_parties(browser, bo, party, topic):
    page = browser(bo).get(PATH)

    assert page.status_code == 200
    assert "Look<br>https://example.org/" in page.content.decode()
    assert topics_in(page) == [topic.name]
    assert f'formaction="/p/{party.id}/t/{topic.id}"' in page.content.decode()
    assert 'type="hidden" name="share" value="Look\nhttps://example.org/"' in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_the_topic_has_them_in_its_composer_and_nothing_is_sent(browser, bo, party, topic):
    page = browser(bo).get(f"/p/{party.id}/t/{topic.id}", {"share": "Look\n<b>here</b>"})

    assert "Look\n&lt;b&gt;here&lt;/b&gt;</textarea>" in page.content.decode()
    assert "data-shared" in page.content.decode()
    assert not Message.objects.filter(text__contains="Look").exists()
    assert "data-shared" not in browser(bo).get(f"/p/{party.id}/t/{topic.id}").content.decode()


def test_they_come_whole_though_a_form_sends_two_signs_for_the_end_of_a_line(browser, bo, party, topic):
    words = shared_words(QueryDict("url=https://example.org/&text=" + "a%0A" * 2500))
    assert len(words) == 4000

    page = browser(bo).get(f"/p/{party.id}/t/{topic.id}", {"share": words.replace("\n", "\r\n")})

    assert f">{words}</textarea>" in page.content.decode()


def test_they_are_on_the_page_as_often_for_many_topics_as_for_one(browser, ada, party, topic):
    client, words = browser(ada), "x" * 3000

    def times() -> int:
        page = client.get("/share", {"text": words})
        return page.content.decode().count(words)

    assert times() > 0
    before = times()
    for number in range(5):
        open_topic(ada, party, f"topic {number}")
    assert times() == before


def test_topics_that_one_may_not_post_in_or_not_see_are_left_out(browser, ada, bo, party, topic):
    open_topic(ada, party, "news", announcement=True)
    open_topic(ada, party, "secret", private=True, member_ids=[])
    services.archive_topic(ada, topic_id=open_topic(ada, party, "old").id)

    assert topics_in(browser(bo).get(PATH)) == [topic.name]
    assert set(topics_in(browser(ada).get(PATH))) == {topic.name, "news", "secret"}


def test_so_are_those_of_a_party_in_which_one_may_not_write_for_a_while(browser, bo, party, topic):
    mine = Membership.objects.filter(user=bo)
    mine.update(timeout_until=now() + timedelta(hours=1))
    assert topics_in(browser(bo).get(PATH)) == []
    mine.update(timeout_until=now() - timedelta(seconds=1))
    assert topics_in(browser(bo).get(PATH)) == [topic.name]


def test_marks_are_words(browser, bo, party):
    page = browser(bo).get("/share", {"text": "<script>alert(1)</script>\"'"})

    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert(1)" in page.content.decode()


def test_who_shares_nothing_or_is_in_no_party_is_told_so(browser, bo, eve, party):
    assert "There are no words to share." in text_of(browser(bo).get("/share"))
    assert "You are in no party yet" in text_of(browser(eve).get(PATH))


def test_whoever_is_not_signed_in_does_so_first_and_comes_back_with_the_words(db):
    answer = Client().get(PATH)

    assert answer.status_code == 302
    assert answer["Location"].endswith("next=/share%3Ftext%3DLook%26url%3Dhttps%3A//example.org/")


def test_many_topics_cost_no_more_statements(browser, ada, party):
    client = browser(ada)
    client.get(PATH)
    for number in range(5):
        open_topic(ada, party, f"topic {number}")

    with at_most(8):
        assert len(topics_in(client.get(PATH))) == 6

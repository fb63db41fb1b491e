"""It is true of messages on a page that…"""

import html
import json
import re

import pytest
from django.conf import settings

from messaging import services
from messaging.models import Message, Topic
from messaging.tests.forms import submit, text_of
from messaging.tests.queries_counted import at_most

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def path(party, topic):
    return f"/p/{party.id}/t/{topic.id}"


@pytest.fixture
def message(ada, topic, post):
    return post(ada, topic, "Saturn at nine").message


def page_of(browser, person, path):
    return browser(person).get(path).content.decode()


def article_of(page, message):
    return next(one for one in re.findall(r"<article.*?</article>", page, re.S) if message.id in one)


def mine_on(page):
    found = re.findall(r'data-mine="([^"]+)"', page)
    return json.loads(html.unescape(found[0])) if found else None


def test_reactions_stand_below_with_their_count_and_who_it_was(browser, ada, bo, path, message):
    for person, emoji in ((ada, "🎉"), (bo, "🎉"), (bo, "👍")):
        services.add_reaction(person, message_id=message.id, emoji=emoji)
    drawn = article_of(page_of(browser, ada, path), message)

    assert re.findall(r'data-emoji="(.+?)"\s+data-users="(.*?)"', drawn) == [
        ("🎉", f"{bo.id} {ada.id}"),
        ("👍", str(bo.id)),
    ]
    assert re.findall(r'class="count">(\d+)<', drawn) == ["2", "1"]
    assert 'aria-pressed="true"' not in drawn
    n = re.findall(r'data-n="(\d+)"', drawn)[0]
    assert f'aria-describedby="x-{n} r-{n}"' in drawn  # who can't see it is told as well
    assert f'<span id="r-{n}" hidden>Reactions: 🎉 2 👍 1</span>' in drawn


def test_a_message_without_reactions_has_no_place_for_them(browser, ada, path, message):
    assert "reaction" not in article_of(page_of(browser, ada, path), message)


def test_which_are_mine_is_said_beside_the_messages_to_me_alone(browser, ada, bo, path, message):
    services.add_reaction(bo, message_id=message.id, emoji="🎉")

    assert mine_on(page_of(browser, bo, path)) == {message.id: ["🎉"]}
    assert mine_on(page_of(browser, ada, path)) is None
    of_ada, of_bo = (article_of(page_of(browser, who, path), message) for who in (ada, bo))
    assert of_ada == of_bo


def test_an_older_page_says_so_as_well(browser, bo, path, message):
    services.add_reaction(bo, message_id=message.id, emoji="🎉")
    part = browser(bo).get(f"{path}?before={message.n + 1}", headers={"HX-Request": "true"}).content.decode()

    assert mine_on(part) == {message.id: ["🎉"]}


def test_a_pinned_message_is_marked_until_it_is_unpinned(browser, ada, path, message):
    services.pin_message(ada, message_id=message.id)
    drawn = article_of(page_of(browser, ada, path), message)
    assert 'class="message pinned"' in drawn
    assert "pinned-by" in drawn

    services.unpin_message(ada, message_id=message.id)
    assert "pinned" not in article_of(page_of(browser, ada, path), message)


def test_an_edited_message_says_so_and_when(browser, ada, bo, path, message):
    assert "edited" not in article_of(page_of(browser, bo, path), message)
    services.edit_message(ada, message_id=message.id, text="Saturn at ten")
    drawn = article_of(page_of(browser, bo, path), message)

    assert re.search(r'<span class="edited" data-at="[^"]+Z" title="[^"]+">\(edited\)</span>', drawn)
    assert "nine" not in drawn


def test_a_deleted_message_keeps_its_place_and_no_word(browser, ada, bo, path, message):
    services.add_reaction(bo, message_id=message.id, emoji="🎉")
    services.delete_message(ada, message_id=message.id)
    drawn = article_of(page_of(browser, bo, path), message)

    assert 'data-state="deleted"' in drawn
    assert "This message was deleted." in drawn
    assert "Saturn" not in drawn
    assert "🎉" not in drawn


def test_the_column_says_what_the_viewer_may_do_with_messages(browser, ada, bo, topic, path):
    of_ada, of_bo = (
        re.search(r'<div class="message-column".*?>', page_of(browser, who, path), re.S)[0] for who in (ada, bo)
    )
    assert 'data-role="owner"' in of_ada
    assert "data-looks-after" in of_ada
    assert 'data-role="member"' in of_bo
    assert "data-looks-after" not in of_bo
    assert "data-archived" not in of_ada

    topic.archived_at = topic.created_at
    topic.save(using=settings.MESSAGING_DB)
    assert "data-archived" in page_of(browser, bo, path)


def test_reactions_take_one_statement_more(browser, bo, path, message):
    services.add_reaction(bo, message_id=message.id, emoji="🎉")
    client = browser(bo)
    client.get(path)

    with at_most(10):
        client.get(path)


def reply_of(page):
    return re.search(r'name="reply_to" value="([^"]*)"', page)[1]


def test_an_address_names_what_the_form_replies_to(browser, bo, path, message):
    page = page_of(browser, bo, f"{path}?reply={message.id}")
    note = page[page.index("reply-note") : page.index('name="reply_to"')]

    assert reply_of(page) == message.id
    assert "Saturn at nine" in note
    assert "hidden" not in note.split(">")[0]


def test_otherwise_it_replies_to_nothing(browser, bo, path, message):
    page = page_of(browser, bo, path)

    assert reply_of(page) == ""
    assert "hidden" in page[page.index("reply-note") :].split(">")[0]


def test_what_is_no_message_of_this_topic_or_deleted_is_nothing_to_reply_to(
    browser, ada, bo, party, path, post, message
):
    elsewhere, _ = services.create_topic(ada, party_id=party.id, client_id="other", name="Elsewhere")
    topic = Topic.objects.using(settings.MESSAGING_DB).get(id=elsewhere.id)
    other = post(ada, topic, "not here").message
    note = Message.objects.using(settings.MESSAGING_DB).get(kind="system", topic=message.topic_id)
    services.delete_message(ada, message_id=message.id)

    for named in (other.id, note.id, message.id, "nothing", "0197a000-0000-7000-8000-000000000001"):
        page = browser(bo).get(f"{path}?reply={named}")
        assert page.status_code == 200
        assert reply_of(page.content.decode()) == ""
        assert "not here" not in text_of(page)


def test_a_reply_is_sent_by_the_form_and_quotes(browser, bo, path, message):
    client = browser(bo)
    answer = submit(client, f"{path}?reply={message.id}", f"{path}/messages", text="I come")

    assert answer.status_code == 302
    page = client.get(path).content.decode()
    drawn = next(one for one in re.findall(r"<article.*?</article>", page, re.S) if "I come" in one)
    assert f'class="reply-to" href="/m/{message.id}"' in drawn
    assert "Saturn at nine" in drawn


def test_a_refused_reply_keeps_what_it_replies_to(browser, bo, path, message):
    page = submit(browser(bo), f"{path}?reply={message.id}", f"{path}/messages", text="x" * 4001)

    assert page.status_code == 400
    assert reply_of(page.content.decode()) == message.id


def test_a_reply_to_nothing_is_said_in_a_sentence(browser, bo, path):
    page = submit(browser(bo), path, f"{path}/messages", text="I come", reply_to="nothing")

    assert page.status_code == 400
    assert "I come" in page.content.decode()
    assert 'role="alert"' in page.content.decode()
    assert reply_of(page.content.decode()) == ""

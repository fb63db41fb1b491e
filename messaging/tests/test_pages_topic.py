"""It is true of the page of a topic that…"""

import re

import pytest
from django.conf import settings

from messaging import services
from messaging.models import Message
from messaging.tests.forms import submit, text_of
from messaging.tests.queries_counted import at_most
from messaging.tests.topics import open_topic

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def path(party, topic):
    return f"/p/{party.id}/t/{topic.id}"


@pytest.fixture
def long_topic(ada, bo, topic):
    """`general` with 120 messages after the note that bo has joined: n 1 to 121, by turns."""
    for n in range(2, 122):
        Message.objects.using(settings.MESSAGING_DB).create(
            topic=topic,
            n=n,
            rev=n,
            author=(ada, bo)[n % 2],
            client_id=str(n),
            request_hash=b"",
            text=f"word {n}",
            html=f"<p>word {n}</p>",
            created_at=topic.created_at,
        )
    topic.last_n = topic.last_rev = 121
    topic.save(using=settings.MESSAGING_DB)
    return topic


@pytest.fixture
def read_topic(bo, long_topic):
    """The same, read by bo up to its head."""
    services.mark_read(bo, topic_id=long_topic.id, n=121)
    return long_topic


def numbers(page) -> list[int]:
    return [int(n) for n in re.findall(r'data-n="(\d+)"', page.content.decode())]


def test_the_newest_thirty_messages_are_there_and_a_way_to_fifty_earlier_ones(browser, bo, read_topic, path):
    page = browser(bo).get(path)

    assert numbers(page) == list(range(92, 122))
    assert f'href="{path}?before=92"' in page.content.decode()
    assert numbers(browser(bo).get(f"{path}?before=92")) == list(range(42, 92))


def test_paging_back_reaches_the_first_message_without_a_script(browser, bo, read_topic, path):
    client, address = browser(bo), path
    seen: list[int] = []
    for _ in range(5):
        page = client.get(address)
        seen = numbers(page) + seen
        earlier = re.search(r'href="([^"]+\?before=\d+)"', page.content.decode())
        if earlier is None:
            break
        address = earlier[1]

    assert seen == list(range(1, 122))


def test_htmx_gets_earlier_messages_alone(browser, bo, long_topic, path):
    page = browser(bo).get(f"{path}?before=72", headers={"HX-Request": "true"})

    assert numbers(page) == list(range(22, 72))
    assert "<html" not in page.content.decode()
    assert "load-later" not in page.content.decode()


def test_a_page_in_the_middle_leads_both_ways(browser, bo, long_topic, path):
    page = browser(bo).get(f"{path}?around=60")

    assert 60 in numbers(page)
    assert {"load-earlier", "load-later"} <= set(re.findall(r"load-\w+", page.content.decode()))
    assert "data-has-after" in page.content.decode()


@pytest.mark.parametrize("query", ["before=x", "after=-1", "around=1.5", "before=", "before=9999999999999999999"])
def test_a_place_that_is_none_is_refused(browser, bo, path, query):
    assert browser(bo).get(f"{path}?{query}").status_code == 400


def test_two_places_at_once_are_refused(browser, bo, path):
    assert browser(bo).get(f"{path}?before=1&after=2").status_code == 400


def test_the_page_carries_the_numbers_that_the_script_goes_on_from(browser, bo, long_topic, path):
    html = browser(bo).get(path).content.decode()

    assert f'data-topic="{long_topic.id}"' in html
    assert 'data-have="121"' in html
    assert 'data-last-n="121"' in html
    assert re.search(r'data-epoch="[^"]+"', html)


def test_strangers_and_the_topics_of_other_parties_are_not_found(browser, ada, eve, topic, path):
    other = services.create_party(ada, client_id="other", name="Elsewhere")

    assert browser(eve).get(path).status_code == 404
    assert browser(ada).get(f"/p/{other.party.id}/t/{topic.id}").status_code == 404


def test_a_message_is_the_same_for_whoever_looks(browser, ada, bo, topic, path, post):
    post(ada, topic, "Hello @bo, and **thanks**")
    of_ada, of_bo = (
        re.findall(r"<article.*?</article>", browser(who).get(path).content.decode(), re.S) for who in (ada, bo)
    )

    assert [one for one in of_ada if "pending" not in one] == [one for one in of_bo if "pending" not in one]


def test_a_message_names_what_scripts_need(browser, ada, bo, topic, path, post):
    message = post(ada, topic, "Hello @bo").message
    html = browser(bo).get(path).content.decode()
    article = next(one for one in re.findall(r"<article[^>]*>", html) if message.id in one)

    for name, value in {
        "data-n": message.n,
        "data-rev": message.rev,
        "data-author": ada.id,
        "data-mentions": bo.id,
        "data-at": message.created_at,
        "data-client-id": message.client_id,
    }.items():
        assert f'{name}="{value}"' in article


def test_words_are_shown_as_words(browser, ada, bo, topic, path, post):
    post(ada, topic, '<script>alert(1)</script> & "quotes"')

    assert "<script>alert" not in browser(bo).get(path).content.decode()
    assert "&lt;script&gt;" in browser(bo).get(path).content.decode()


def test_the_new_line_stands_before_what_was_not_read(browser, ada, bo, topic, path, post):
    first = post(ada, topic, "read").message
    services.mark_read(bo, topic_id=topic.id, n=first.n)
    post(ada, topic, "not read")

    html = browser(bo).get(path).content.decode()

    assert html.index("read</p>") < html.index('class="new-line"') < html.index("not read</p>")
    assert 'class="new-line"' not in browser(ada).get(path).content.decode()


def test_whoever_looks_is_among_the_people_online(browser, ada, path):
    html = browser(ada).get(path).content.decode()
    online = html[html.index('id="group-online"') : html.index('id="group-away"')]

    assert str(ada.id) in online
    assert re.search(r'data-online-count="[^"]+">1<', html)


SHEET = {"HX-Request": "true", "HX-Target": "main"}


def test_a_script_gets_the_sheet_alone_with_its_title(browser, bo, long_topic, path):
    html = browser(bo).get(path, headers=SHEET).content.decode()

    assert html.lstrip().startswith("<title>general, ")
    assert html.count('<main class="sheet" id="main" data-pane="conversation">') == 1
    assert not any(part in html for part in ("<html", "party-rail", "topic-list", "<template"))
    assert len(numbers(browser(bo).get(path, headers=SHEET))) == 50


def test_a_permalink_leads_a_script_to_the_sheet(browser, bo, ada, topic, path, post):
    message = post(ada, topic, "here").message
    page = browser(bo).get(f"/m/{message.id}", headers=SHEET, follow=True)

    assert f'data-id="{message.id}"' in page.content.decode()
    assert "<html" not in page.content.decode()


def test_the_sheet_alone_takes_at_most_seven_statements(browser, bo, long_topic, path):
    client = browser(bo)
    client.get(path)

    with at_most(7):
        assert client.get(path, headers=SHEET).status_code == 200


def test_htmx_gets_the_people_alone(browser, ada, bo, path):
    page = browser(ada).get(f"{path}?panel=people", headers={"HX-Request": "true", "HX-Target": "members"})

    assert "<html" not in page.content.decode()
    assert f'data-user-id="{bo.id}"' in page.content.decode()


def test_the_address_says_which_pane_a_phone_shows(browser, ada, path):
    client = browser(ada)

    assert 'data-pane="conversation"' in client.get(path).content.decode()
    assert 'data-pane="panel"' in client.get(f"{path}?panel=people").content.decode()
    assert 'id="members"' not in client.get(f"{path}?panel=none").content.decode()


def test_a_permalink_leads_to_the_message_among_its_neighbours(browser, bo, eve, ada, topic, path, post):
    message = post(ada, topic, "here").message
    answer = browser(bo).get(f"/m/{message.id}")

    assert answer["Location"] == f"{path}?around={message.n}#m-{message.n}"
    closed = browser(bo).get(f"/m/{message.id}?panel=none")
    assert closed["Location"] == f"{path}?around={message.n}&panel=none#m-{message.n}"
    assert browser(bo).get(f"/m/{message.id}?panel=pins")["Location"] == answer["Location"]
    assert browser(eve).get(f"/m/{message.id}").status_code == 404
    assert browser(bo).get("/m/nothing").status_code == 404


def test_what_a_form_wanted_to_say_is_said_where_it_leads_to(browser, bo, path):
    client = browser(bo)
    saved = submit(client, f"{path}/level", level="mentions")

    assert saved["Location"] == path
    assert "Saved." in text_of(client.get(path))
    assert "Saved." not in text_of(client.get(path))


def test_an_archived_topic_can_be_read_and_not_written_in(browser, ada, topic, path):
    topic.archived_at = topic.created_at
    topic.save(using=settings.MESSAGING_DB)

    page = browser(ada).get(path)

    assert "archived" in text_of(page)
    assert 'id="composer"' not in page.content.decode()


def test_there_is_a_way_past_the_messages_also_to_where_nobody_writes(browser, ada, topic, path):
    writing = browser(ada).get(path).content.decode()
    topic.archived_at = topic.created_at
    topic.save(using=settings.MESSAGING_DB)
    archived = browser(ada).get(path).content.decode()

    for html in (writing, archived):
        assert re.search(r'<a href="#(.+?)">Skip to composer', html)[1] in re.findall(r'id="(.+?)"', html)


def test_it_takes_at_most_nine_statements(browser, bo, long_topic, path):
    client = browser(bo)
    client.get(path)

    with at_most(9):
        assert client.get(path).status_code == 200


def test_an_empty_topic_offers_beginnings_which_wait_in_the_composer(browser, ada, party, post):
    topic = open_topic(ada, party, "harbour")
    path, client = f"/p/{party.id}/t/{topic.id}", browser(ada)

    assert f'href="{path}?say=purpose#composer"' in client.get(path).content.decode()
    assert ">This topic is for </textarea>" in client.get(f"{path}?say=purpose").content.decode()
    assert "></textarea>" in client.get(f"{path}?say=<script>").content.decode()
    post(ada, topic, "Hello")
    assert "?say=" not in client.get(path).content.decode()
    assert "></textarea>" in client.get(f"{path}?say=purpose").content.decode()

"""It is true of looking for messages on pages that…"""

import re

import pytest

from messaging import services
from messaging.models import MessageWords
from messaging.tests.forms import text_of
from messaging.tests.queries_counted import at_most
from messaging.tests.topics import open_topic
from messaging.views.search import question_of

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture(autouse=True)
def _never_too_often(limit):
    limit("searches")


@pytest.fixture
def path(party, topic):
    return f"/p/{party.id}/t/{topic.id}"


@pytest.fixture
def said(ada, topic, post):
    return post(ada, topic, "The <b>boat</b> leaves at nine https://example.org/quay").message


def results(page) -> list[str]:
    """Where the results lead."""
    return re.findall(r'class="result"\s+href="([^"]+)"', page.content.decode())


def test_a_result_leads_to_its_place_with_what_was_found_marked(browser, bo, said, path):
    page = browser(bo).get("/search?q=boat")

    assert results(page) == [f"{path}?around={said.n}#m-{said.n}"]
    assert "&lt;b&gt;<mark>boat</mark>&lt;/b&gt;" in page.content.decode()


def test_in_the_panel_the_search_stays_open_beside_the_place(browser, bo, said, path):
    page = browser(bo).get(f"{path}?panel=search&q=boat")
    place = f"{path}?around={said.n}&amp;panel=search&amp;q=boat&amp;pane=conversation#m-{said.n}"

    assert results(page) == [place]
    assert 'value="boat"' in page.content.decode()
    assert results(browser(bo).get(place.replace("&amp;", "&"))) == [place]


def test_private_topics_and_other_parties_never_answer(browser, ada, bo, eve, party, post, said):
    secret = open_topic(ada, party, "secret", ada)
    post(ada, secret, "The boat is a surprise")

    assert len(results(browser(ada).get("/search?q=boat"))) == 2
    assert len(results(browser(bo).get("/search?q=boat"))) == 1
    assert "surprise" not in browser(bo).get("/search?q=boat").content.decode()
    assert "secret" not in browser(bo).get("/search?q=boat").content.decode()
    assert results(browser(eve).get("/search?q=boat")) == []
    assert browser(bo).get(f"/search?q=boat&topic={secret.id}").status_code == 404
    assert browser(eve).get(f"/search?q=boat&party={party.id}").status_code == 404


def test_boxes_narrow_it(browser, ada, bo, topic, post, said, path):
    post(bo, topic, "A boat without an address")
    client = browser(bo)

    assert len(results(client.get("/search?q=boat"))) == 2
    assert len(results(client.get("/search?q=boat&with=has:link"))) == 1
    assert len(results(client.get("/search?q=boat&with=from:me"))) == 1
    assert len(results(client.get("/search?q=boat&with=from:me&with=has:link"))) == 0
    assert len(results(client.get("/search?with=has:link"))) == 1
    assert len(results(client.get("/search?q=boat&from=@ada"))) == 1
    assert re.search(r'value="has:link" checked', client.get("/search?q=boat&with=has:link").content.decode())


def test_one_topic_or_the_whole_party(browser, ada, party, topic, post, said, path):
    other = open_topic(ada, party, "harbour")
    post(ada, other, "Another boat")
    client = browser(ada)

    assert len(results(client.get(f"{path}?panel=search&q=boat"))) == 2
    assert len(results(client.get(f"{path}?panel=search&q=boat&where=topic"))) == 1
    assert len(results(client.get(f"/search?q=boat&topic={topic.id}"))) == 1


def test_htmx_gets_the_results_alone(browser, bo, said, path):
    for place in ("/search?q=boat", f"{path}?panel=search&q=boat"):
        html = browser(bo).get(place, headers={"HX-Request": "true", "HX-Target": "results"}).content.decode()

        assert html.strip().startswith('<div id="results">')
        assert "<mark>boat</mark>" in html


def test_more_than_a_page_is_reached_page_by_page(browser, ada, topic, post):
    for number in range(55):
        post(ada, topic, f"boat {number}")
    client = browser(ada)
    first = client.get("/search?q=boat")
    more = re.search(r'href="(\?[^"]*cursor=[^"]*)"', first.content.decode())
    second = client.get("/search" + more[1].replace("&amp;", "&"))

    assert len(set(results(first) + results(second))) == 55
    assert "cursor=" not in second.content.decode()


def test_nothing_found_says_how_to_ask(browser, bo, said):
    text = text_of(browser(bo).get("/search?q=zeppelin"))

    assert "Nothing found" in text
    assert "from:ada" in text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("q=-boat", "Say what to look for"),
        ("q=has:wings", "comes one of"),
        ("q=on:yesterday", "comes a day such as"),
        ("q=" + "x" * 501, "at most 500"),
        ("q=a%00b", "control characters"),
        ("q=" + "a+" * 21, "at most 20 things"),
        ("q=!!!", "Write a word to look for"),
    ],
)
def test_what_can_not_be_asked_is_said_in_a_sentence(browser, bo, path, query, sentence):
    for place in (f"/search?{query}", f"{path}?panel=search&{query}"):
        page = browser(bo).get(place)

        assert page.status_code == 200
        assert sentence in text_of(page)


def test_asking_too_often_is_said_too(browser, bo, limit):
    limit("searches", 1, 60)
    client = browser(bo)
    client.get("/search?q=boat")

    assert 'role="alert"' in client.get("/search?q=boat").content.decode()


@pytest.mark.parametrize("query", ["q=boat&cursor=x", "q=boat&party=x", "q=boat&topic=x"])
def test_a_place_that_is_none_is_refused(browser, bo, query):
    assert browser(bo).get(f"/search?{query}").status_code in {400, 404}


def test_an_order_or_a_box_that_nobody_knows_is_left_out(browser, bo, said):
    assert len(results(browser(bo).get("/search?q=boat&sort=worst&with=has:wings"))) == 1


def test_the_order_may_be_the_best_first(browser, ada, topic, post, said):
    post(ada, topic, "so many words around one boat that it hardly matters any more to anybody here")

    newest, best = (results(browser(ada).get(f"/search?q=boat&sort={sort}")) for sort in ("new", "best"))

    assert newest == best[::-1]


def test_strangers_sign_in_first(browser):
    assert browser().get("/search?q=boat").status_code == 302


def test_a_question_is_made_of_all_fields():
    assert question_of(" boat ", '@a"da', ["has:link", "rm -rf"]) == 'boat from:"@ada" has:link'
    assert question_of("", "", []) == ""


def test_it_takes_a_bounded_number_of_statements(browser, ada, topic, post):
    for number in range(20):
        post(ada, topic, f"boat {number}")
    assert MessageWords.objects.exists()
    client = browser(ada)
    client.get("/search?q=boat")

    with at_most(9):
        client.get("/search?q=boat")


def test_the_party_that_is_searched_is_chosen_and_not_another_of_its_name(browser, bo, party):
    other = services.create_party(bo, client_id="other", name=party.name).party
    page = browser(bo).get(f"/search?q=boat&party={party.id}").content.decode()

    assert f'<option value="{party.id}" selected>' in page
    assert f'<option value="{other.id}" >' in page

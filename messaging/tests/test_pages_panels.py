"""It is true of the panels beside a conversation that…"""

import re
from functools import partial
from html import unescape

import pytest
from django.conf import settings

from messaging import queries, services
from messaging.models import Message
from messaging.tests.forms import submit, text_of
from messaging.tests.queries_counted import at_most
from messaging.tests.topics import open_topic
from messaging.views import panels

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]
ALONE = {"HX-Request": "true", "HX-Target": "panel"}


@pytest.fixture
def path(party, topic):
    return f"/p/{party.id}/t/{topic.id}"


@pytest.fixture
def pinned(ada, topic, post, limit):
    limit("pins")
    message = post(ada, topic, "The hall is free on **Thursdays**").message
    services.pin_message(ada, message_id=message.id)
    return message


def test_the_address_names_the_panel_of_a_whole_page(browser, bo, pinned, path):
    page = browser(bo).get(f"{path}?panel=pins")

    assert 'data-pane="panel"' in page.content.decode()
    assert '<h1 id="panel-title">Pinned messages' in page.content.decode()
    assert "<strong>Thursdays</strong>" in panel_of(page)
    assert "<html" in page.content.decode()


def test_htmx_gets_a_panel_alone_with_the_links_as_they_are_now(browser, bo, pinned, path):
    html = browser(bo).get(f"{path}?panel=pins", headers=ALONE).content.decode()

    assert "<html" not in html
    assert 'id="messages"' not in html
    assert "Thursdays" in html
    assert re.search(r'id="panel-links" hx-swap-oob="true"', html)
    assert re.search(r'id="panel-link-pins"\s+href="[^"]+\?panel=none"', html)


def test_people_are_beside_a_conversation_unless_another_panel_is_asked_for(browser, bo, path):
    client = browser(bo)

    assert 'id="members"' in client.get(path).content.decode()
    assert 'id="members"' not in client.get(f"{path}?panel=pins").content.decode()
    assert 'id="members"' not in client.get(f"{path}?panel=none").content.decode()


def test_a_phone_shows_the_conversation_when_the_address_says_so(browser, bo, pinned, path):
    html = browser(bo).get(f"{path}?panel=pins&pane=conversation").content.decode()

    assert 'class="desk " data-pane="conversation"' in html
    assert "Thursdays" in html


def ways_to(name, html):
    """The links to a panel: their addresses by the width that they are for."""
    links = [link for link in re.findall(r"<a [^>]+>", html) if f'aria-label="{name}"' in link]
    width = re.compile("where-room|where-narrow")
    return {(width.search(link) or ["any"])[0]: re.search(r'href="[^"?]+\?([^"]+)"', link)[1] for link in links}


def test_where_a_panel_shows_beside_the_conversation_a_link_closes_it_and_elsewhere_it_opens_it(browser, bo, path):
    usual = browser(bo).get(path).content.decode()
    beside = browser(bo).get(f"{path}?panel=search&pane=conversation").content.decode()

    assert ways_to("People", usual) == {"where-room": "panel=none", "where-narrow": "panel=people"}
    assert ways_to("Search", beside) == {"where-room": "panel=none", "where-narrow": "panel=search"}
    assert ways_to("People", beside) == {"any": "panel=people"}


def test_a_panel_that_was_asked_for_is_closed_by_its_link_at_every_width(browser, bo, path):
    alone = browser(bo).get(f"{path}?panel=search").content.decode()

    assert ways_to("Search", alone) == {"any": "panel=none"}
    assert ways_to("People", alone) == {"any": "panel=people"}


@pytest.mark.parametrize(("most", "marked"), [(1, True), (2, False)])
def test_the_people_say_whether_there_are_more_of_them(browser, bo, path, monkeypatch, most, marked):
    monkeypatch.setattr(panels, "MOST_MEMBERS", most)
    page = browser(bo).get(path, headers={"HX-Request": "true", "HX-Target": "members"})

    assert ("data-more" in page.content.decode()) is marked


@pytest.mark.parametrize("name", ["cellar", "People", "none%00", "x" * 300])
def test_a_panel_that_nobody_knows_is_not_found(browser, bo, path, name):
    assert browser(bo).get(f"{path}?panel={name}").status_code == 404
    assert browser(bo).get(f"{path}?panel={name}", headers=ALONE).status_code == 404


def test_pins_lead_to_their_place_newest_first(browser, ada, bo, topic, post, pinned, path):
    later = post(ada, topic, "Bring cake").message
    services.pin_message(ada, message_id=later.id)

    html = panel_of(browser(bo).get(f"{path}?panel=pins"))

    assert html.index("Bring cake") < html.index("Thursdays")
    assert f"?around={pinned.n}&amp;panel=pins&amp;pane=conversation#m-{pinned.n}" in html


def test_pins_of_other_topics_are_not_among_them(browser, ada, bo, party, post, limit, path):
    limit("pins")
    secret = open_topic(ada, party, "secret", ada)
    services.pin_message(ada, message_id=post(ada, secret, "The surprise").message.id)

    assert "The surprise" not in browser(bo).get(f"{path}?panel=pins").content.decode()
    assert browser(bo).get(f"/p/{party.id}/t/{secret.id}?panel=pins").status_code == 404
    assert "Nothing is pinned yet" in text_of(browser(bo).get(f"{path}?panel=pins"))


def test_a_deleted_message_is_no_pin(browser, ada, bo, pinned, path):
    services.delete_message(ada, message_id=pinned.id)

    assert "Thursdays" not in browser(bo).get(f"{path}?panel=pins").content.decode()


def test_whoever_looks_after_the_topic_takes_a_pin_out(browser, ada, pinned, path):
    client = browser(ada)
    done = submit(client, f"{path}?panel=pins", f"/m/{pinned.id}/unpin")

    assert done["Location"] == f"{path}?panel=pins"
    assert Message.objects.using(settings.MESSAGING_DB).get(id=pinned.id).pinned_at is None
    assert "Nothing is pinned yet" in text_of(client.get(done["Location"]))


def test_nobody_else_does_nor_sees_how(browser, bo, eve, pinned, path):
    assert "/unpin" not in browser(bo).get(f"{path}?panel=pins").content.decode()
    assert submit(browser(bo), path, f"/m/{pinned.id}/unpin").status_code == 403
    assert submit(browser(eve), "/parties/new", f"/m/{pinned.id}/unpin").status_code == 404
    assert Message.objects.using(settings.MESSAGING_DB).get(id=pinned.id).pinned_at is not None


def test_pins_are_fetched_again_by_themselves(browser, bo, pinned, path):
    html = browser(bo).get(f"{path}?panel=pins", headers=ALONE | {"HX-Target": "pins"}).content.decode()

    assert html.strip().startswith('<div class="panel-body"')
    assert "Thursdays" in html


def test_pins_that_are_fetched_again_are_the_same_ones(browser, ada, bo, topic, post, pinned, path, monkeypatch):
    monkeypatch.setattr(queries, "pins_of", partial(queries.pins_of, limit=1))
    services.pin_message(ada, message_id=post(ada, topic, "Bring cake").message.id)
    client = browser(bo)
    first = panel_of(client.get(f"{path}?panel=pins"))
    second = panel_of(client.get(path + unescape(re.search(r'href="(\?panel=pins&amp;cursor=[^"]+)"', first)[1])))
    again = unescape(re.search(r'id="pins"\s+hx-get="([^"]+)"', second)[1])

    assert "Thursdays" in second
    assert "Thursdays" not in first
    assert f'id="pin-{pinned.n}"' in client.get(again, headers=ALONE | {"HX-Target": "pins"}).content.decode()


def test_a_place_in_the_pins_that_is_none_is_refused(browser, bo, path):
    assert browser(bo).get(f"{path}?panel=pins&cursor=x").status_code == 400


@pytest.mark.parametrize(("query", "most"), [("?panel=pins", 9), ("?panel=people", 9), ("?panel=none", 8)])
def test_a_panel_costs_a_statement_or_two(browser, bo, pinned, path, query, most):
    client = browser(bo)
    client.get(path)

    with at_most(most):
        assert client.get(path + query).status_code == 200


def test_a_panel_alone_takes_at_most_four_statements(browser, bo, pinned, path):
    client = browser(bo)
    client.get(path)

    with at_most(4):
        assert client.get(f"{path}?panel=pins", headers=ALONE).status_code == 200


def panel_of(page) -> str:
    html = page.content.decode()
    return html[html.index('<aside class="panel') : html.index("</main>")]

"""It is true of the pages of what a message said before that…"""

import time

import pytest

from messaging import services
from messaging.models import Role
from messaging.tests.forms import text_of
from messaging.tests.people import member_of
from messaging.tests.topics import open_topic
from messaging.views.differences import differences

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def path(party, topic):
    return f"/p/{party.id}/t/{topic.id}"


@pytest.fixture
def edited(bo, topic, post, limit):
    limit()
    message = post(bo, topic, "We meet at <eight>").message
    services.edit_message(bo, message_id=message.id, text="We meet at nine")
    services.edit_message(bo, message_id=message.id, text="We all meet at nine")
    return message


def place_of(path, message) -> str:
    return f"{path}?around={message.n}&panel=revisions&message={message.id}#m-{message.n}"


def test_the_author_is_led_to_them_beside_the_message(browser, bo, edited, path):
    client = browser(bo)
    answer = client.get(f"/m/{edited.id}/revisions")
    html = client.get(answer["Location"]).content.decode()

    assert answer["Location"] == place_of(path, edited)
    assert "We <ins>all </ins>meet at nine" in html
    assert "<del>&lt;eight&gt;</del><ins>nine</ins>" in html
    assert "We meet at &lt;eight&gt;" in html
    assert html.index("<ins>all ") < html.index("<del>")


def test_moderators_see_them_and_other_members_do_not(browser, ada, party, edited, path):
    cleo, mo = member_of(party, "cleo"), member_of(party, "mo", Role.MODERATOR)

    for person, status in ((ada, 302), (mo, 302), (cleo, 403)):
        assert browser(person).get(f"/m/{edited.id}/revisions").status_code == status
    refused = browser(cleo).get(place_of(path, edited))
    assert refused.status_code == 403
    assert "eight" not in text_of(refused)


def test_strangers_and_malformed_addresses_find_nothing(browser, bo, eve, edited, path):
    assert browser(eve).get(f"/m/{edited.id}/revisions").status_code == 404
    assert browser(bo).get("/m/nothing/revisions").status_code == 404
    assert browser(bo).get(f"{path}?panel=revisions").status_code == 404
    assert browser(bo).get(f"{path}?panel=revisions&message={edited.id}&cursor=x").status_code == 400


def test_a_message_of_another_topic_has_none_here(browser, ada, bo, party, edited):
    other = open_topic(ada, party, "harbour")

    page = browser(bo).get(f"/p/{party.id}/t/{other.id}?panel=revisions&message={edited.id}")

    assert page.status_code == 404


def test_htmx_gets_them_alone_with_an_address_that_loads_again(browser, bo, edited, path):
    answer = browser(bo).get(f"/m/{edited.id}/revisions", headers={"HX-Request": "true", "HX-Target": "panel"})

    assert "<html" not in answer.content.decode()
    assert "<ins>all </ins>" in answer.content.decode()
    assert answer["HX-Push-Url"] == f"{path}?panel=revisions&message={edited.id}"


def test_more_than_a_page_is_reached(browser, bo, edited, path):
    for number in range(12):
        services.edit_message(bo, message_id=edited.id, text=f"We meet at {number}")
    client = browser(bo)
    first = client.get(f"/m/{edited.id}/revisions", follow=True).content.decode()
    cursor = first[first.index("cursor=") :].split('"')[0]
    second = client.get(f"{path}?panel=revisions&message={edited.id}&{cursor}").content.decode()

    assert "At first" not in first
    assert "At first" in second
    assert "&lt;eight&gt;" in second


def test_a_deleted_message_says_who_deleted_it_to_moderators_only(browser, ada, bo, edited, path):
    services.delete_message(ada, message_id=edited.id)

    of_ada, of_bo = (text_of(browser(who).get(place_of(path, edited))) for who in (ada, bo))

    assert "Ada deleted this message" in of_ada
    assert "Ada deleted this message" not in of_bo
    assert "This message was deleted, and what it said with it" in of_bo
    assert "eight" not in of_ada


def test_one_that_was_never_edited_says_so(browser, bo, topic, post, path):
    message = post(bo, topic, "Plain").message

    assert "Never edited" in text_of(browser(bo).get(place_of(path, message)))


def test_of_a_long_text_what_is_the_same_at_both_ends_is_left_out_of_the_comparison():
    before = "one two\n" * 400
    html = differences(before + "three and" + before, before + "three & four and" + before)

    assert html == before + "three <ins>&amp; four </ins>and" + before


def test_what_has_too_few_different_words_is_compared_by_lines_and_what_has_too_few_lines_is_another_text():
    long = " ".join(f"word{n % 3}" for n in range(900))
    by_lines = differences(f"x {long}\nkept\nx {long}\ny", f"{long} b\nkept\n{long}\nz")
    whole = differences("!\n" * 2000, "?\n!\n" * 1000)

    assert "</ins>kept\n<del>" in by_lines
    assert by_lines.count("<del>") == by_lines.count("<ins>") == 2
    assert (whole.count("<del>"), whole.count("<ins>")) == (1, 1)


def test_no_two_texts_take_long_to_compare():
    began = time.process_time()
    for before, after in (("!\n" * 2000, "!\n?\n" * 1000), ("! " * 2000, "? ! " * 1000), ("ab" * 2000, "a b " * 1000)):
        differences(before, after)

    assert time.process_time() - began < 2

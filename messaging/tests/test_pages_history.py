"""It is true of where the page of a topic opens that…"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from messaging import services
from messaging.models import Message, User
from messaging.tests.forms import submit
from messaging.tests.queries_counted import at_most

pytestmark = [pytest.mark.portable, pytest.mark.django_db(databases="__all__")]

START = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)


@pytest.fixture
def path(party, topic):
    return f"/p/{party.id}/t/{topic.id}"


@pytest.fixture
def long_topic(ada, topic):
    """120 messages of ada, an hour apart, n 2 to 121."""
    Message.objects.using(settings.MESSAGING_DB).bulk_create(
        Message(
            topic=topic,
            n=n,
            rev=n,
            author=ada,
            client_id=str(n),
            request_hash=b"",
            text=f"word {n}",
            html=f"<p>word {n}</p>",
            created_at=START + timedelta(hours=n - 2),
        )
        for n in range(2, 122)
    )
    Message.objects.using(settings.MESSAGING_DB).filter(topic=topic, n=1).update(created_at=START - timedelta(hours=1))
    topic.last_n = topic.last_rev = 121
    topic.save(using=settings.MESSAGING_DB)
    return topic


def numbers(page) -> list[int]:
    return [int(n) for n in re.findall(r'data-n="(\d+)"', page.content.decode())]


def test_beyond_the_end_there_is_nothing_but_the_way_back(browser, bo, long_topic, path):
    for after in (121, 999):
        page = browser(bo).get(f"{path}?after={after}")
        assert numbers(page) == []
        assert (
            re.findall(r'class="load-\w+">\s*<a [^>]*?href="([^"]+)"', page.content.decode())[0] == f"{path}?before=122"
        )


def test_many_unread_messages_open_at_the_new_line_with_twenty_read_ones_above(browser, bo, long_topic, path):
    services.mark_read(bo, topic_id=long_topic.id, n=30)
    page = browser(bo).get(path)
    html = page.content.decode()

    assert numbers(page) == list(range(11, 61))
    assert html.index('data-n="30"') < html.index('class="new-line"') < html.index('data-n="31"')
    assert {"load-earlier", "load-later"} <= set(re.findall(r"load-\w+", html))
    assert "91 new" in html
    assert 'href="' + path + '?before=122"' in html


@pytest.mark.parametrize(("read", "first"), [(118, 92), (95, 76)])
def test_few_unread_messages_stand_in_the_newest_page_with_twenty_read_ones(browser, bo, long_topic, path, read, first):
    services.mark_read(bo, topic_id=long_topic.id, n=read)
    page = browser(bo).get(path)

    assert numbers(page) == list(range(first, 122))
    assert f"{121 - read} new" in page.content.decode()


@pytest.mark.parametrize(("read", "is_drawn"), [(91, True), (90, False), (121, False)])
def test_the_newest_page_has_the_new_line_only_when_what_is_unread_begins_on_it(
    browser, bo, long_topic, path, read, is_drawn
):
    services.mark_read(bo, topic_id=long_topic.id, n=read)
    page = browser(bo).get(path, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="messages")

    assert numbers(page) == list(range(92, 122))
    assert ('class="new-line"' in page.content.decode()) is is_drawn


def test_a_page_that_was_away_for_too_long_gets_the_part_that_one_comes_in_to(browser, bo, long_topic, path):
    services.mark_read(bo, topic_id=long_topic.id, n=30)
    page = browser(bo).get(f"{path}?unread", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="messages")
    html = page.content.decode()

    assert numbers(page) == list(range(11, 61))
    assert html.index('data-n="30"') < html.index('class="new-line"') < html.index('data-n="31"')
    assert "data-has-after" in html
    assert "unread-bar" not in html

    services.mark_read(bo, topic_id=long_topic.id, n=121)
    page = browser(bo).get(f"{path}?unread", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="messages")
    assert numbers(page) == list(range(92, 122))


def test_a_topic_of_which_nothing_is_read_opens_at_its_beginning(browser, bo, long_topic, path):
    assert numbers(browser(bo).get(path))[0] == 1
    assert "99+ new" in browser(bo).get(path).content.decode()


def test_who_has_read_all_or_wrote_the_rest_sees_the_end_and_no_bar(browser, ada, bo, long_topic, path):
    services.mark_read(bo, topic_id=long_topic.id, n=121)

    for page in (browser(bo).get(path), browser(ada).get(path)):
        assert numbers(page)[-1] == 121
        assert "unread-bar" not in page.content.decode()


def test_a_place_that_is_asked_for_goes_before_what_is_unread(browser, bo, long_topic, path):
    page = browser(bo).get(f"{path}?around=100")

    assert 100 in numbers(page)
    assert "unread-bar" not in page.content.decode()


def test_a_day_begins_at_midnight_where_the_reader_lives(browser, bo, long_topic, path):
    begin = re.compile(r'data-begin="(\d+)"')
    in_utc = browser(bo).get(f"{path}?date=2026-03-02").content.decode()
    User.objects.using(settings.MESSAGING_DB).filter(id=bo.id).update(zoneinfo="Europe/Berlin")
    in_berlin = browser(bo).get(f"{path}?date=2026-03-02").content.decode()

    assert begin.search(in_utc)[1] == "4"  # 00:30 in UTC
    assert begin.search(in_berlin)[1] == "3"  # 23:30 in UTC, 00:30 in Berlin


@pytest.mark.parametrize(
    ("chosen", "device", "first"),
    [
        ("", "Europe/Berlin", "3"),
        ("UTC", "Europe/Berlin", "4"),
        ("Europe/Berlin", "Asia/Tokyo", "3"),
        ("", "Asia/Nowhere", "4"),
        ("", "../../etc/passwd", "4"),
        ("", "x" * 300, "4"),
        ("", "Europe", "4"),
        ("", "__init__/x", "4"),
        ("", "Asia/Calcutta", "1"),
    ],
)
def test_a_day_is_that_of_the_zone_which_is_chosen_else_of_the_device(
    browser, bo, long_topic, path, chosen, device, first
):
    User.objects.using(settings.MESSAGING_DB).filter(id=bo.id).update(zoneinfo=chosen)
    client = browser(bo)
    client.cookies["zone"] = device

    page = client.get(f"{path}?date=2026-03-02").content.decode()

    assert f'data-begin="{first}"' in page


def test_a_day_after_all_others_is_the_end_and_one_before_is_the_beginning(browser, bo, long_topic, path):
    assert 'data-begin="121"' in browser(bo).get(f"{path}?date=2027-01-01").content.decode()
    assert 'data-begin="1"' in browser(bo).get(f"{path}?date=2000-01-01").content.decode()


@pytest.mark.parametrize("day", ["", "soon", "2026-02-30", "0001-01-01T", "99999-01-01"])
def test_a_day_that_is_none_is_refused(browser, bo, path, day):
    assert browser(bo).get(f"{path}?date={day}").status_code == 400


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_break_nothing(browser, bo, path, day):
    User.objects.using(settings.MESSAGING_DB).filter(id=bo.id).update(zoneinfo="Pacific/Kiritimati")

    assert browser(bo).get(f"{path}?date={day}").status_code in {200, 400}


def test_a_day_and_a_number_at_once_are_refused(browser, bo, path):
    assert browser(bo).get(f"{path}?date=2026-03-02&before=3").status_code == 400


def test_all_is_read_by_a_form(browser, bo, long_topic, path):
    client = browser(bo)

    assert submit(client, "/parties/new", f"{path}/read", n="121")["Location"] == path
    assert "unread-bar" not in client.get(path).content.decode()


@pytest.mark.parametrize("n", ["", "-1", "x", "9" * 30])
def test_what_is_no_number_marks_nothing(browser, bo, long_topic, path, n):
    client = browser(bo)

    assert submit(client, "/parties/new", f"{path}/read", n=n).status_code == 400
    assert "unread-bar" in client.get(path).content.decode()


def test_strangers_mark_nothing(browser, eve, long_topic, path):
    assert submit(browser(eve), "/parties/new", f"{path}/read", n="1").status_code == 404


def test_unread_ones_take_at_most_ten_statements(browser, bo, long_topic, path):
    client = browser(bo)
    client.get(path)

    with at_most(10):
        assert client.get(path).status_code == 200


def test_scripts_know_the_zone_that_is_chosen_and_follow_the_device_where_none_is(browser, bo, path):
    by_device = browser(bo).get(path).content.decode()
    User.objects.using(settings.MESSAGING_DB).filter(id=bo.id).update(zoneinfo="Asia/Tokyo")
    chosen = browser(bo).get(path).content.decode()

    assert "data-zone" not in by_device
    assert 'data-zone="Asia/Tokyo"' in chosen

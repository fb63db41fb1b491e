"""It is true of the page "Devices" that it shows every sign-in of mine and nobody else's, and ends what I choose."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts import devices, services
from accounts.models import LASTS, SignIn
from events.times import now

pytestmark = [pytest.mark.portable, pytest.mark.wide, pytest.mark.django_db]

PATH = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
ANDROID = "Chatterbox/1.4 (Android 14; Pixel 8)"


@pytest.fixture
def browser(ada, browser_of) -> Client:
    return browser_of(ada, headers={"User-Agent": FIREFOX})


@pytest.fixture
def phone(ada) -> SignIn:
    sign_in = services.start_sign_in(user=ada, session_key="", user_agent=ANDROID, amr=["pwd"])
    services.issue_refresh_token(sign_in)
    return sign_in


def names_in(page) -> list[str]:
    return re.findall(r'<b class="one-line"[^>]*>(.*?)</b>', page.content.decode())


def words_of(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).replace("\xa0", " ").split())


def end(browser: Client, csrf, ses, **more):
    return browser.post(f"{PATH}{ses}/end", headers=csrf(browser), **more)


def ends_told(told) -> list[tuple[str, str]]:
    return [(event["ses"], event["reason"]) for event in told("session:revoked")]


def test_it_shows_each_with_device_beginning_and_last_seen_and_which_is_this_one(browser, phone):
    SignIn.objects.filter(pk=phone.pk).update(seen_at=now() - timedelta(days=3))

    page = browser.get(PATH)

    assert names_in(page) == ["Firefox on Linux", "Chatterbox on Android"]
    words = words_of(page)
    assert len(re.findall(r"\d{4} this one", words)) == 1
    assert words.index(" this one") < words.index("Chatterbox on Android")
    assert re.search(r"Firefox on Linux active now, 127\.0\.0\.1 signed in on \w+\.? \d+, \d{4} this one", words)
    assert re.search(r"Chatterbox on Android last seen 3 days ago signed in on .* \d{4} , in an app Sign out", words)
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    ("chosen", "device", "day"),
    [
        ("", "", "Nov. 28, 2020"),
        ("", "Pacific/Kiritimati", "Nov. 29, 2020"),
        ("America/New_York", "Pacific/Kiritimati", "Nov. 28, 2020"),
        ("", "../../etc/passwd", "Nov. 28, 2020"),
    ],
)
def test_its_day_is_that_of_where_one_is(ada, browser, phone, chosen, device, day):
    services.change_profile(ada.pk, {"zoneinfo": chosen})
    SignIn.objects.filter(pk=phone.pk).update(created_at=datetime(2020, 11, 28, 23, 30, tzinfo=UTC))
    browser.cookies["zone"] = device

    assert f"signed in on {day}" in words_of(browser.get(PATH))


def test_nobody_elses_is_shown(browser, bo, browser_of):
    browser_of(bo, headers={"User-Agent": "Safari/604.1 (iPhone)"})

    page = browser.get(PATH)

    assert names_in(page) == ["Firefox on Linux"]
    assert "You are signed in nowhere else." in words_of(page)
    assert "Sign out everywhere else" not in words_of(page)


def test_what_was_not_used_for_as_long_as_it_lasts_is_not_shown(browser, phone):
    SignIn.objects.filter(pk=phone.pk).update(seen_at=now() - timedelta(days=60, minutes=1))

    assert names_in(browser.get(PATH)) == ["Firefox on Linux"]


def test_one_is_ended_and_named(browser, phone, csrf, told):
    answer = end(browser, csrf, phone.ses, follow=True)

    assert "Signed out: Chatterbox on Android." in words_of(answer)
    assert names_in(answer) == ["Firefox on Linux"]
    assert ends_told(told) == [(phone.ses, "revoked")]


def test_twice_is_the_same_as_once(browser, phone, csrf, told):
    end(browser, csrf, phone.ses)

    answer = end(browser, csrf, phone.ses, follow=True)

    assert "signed out already" in words_of(answer)
    assert len(ends_told(told)) == 1


def test_somebody_elses_and_an_unknown_one_look_alike(browser, bo, browser_of, csrf, told):
    browser_of(bo)
    of_bo = SignIn.objects.get(user=bo)

    said = [words_of(end(browser, csrf, ses, follow=True)) for ses in (of_bo.ses, str(uuid.uuid4()))]

    assert said[0] == said[1]
    assert SignIn.objects.filter(pk=of_bo.pk).exists()
    assert ends_told(told) == []


def test_a_name_that_is_none_is_not_found(browser, csrf):
    assert end(browser, csrf, "nonsense").status_code == 404


def test_ending_this_one_signs_out_here(browser, csrf, told):
    ses = SignIn.objects.get().ses

    answer = end(browser, csrf, ses)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert answer.cookies["chatterbox_access"]["max-age"] == 0
    assert ends_told(told) == [(ses, "signed_out")]
    assert browser.get(PATH)["Location"].startswith("/accounts/login/")


def test_all_others_are_ended_and_counted(ada, browser, phone, browser_of, csrf, told):
    other = browser_of(ada)

    answer = browser.post(PATH, headers=csrf(browser), follow=True)

    assert "Signed out of 2 other devices." in words_of(answer)
    assert [reason for _, reason in ends_told(told)] == ["revoked", "revoked"]
    assert names_in(answer) == ["Firefox on Linux"]
    assert other.get(PATH)["Location"].startswith("/accounts/login/")
    assert "nowhere else" in words_of(browser.post(PATH, headers=csrf(browser), follow=True))


def test_each_change_wants_a_csrf_token_and_a_post(browser, phone, told):
    assert browser.post(PATH).status_code == 403
    assert browser.post(f"{PATH}{phone.ses}/end").status_code == 403
    assert browser.get(f"{PATH}{phone.ses}/end").status_code == 405
    assert ends_told(told) == []


def test_strangers_are_sent_to_sign_in(phone):
    assert Client().get(PATH)["Location"] == f"/accounts/login/?next={PATH}"
    assert Client().post(f"{PATH}{phone.ses}/end").status_code == 302
    assert SignIn.objects.exists()


def test_many_are_shown_page_by_page(ada, browser, monkeypatch):
    monkeypatch.setattr(devices, "PAGE", 2)
    for number in range(5):
        services.start_sign_in(user=ada, session_key=f"k{number}", user_agent=f"phone {number}", amr=[])

    seen, path = [], PATH
    while path:
        page = browser.get(path)
        seen += names_in(page)
        link = re.search(rf'href="({PATH}\?cursor=[^"]+)"', page.content.decode())
        path = link[1] if link else ""

    assert seen == ["Firefox on Linux", *[f"phone {number}" for number in (4, 3, 2, 1, 0)]]


def test_a_cursor_that_is_none_is_refused(browser):
    assert browser.get(f"{PATH}?cursor=nonsense").status_code == 400


def test_a_user_agent_can_not_be_markup(ada, browser):
    services.start_sign_in(user=ada, session_key="x", user_agent="<img src=x onerror=alert(1)>", amr=[])

    assert "<img src=x" not in browser.get(PATH).content.decode()


def test_it_needs_as_many_queries_for_forty_as_for_one(ada, browser, django_assert_max_num_queries):
    for number in range(40):
        services.start_sign_in(user=ada, session_key=f"k{number}", user_agent="phone", amr=[])

    with django_assert_max_num_queries(9):
        browser.get(PATH)


def test_a_sign_in_that_was_unseen_for_too_long_is_no_fault_of_the_page(browser, phone):
    SignIn.objects.exclude(pk=phone.pk).update(seen_at=now() - LASTS)

    page = browser.get(PATH)

    assert page.status_code == 200
    assert names_in(page) == ["Chatterbox on Android"]

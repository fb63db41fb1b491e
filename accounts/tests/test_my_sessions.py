import uuid

import pytest
from django.test import Client

from accounts import services
from accounts.models import SignIn

pytestmark = pytest.mark.django_db

PATH = "/accounts/api/v1/me/sessions"


def test_list_shows_mine_with_device_and_which_is_this_one(ada, bo, browser_of, phone_of):
    browser = browser_of(ada, headers={"User-Agent": "Firefox"})
    phone_of(ada)
    phone_of(bo)

    items = browser.get(PATH).json()["items"]

    assert [(item["user_agent"], item["current"]) for item in items] == [("phone", False), ("Firefox", True)]
    assert {item["ses"] for item in items} == {row.ses for row in SignIn.objects.filter(user=ada)}


def test_an_app_and_a_browser_are_told_apart_and_named(ada, browser_of):
    browser = browser_of(ada, headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"})
    phone = services.start_sign_in(user=ada, session_key="", user_agent="Chatterbox/1 (Android 14)", amr=["pwd"])
    services.issue_refresh_token(phone)

    items = browser.get(PATH).json()["items"]

    assert [(item["device"], item["kind"], item["address"]) for item in items] == [
        ("Chatterbox on Android", "app", ""),
        ("Firefox on Linux", "browser", "127.0.0.1"),
    ]
    assert set(items[0]) == {"ses", "device", "kind", "user_agent", "address", "created_at", "seen_at", "current"}


def test_list_comes_page_by_page(ada, phone_of):
    phone = phone_of(ada)
    for _ in range(4):
        phone_of(ada)

    seen, cursor = [], ""
    while cursor is not None:
        answer = phone.get(PATH, {"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        assert len(answer["items"]) <= 2
        seen += [item["ses"] for item in answer["items"]]
        cursor = answer["next"]

    assert seen == [str(key) for key in SignIn.objects.order_by("-id").values_list("pk", flat=True)]


@pytest.mark.parametrize(("query", "code"), [({"cursor": "x"}, "bad_cursor"), ({"limit": "0"}, "invalid")])
def test_a_page_that_is_none_is_refused(ada, phone_of, query, code):
    answer = phone_of(ada).get(PATH, query)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_one_is_ended_by_its_name_and_its_browser_is_out(ada, browser_of, phone_of, told):
    browser, phone = browser_of(ada), phone_of(ada)
    ses = SignIn.objects.exclude(user_agent="phone").get().ses

    answer = phone.delete(f"{PATH}/{ses}")

    assert answer.status_code == 204
    assert [(event["ses"], event["reason"]) for event in told("session:revoked")] == [(ses, "revoked")]
    assert browser.get(PATH).status_code == 401
    assert browser.get("/accounts/email/").status_code == 302
    assert phone.delete(f"{PATH}/{ses}").status_code == 204
    assert len(told("session:revoked")) == 1


def test_name_in_another_spelling_is_the_same_name(ada, browser_of, phone_of, csrf, told):
    phone, browser = phone_of(ada), browser_of(ada)
    first, second = browser_of(ada).session["ses"], browser_of(ada).session["ses"]
    mine = browser.session["ses"]

    assert phone.delete(f"{PATH}/{first.upper()}").status_code == 204
    page = browser.post(f"/accounts/sessions/{second.upper()}/end", headers=csrf(browser))
    assert page.status_code == 302
    assert {event["ses"] for event in told("session:revoked")} == {first, second}

    out = browser.delete(f"{PATH}/{mine.upper()}", headers=csrf(browser))

    assert (out.status_code, browser.cookies["chatterbox_access"].value) == (204, "")
    assert told("session:revoked")[-1]["reason"] == "signed_out"


def test_all_others_are_ended(ada, browser_of, phone_of, told):
    phone = phone_of(ada)
    browser_of(ada)
    browser_of(ada)

    assert phone.delete(PATH).status_code == 204

    assert len(told("session:revoked")) == 2
    assert phone.get(PATH).status_code == 200


def test_ending_ones_own_clears_the_cookie(ada, browser_of, csrf):
    browser = browser_of(ada)

    answer = browser.delete(f"{PATH}/{SignIn.objects.get().ses}", headers=csrf(browser))

    assert answer.status_code == 204
    assert answer.cookies["chatterbox_access"]["max-age"] == 0


def test_sign_in_of_somebody_else_stays(ada, bo, phone_of, told):
    phone_of(bo)
    of_bo = SignIn.objects.get().ses

    assert (
        phone_of(ada).delete(f"{PATH}/{of_bo}").status_code
        == phone_of(ada).delete(f"{PATH}/{uuid.uuid4()}").status_code
    )
    assert SignIn.objects.filter(user=bo).exists()
    assert told("session:revoked") == []


def test_malformed_name_is_not_found(ada, phone_of):
    answer = phone_of(ada).delete(f"{PATH}/nonsense")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_nobody_sees_or_ends_anything(ada, phone_of):
    phone_of(ada)

    assert Client().get(PATH).status_code == 401
    assert Client().delete(PATH).status_code == 401
    assert SignIn.objects.exists()


def test_cookie_needs_a_csrf_token(ada, browser_of):
    assert browser_of(ada).delete(PATH).json()["code"] == "csrf_failed"


def test_allauths_own_list_ends_them_the_same_way(ada, browser_of, csrf, told):
    browser, other = browser_of(ada), browser_of(ada)
    auth = "/accounts/api/auth/browser/v1/auth/sessions"
    (session,) = [item for item in browser.get(auth).json()["data"] if not item["is_current"]]

    browser.delete(auth, {"sessions": [session["id"]]}, content_type="application/json", headers=csrf(browser))

    assert [event["reason"] for event in told("session:revoked")] == ["revoked"]
    assert other.get(PATH).status_code == 401

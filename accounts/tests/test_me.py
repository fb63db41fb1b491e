import jwt
import pytest
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db

PATH = "/accounts/api/v1/me"
JSON = "application/json"


def get(authorization, **cookies):
    client = Client(headers={"Authorization": authorization})
    client.cookies.load(cookies)
    return client.get(PATH)


def test_me_by_bearer_and_by_cookie_is_the_same(ada, browser_of, phone_of):
    by_cookie, by_token = browser_of(ada).get(PATH), phone_of(ada).get(PATH)

    assert by_cookie.json() == by_token.json()
    assert by_cookie.json()["user"] == {
        "id": str(ada.pk),
        "username": "ada",
        "display_name": "Ada",
        "avatar_url": "",
        "deleted": False,
        "email": "ada@example.org",
        "locale": "",
        "zoneinfo": "",
        "is_staff": False,
        "created_at": by_cookie.json()["user"]["created_at"],
    }


def test_nobody_is_told_to_sign_in():
    answer = Client().get(PATH)

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_with_an_authorization_header_cookies_are_ignored(ada, browser_of):
    browser = browser_of(ada)

    answer = browser.get(PATH, headers={"Authorization": "Bearer nonsense"})

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Token x", "bearer\t", "ä"])
def test_odd_authorization_header_is_401(ada, header):
    assert get(header).status_code == 401


def test_patch_changes_the_profile_and_the_cookie_says_so_at_once(ada, browser_of, csrf, told):
    browser = browser_of(ada)
    given = {"display_name": " Ada  L. ", "username": "Countess", "zoneinfo": "Europe/London", "locale": "en-GB"}

    answer = browser.patch(PATH, given, content_type=JSON, headers=csrf(browser))

    user = answer.json()["user"]
    (event,) = told("user:updated")
    assert (answer.status_code, user["display_name"], user["username"]) == (200, "Ada L.", "countess")
    assert (event["version"], event["username"], event["zoneinfo"]) == (2, "countess", "Europe/London")
    assert browser.cookies["chatterbox_access"].value
    token = jwt.decode(browser.cookies["chatterbox_access"].value, options={"verify_signature": False})
    assert (token["username"], token["version"]) == ("countess", 2)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"username": "bo"}, "username"),
        ({"username": "BO"}, "username"),
        ({"username": "admin"}, "username"),
        ({"username": 5}, "username"),
        ({"username": None}, "username"),
        ({"display_name": ""}, "display_name"),
        ({"display_name": "  \u200b "}, "display_name"),
        ({"display_name": "x" * 65}, "display_name"),
        ({"display_name": "a\u0007b"}, "display_name"),
        ({"display_name": ["x"]}, "display_name"),
        ({"zoneinfo": "Mars/Olympus"}, "zoneinfo"),
        ({"zoneinfo": "../../etc/passwd"}, "zoneinfo"),
        ({"locale": "english!"}, "locale"),
    ],
)
def test_unfit_value_is_refused_with_its_field_and_changes_nothing(ada, bo, phone_of, told, given, field):
    answer = phone_of(ada).patch(PATH, given, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert list(answer.json()["fields"]) == [field]
    assert User.objects.get(pk=ada.pk).version == 1
    assert told("user:updated") == []


@pytest.mark.parametrize("body", ["{", "[]", '"x"', "\ud83d".encode("utf-8", "surrogatepass"), '{"username": NaN}'])
def test_broken_body_is_400(ada, phone_of, body):
    answer = phone_of(ada).generic("PATCH", PATH, body, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_same_values_again_change_nothing_and_tell_nothing(ada, phone_of, told):
    answer = phone_of(ada).patch(PATH, {"display_name": "Ada", "username": "ADA"}, content_type=JSON)

    assert answer.status_code == 200
    assert told("user:updated") == []


def test_with_a_cookie_unsafe_requests_need_a_csrf_token(ada, browser_of):
    answer = browser_of(ada).patch(PATH, {"display_name": "Eve"}, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert User.objects.get().display_name == "Ada"


def test_nobody_is_401_before_403():
    client = Client(enforce_csrf_checks=True)
    client.cookies["chatterbox_access"] = "nonsense"

    assert client.patch(PATH, {}, content_type=JSON).status_code == 401
    assert Client(enforce_csrf_checks=True).patch(PATH, {}, content_type=JSON).status_code == 401


def test_wrong_method_and_wrong_type_have_their_codes(ada, phone_of):
    phone = phone_of(ada)

    assert phone.put(PATH).json()["code"] == "method_not_allowed"
    assert phone.patch(PATH, "a=b", content_type="text/plain").json()["code"] == "unsupported_media_type"

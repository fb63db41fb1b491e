from datetime import timedelta

import pytest
from django.test import Client

from accounts import services
from accounts.models import LASTS, RefreshToken, SignIn, User
from events.times import now
from events.tokens import verify_access_token

pytestmark = pytest.mark.django_db

PATH = "/accounts/api/auth/app/v1/tokens/refresh"


def refresh(token):
    return Client().post(PATH, {"refresh_token": token}, content_type="application/json")


def data(token) -> dict:
    answer = refresh(token)
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


@pytest.fixture
def sign_in(ada):
    return services.start_sign_in(user=ada, session_key="", user_agent="phone", amr=["pwd"])


@pytest.fixture
def token(sign_in):
    return services.issue_refresh_token(sign_in)


def test_refresh_gives_an_access_token_of_the_same_sign_in_and_the_next_refresh_token(sign_in, token):
    given = data(token)

    claims = verify_access_token(given["access_token"])
    assert (claims.ses, claims.user_id, claims.amr) == (sign_in.ses, sign_in.user_id, ("pwd",))
    assert given["refresh_token"] != token
    assert data(given["refresh_token"])["refresh_token"] not in {token, given["refresh_token"]}


def test_nothing_that_is_kept_can_be_used(token):
    following = data(token)["refresh_token"]

    kept = str(list(RefreshToken.objects.values()))
    assert token not in kept
    assert following not in kept


def test_honest_retry_within_ten_seconds_gets_the_same_token(sign_in, token, told):
    first, again = data(token), data(token)

    assert first["refresh_token"] == again["refresh_token"]
    assert verify_access_token(again["access_token"]).ses == sign_in.ses
    assert RefreshToken.objects.count() == 2
    assert told("session:revoked") == []


@pytest.mark.parametrize("knew_it", [True, False], ids=["of the key before", "of the key to come"])
def test_honest_retry_gets_the_same_token_while_the_secret_key_changes(token, settings, knew_it):
    old, new = settings.SECRET_KEY, "another-key-" * 5
    first, then = (old, new) if knew_it else (new, old)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = first, [old, new]
    answer = data(token)

    settings.SECRET_KEY = then

    assert data(token)["refresh_token"] == answer["refresh_token"]
    assert data(answer["refresh_token"])["refresh_token"] != answer["refresh_token"]


def test_reuse_after_ten_seconds_ends_the_family(ada, sign_in, token, told, caplog):
    following = data(token)["refresh_token"]
    used_eleven_seconds_ago()

    assert refresh(token).status_code == 400
    assert refresh(following).status_code == 400

    (event,) = told("session:revoked")
    assert (event["ses"], event["reason"]) == (sign_in.ses, "refresh_reuse")
    assert not SignIn.objects.exists()
    assert [record.message for record in caplog.records].count("refresh token reused") == 1


def used_eleven_seconds_ago():
    RefreshToken.objects.filter(used_at__isnull=False).update(used_at=now() - timedelta(seconds=11))


def test_reuse_is_mailed_once_with_device_and_address(ada, sign_in, token, mailoutbox):
    SignIn.objects.update(user_agent="Mozilla/5.0 (Android 14; Mobile) Firefox/130.0")
    data(token)
    used_eleven_seconds_ago()

    refresh(token)
    refresh(token)

    (mail,) = mailoutbox
    assert mail.to == ["ada@example.org"]
    assert "signed out" in mail.subject
    assert "Firefox on Android" in mail.body
    assert "127.0.0.1" in mail.body
    assert "/accounts/sessions/" in mail.body
    assert token not in mail.body


def test_neither_a_retry_nor_nonsense_is_mailed(token, mailoutbox):
    data(token)
    data(token)
    refresh("nonsense")

    assert mailoutbox == []


def test_who_has_no_address_is_signed_out_all_the_same(ada, token, mailoutbox, told):
    User.objects.filter(pk=ada.pk).update(email=None)
    data(token)
    used_eleven_seconds_ago()

    assert refresh(token).status_code == 400

    assert mailoutbox == []
    assert len(told("session:revoked")) == 1


def test_a_mail_server_that_is_gone_changes_nothing(token, told, monkeypatch):
    def gone(*args, **more):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", gone)
    data(token)
    used_eleven_seconds_ago()

    assert refresh(token).status_code == 400
    assert len(told("session:revoked")) == 1


def test_access_tokens_of_the_family_are_dead_too(token):
    given = data(token)
    used_eleven_seconds_ago()
    refresh(token)

    answer = Client().get("/accounts/api/v1/me", headers={"Authorization": f"Bearer {given['access_token']}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_reuse_leaves_other_sign_ins_alone(ada, token):
    other = services.issue_refresh_token(services.start_sign_in(user=ada, session_key="", user_agent="", amr=["pwd"]))
    data(token)
    used_eleven_seconds_ago()
    refresh(token)

    assert data(other)["access_token"]


@pytest.mark.parametrize("given", ["", "x", "x" * 300, "ä", "\x00", None, 5, ["a"]])
def test_unknown_token_is_refused(token, given):
    assert refresh(given).status_code == 400
    assert data(token)


def test_token_lasts_sixty_days(token):
    RefreshToken.objects.update(created_at=now() - LASTS + timedelta(minutes=1))
    following = data(token)["refresh_token"]
    RefreshToken.objects.update(created_at=now() - LASTS)

    assert refresh(following).status_code == 400


def test_family_lasts_a_year_whatever_happens(sign_in, token):
    SignIn.objects.update(created_at=now() - timedelta(days=365))

    assert refresh(token).status_code == 400


def test_disabled_person_gets_nothing(ada, token):
    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert refresh(token).status_code == 400


def test_access_token_is_no_refresh_token(token):
    assert refresh(data(token)["access_token"]).status_code == 400


def test_refresh_reads_who_one_is_now(ada, token):
    services.change_profile(ada.pk, {"display_name": "Countess"})

    assert verify_access_token(data(token)["access_token"]).display_name == "Countess"


def test_use_is_seen(token):
    SignIn.objects.update(seen_at=now() - timedelta(days=3))

    data(token)

    assert SignIn.objects.get().seen_at > now() - timedelta(minutes=1)


def test_refresh_needs_few_statements(token, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        assert refresh(token).status_code == 200

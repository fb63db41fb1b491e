"""It is true of a key roll-over that both keys are published, old tokens stay good, and nobody is signed out."""

import json
import os
from datetime import timedelta
from pathlib import Path

import jwt
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import tokens
from events.keys import jwk_of, jwks_of_ring, new_private_key, ring_of
from events.times import now
from events.tokens import verify_access_token

pytestmark = pytest.mark.django_db

ME = "/accounts/api/v1/me"


@pytest.fixture
def file(tmp_path, settings) -> Path:
    path = tmp_path / "key.pem"
    path.write_text(settings.JWT_PRIVATE_KEY)
    return path


@pytest.fixture
def restart(file, settings):
    """Accounts starts anew with what the file holds now."""

    def start() -> None:
        settings.JWT_PRIVATE_KEY = file.read_text()
        settings.JWT_PUBLIC_KEYS = json.dumps(jwks_of_ring(file.read_text()))

    return start


@pytest.fixture
def later(monkeypatch):
    """later(hours=2): accounts signs by a clock that is two hours ahead."""

    def move(**ahead) -> None:
        monkeypatch.setattr(tokens, "now", lambda: now() + timedelta(**ahead))
        monkeypatch.setattr("accounts.views.now", lambda: now() + timedelta(**ahead))

    return move


def kid_of(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


def published() -> list[str]:
    return [jwk["kid"] for jwk in Client().get("/accounts/.well-known/jwks.json").json()["keys"]]


def test_both_are_published_and_the_old_one_signs_until_the_time_has_come(ada, file, restart, later, settings):
    old = jwk_of(settings.JWT_PRIVATE_KEY)["kid"]
    call_command("roll_jwt_key", file, "--in", "600")
    restart()
    fresh = jwk_of(ring_of(file.read_text())[1].pem)["kid"]

    assert published() == [old, fresh]
    assert kid_of(tokens.issue_access_token(ada, "x", [], 0)) == old
    later(seconds=700)
    assert kid_of(tokens.issue_access_token(ada, "x", [], 0)) == fresh
    assert published() == [old, fresh]
    later(hours=26)
    assert published() == [fresh]


def test_old_tokens_stay_good_and_nobody_is_signed_out(ada, browser_of, csrf, file, restart):
    browser = browser_of(ada)
    before = browser.cookies["chatterbox_access"].value

    call_command("roll_jwt_key", file, "--in", "0")
    restart()

    assert browser.get(ME).status_code == 200
    assert browser.post("/accounts/renew", headers=csrf(browser)).status_code == 200
    after = browser.cookies["chatterbox_access"].value
    assert kid_of(after) != kid_of(before)
    assert verify_access_token(before).ses == verify_access_token(after).ses
    assert browser.get(ME).status_code == 200


def test_phones_go_on_with_their_refresh_token(ada, file, restart):
    from conftest import PASSWORD

    login = Client().post(
        "/accounts/api/auth/app/v1/auth/login",
        {"email": ada.email, "password": PASSWORD},
        content_type="application/json",
    )
    call_command("roll_jwt_key", file, "--leaked")
    restart()

    path = "/accounts/api/auth/app/v1/tokens/refresh"
    given = {"refresh_token": login.json()["meta"]["refresh_token"]}
    fresh = Client().post(path, given, content_type="application/json").json()["data"]["access_token"]

    assert Client().get(ME, headers={"Authorization": f"Bearer {fresh}"}).status_code == 200


def test_a_leaked_key_signs_nothing_that_is_believed_and_sessions_go_on(ada, browser_of, csrf, file, restart):
    browser = browser_of(ada)

    call_command("roll_jwt_key", file, "--leaked")
    restart()

    assert browser.get(ME).json()["code"] == "not_signed_in"
    assert browser.post("/accounts/renew", headers=csrf(browser)).status_code == 200
    assert browser.get(ME).status_code == 200


def test_the_file_is_replaced_in_one_step_and_is_ours_alone(file, tmp_path, capsys):
    public = tmp_path / "public.json"

    call_command("roll_jwt_key", file, "--public", public)

    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(os.listdir(tmp_path)) == ["key.pem", "public.json"]
    assert json.loads(public.read_text()) == jwks_of_ring(file.read_text())
    said = capsys.readouterr().out
    assert "holds 2 keys" in said
    assert "PRIVATE" not in said


def test_without_a_file_it_begins_with_the_key_in_use(tmp_path, settings):
    path = tmp_path / "new.pem"

    call_command("roll_jwt_key", path)

    assert ring_of(path.read_text())[0] == ring_of(settings.JWT_PRIVATE_KEY)[0]


@pytest.mark.parametrize("text", ["", "nonsense", "twice"])
def test_what_can_not_be_rolled_stays_as_it_is(file, text):
    if text == "twice":
        call_command("roll_jwt_key", file)
        text = file.read_text()
    file.write_text(text)

    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("roll_jwt_key", file)

    assert file.read_text() == text


def test_a_moment_in_the_past_is_refused(file):
    with pytest.raises(CommandError, match="--in"):
        call_command("roll_jwt_key", file, "--in", "-5")


def test_another_house_can_not_sign_for_us(ada, settings):
    settings.JWT_PRIVATE_KEY = new_private_key()
    token = tokens.issue_access_token(ada, "x", [], 0)

    assert Client().get(ME, headers={"Authorization": f"Bearer {token}"}).json()["code"] == "not_signed_in"

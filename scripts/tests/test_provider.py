"""It is true of the demo provider that it speaks OAuth 2 and OpenID Connect as the two houses do."""

import base64
import hashlib
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest

from chatterbox.settings.providers import DEMO_CLIENT
from scripts.provider import DemoProvider
from scripts.provider.faults import FAULTS
from scripts.stack.layout import ROOT

pytestmark = pytest.mark.wide

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
BACK = "http://localhost:8000/accounts/{}/login/callback/"
ASK = {"google": "/google/o/oauth2/v2/auth", "github": "/github/login/oauth/authorize"}
TOKEN = {"google": "/google/token", "github": "/github/login/oauth/access_token"}


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


@pytest.fixture(scope="module")
def provider():
    with DemoProvider.on_port(0) as running:
        yield running


@pytest.fixture
def call(provider):
    """Status, headers and body of an answer."""
    opener = urllib.request.build_opener(Stay, urllib.request.ProxyHandler({}))

    def send(path, form=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(f"http://127.0.0.1:{provider.server_port}{path}", data, named)
        try:
            with opener.open(request, timeout=10) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers, answer.read().decode()

    return send


def asked(house, **more):
    scope = {"google": "openid profile email", "github": "read:user user:email"}[house]
    query = {
        "client_id": DEMO_CLIENT[0], "redirect_uri": BACK.format(house), "response_type": "code", "scope": scope,
        "state": "s1", "code_challenge": CHALLENGE, "code_challenge_method": "S256", "nonce": "n1",
    }  # fmt: skip
    return f"{ASK[house]}?{urlencode({name: value for name, value in (query | more).items() if value is not None})}"


@pytest.fixture
def code_of(call):
    """The code that a choice on the page gives."""

    def choose(house, **form):
        status, headers, body = call(asked(house), {"person": "nia"} | form)
        assert status == 302, body
        back = dict(parse_qsl(urlsplit(headers["Location"]).query))
        assert back["state"] == "s1"
        return back["code"]

    return choose


def grant(house, code, /, **more):
    return {
        "grant_type": "authorization_code", "code": code, "client_id": DEMO_CLIENT[0], "client_secret": DEMO_CLIENT[1],
        "redirect_uri": BACK.format(house), "code_verifier": VERIFIER,
    } | more  # fmt: skip


def test_google_gives_a_signed_id_token_with_the_nonce(call, code_of, provider):
    status, _, body = call(TOKEN["google"], grant("google", code_of("google")))
    said = json.loads(body)
    _, _, keys = call("/google/oauth2/v3/certs")
    key = jwt.PyJWKSet.from_dict(json.loads(keys)).keys[0]
    issuer = f"http://127.0.0.1:{provider.server_port}/google"
    claims = jwt.decode(said["id_token"], key, ["RS256"], audience=DEMO_CLIENT[0], issuer=issuer)

    assert status == 200
    assert (claims["nonce"], claims["email"], claims["email_verified"]) == ("n1", "nia@example.net", True)
    _, _, info = call("/google/oauth2/v2/userinfo", Authorization=f"Bearer {said['access_token']}")
    assert json.loads(info)["id"] == claims["sub"]
    _, _, found = call("/google/.well-known/openid-configuration")
    assert json.loads(found)["issuer"] == issuer


def test_github_answers_as_a_form_and_has_user_and_emails(call, code_of):
    _, headers, body = call(TOKEN["github"], grant("github", code_of("github", person="tomas")))
    token = dict(parse_qsl(body))["access_token"]
    _, _, user = call("/github/api/v3/user", Authorization=f"token {token}")
    _, _, emails = call("/github/api/v3/user/emails", Authorization=f"token {token}")

    assert headers["Content-Type"].startswith("application/x-www-form-urlencoded")
    assert (json.loads(user)["login"], json.loads(user)["email"]) == ("tomas-rey", None)
    hidden = {"email": "tomas@example.net", "primary": True, "verified": True, "visibility": "private"}
    assert hidden in json.loads(emails)
    assert call("/github/api/v3/user")[0] == 401


@pytest.mark.parametrize("house", ["google", "github"])
def test_a_code_is_good_once(call, code_of, house):
    code = code_of(house)
    first, second = (call(TOKEN[house], grant(house, code)) for _ in range(2))

    assert "access_token" in first[2]
    assert "access_token" not in second[2]
    assert second[0] == (400 if house == "google" else 200)  # GitHub refuses with 200


@pytest.mark.parametrize(
    "more",
    [
        {"code_verifier": "w" * 64},
        {"code_verifier": ""},
        {"client_secret": "guessed"},
        {"client_id": "other"},
        {"redirect_uri": "http://localhost:8000/other"},
        {"grant_type": "password"},
        {"code": "guessed"},
    ],
)
def test_a_code_is_good_only_for_whom_it_was_given_to(call, code_of, more):
    assert "access_token" not in call(TOKEN["google"], grant("google", code_of("google"), **more))[2]


@pytest.mark.parametrize(
    "more",
    [
        {"client_id": "other"},
        {"redirect_uri": "https://evil.example/accounts/google/login/callback/"},
        {"redirect_uri": "http://localhost:8000/elsewhere"},
        {"redirect_uri": "http://localhost:8000/accounts/google/login/callback/?x=1"},
        {"response_type": "token"},
        {"state": None},
        {"code_challenge": None},
        {"code_challenge_method": "plain"},
        {"scope": "email"},
        {"nonce": None},
    ],
)
def test_a_bad_request_gets_a_page_and_nobody_is_sent_anywhere(call, more):
    for form in (None, {"person": "nia"}):
        status, headers, _ = call(asked("google", **more), form)
        assert (status, headers["Location"]) == (400, None)


def test_saying_no_is_said_to_the_site(call):
    _, headers, _ = call(asked("github"), {"deny": "1"})

    assert dict(parse_qsl(urlsplit(headers["Location"]).query)) == {"error": "access_denied", "state": "s1"}


def test_the_page_says_what_it_is_and_every_fault_is_on_it(call):
    _, headers, body = call(asked("google"))

    assert "Demo provider" in body
    assert "It stands in for Google" in body
    assert all(f'value="{fault}"' in body for fault in FAULTS)
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_it_answers_to_this_machines_own_names_only(call):
    assert call("/", Host="provider.example.org")[0] == 421


def test_a_choice_from_another_site_does_not_count(call):
    assert call(asked("google"), {"person": "nia"}, Origin="https://evil.example")[0] == 403


def test_a_made_up_name_can_not_break_the_page(call):
    status, _, body = call(asked("google"), {"person": "other", "name": "", "address": ""})

    assert status == 400
    assert "Who comes to" in body
    assert call("/pictures/12.svg")[1]["Content-Type"] == "image/svg+xml"
    assert call("/nothing")[0] == call("/pictures/x.svg")[0] == 404


def test_a_large_form_is_refused(call):
    assert call(asked("google"), {"person": "x" * 100_000})[0] == 413


def test_in_a_process_of_its_own_it_ends_at_a_signal():
    command = [sys.executable, "-m", "scripts.provider", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert "The demo provider is at http://localhost:" in process.stdout.readline()
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(10) == 0


def test_a_taken_port_is_said_in_one_sentence(provider):
    command = [sys.executable, "-m", "scripts.provider", "--port", str(provider.server_port)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20)

    assert done.returncode == 1
    assert str(provider.server_port) in done.stderr
    assert "Traceback" not in done.stderr

"""It is true of what providers answer that it is read strictly: nothing but what we know of goes on."""

import json

import msgspec
import pytest
import requests
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.google import views as google
from hypothesis import given
from hypothesis import strategies as st

from accounts.providers import answers
from accounts.providers.answers import BadAnswer
from accounts.providers.http import ProviderSession

pytestmark = pytest.mark.wide

TOKEN, CERTS, USER = google.ACCESS_TOKEN_URL, google.CERTS_URL, GitHubOAuth2Adapter.profile_url
each_address = pytest.mark.parametrize("address", answers.SHAPES, ids=[str(number) for number in range(6)])
KEYS = ["id", "access_token", "email", "name", "x"]


def answer(body: bytes, status: int = 200) -> requests.Response:
    response = requests.Response()
    response.status_code, response._content = status, body
    return response


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=8,
)


@each_address
@given(value=VALUES)
def test_any_json_is_read_or_refused(address, value):
    response = answer(json.dumps(value).encode())
    try:
        answers.read(response, address)
    except BadAnswer:
        return
    response.json()


@each_address
@given(body=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(address, body):
    try:
        answers.read(answer(body), address)
    except BadAnswer:
        return


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"id":' * 50_000, b'{"id": 1, "x": ' + b"[" * 200_000, b"\x1f\x8b"])
@each_address
def test_deep_ones_are_refused(address, body):
    response = answer(body)
    try:
        answers.read(response, address)
    except BadAnswer:
        return
    assert response.json() in ({}, None)


def test_what_we_do_not_know_of_is_left_out():
    response = answer(b'{"id": 7, "login": "mara", "two_factor_authentication": true, "plan": {"name": "pro"}}')
    answers.read(response, USER)

    assert response.json() == {"id": 7, "login": "mara"}


def test_a_refresh_token_goes_no_further():
    response = answer(b'{"access_token": "a", "refresh_token": "r", "expires_in": 5}')
    answers.read(response, TOKEN)

    assert response.json() == {"access_token": "a"}


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_provider_in_trouble_is_no_answer(status):
    with pytest.raises(BadAnswer):
        answers.read(answer(b'{"access_token": "a"}', status), TOKEN)


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404])
def test_of_a_refusal_nothing_is_read(status):
    response = answer(b'{"access_token": "a"}', status)
    answers.read(response, TOKEN)

    assert response.content == b""


@pytest.mark.parametrize("pem", ["", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])
def test_a_key_that_is_none_is_refused(pem):
    with pytest.raises(BadAnswer):
        answers.read(answer(json.dumps({"k": pem}).encode()), CERTS)


def test_no_other_address_is_ever_asked():
    for address in ("http://169.254.169.254/", "https://example.com/", TOKEN + "/x", USER.replace("/api", "/x")):
        with ProviderSession() as session, pytest.raises(BadAnswer):
            session.get(address)


def test_a_netrc_does_not_speak_for_people(tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login developer password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))

    with ProviderSession() as session:
        prepared = session.prepare_request(requests.Request("GET", USER, headers={"Authorization": "token t"}))

    assert prepared.headers["Authorization"] == "token t"


@given(text=st.text(max_size=60))
def test_no_text_is_taken_for_an_id_token_by_accident(text):
    with pytest.raises(answers.NONSENSE):
        answers.claims_of(text)


def test_shapes_are_what_they_are_called():
    assert msgspec.json.decode(b'{"id": "7", "verified_email": true}', type=answers.GoogleUser).verified_email

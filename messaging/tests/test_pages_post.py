"""It is true of posting by a form, without a script, that…"""

import re
from urllib.parse import urljoin

import pytest
from django.conf import settings

from events.errors import RateLimited, Unavailable
from messaging.models import Message
from messaging.tests.forms import ORIGIN, submit, text_of
from messaging.tests.tokens import token_of

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def path(party, topic):
    return f"/p/{party.id}/t/{topic.id}"


def texts():
    rows = Message.objects.using(settings.MESSAGING_DB).filter(kind="text").order_by("n")
    return list(rows.values_list("text", flat=True))


def test_a_message_is_written_and_shown_at_its_place(browser, bo, path):
    client = browser(bo)
    answer = submit(client, path, f"{path}/messages", text="Hello\r\nthere")

    assert answer.status_code == 302
    assert answer["Location"] == f"{path}?before=3#m-2"
    assert texts() == ["Hello\nthere"]
    assert "Hello" in text_of(client.get(path))


def test_it_is_shown_also_by_whom_much_is_unread(browser, ada, bo, topic, post, path):
    for number in range(60):
        post(ada, topic, f"wind {number}")
    client = browser(bo)

    answer = submit(client, path, f"{path}/messages", text="Reef the sails")

    assert "Reef the sails" in text_of(client.get(answer["Location"].partition("#")[0]))
    assert "Reef the sails" not in text_of(client.get(path))  # which begins with what is unread


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write something first"),
        (" \n ", "Write something first"),
        ("x" * 4001, "4,000"),
        ("a\x07b", "control characters"),
    ],
)
def test_what_can_not_be_a_message_is_said_and_kept(browser, bo, path, text, sentence):
    page = submit(browser(bo), path, f"{path}/messages", text=text)

    assert page.status_code == 400
    assert sentence in text_of(page)
    assert 'aria-invalid="true"' in page.content.decode()
    assert text.strip()[:100] in page.content.decode()
    assert texts() == []


def test_from_a_refused_message_names_lead_to_people_as_they_do_elsewhere(browser, ada, bo, topic, post, path):
    post(ada, topic, "Saturn at nine")
    client = browser(bo)
    addresses = {path: client.get(path), f"{path}/messages": submit(client, path, f"{path}/messages", text="")}
    for address, page in addresses.items():
        href = re.search(r'class="author"[^>]*href="([^"]+)"', page.content.decode())[1]
        assert client.get(urljoin(address, href)).status_code == 200, address


def test_a_form_sent_twice_is_one_message(browser, bo, path):
    client = browser(bo)
    for _ in range(2):
        assert submit(client, path, f"{path}/messages", text="once", client_id="same").status_code == 302

    assert texts() == ["once"]


def test_other_words_on_an_old_page_are_another_message(browser, bo, path):
    client = browser(bo)
    submit(client, path, f"{path}/messages", text="first", client_id="same")
    answer = submit(client, path, f"{path}/messages", text="second", client_id="same")

    assert answer.status_code == 302
    assert texts() == ["first", "second"]


def test_a_stranger_posts_nothing(browser, eve, path):
    assert submit(browser(eve), "/parties/new", f"{path}/messages", text="hi").status_code == 404
    assert texts() == []


def test_a_form_of_somebody_whose_sign_in_expired_keeps_its_words(browser, bo, path):
    client = browser(bo)
    client.get(path)
    client.cookies[settings.ACCESS_COOKIE_NAME] = token_of(bo, expires_in=-60)
    page = client.post(
        f"{path}/messages", {"text": "not <lost>", "client_id": "c1"}, HTTP_ORIGIN=ORIGIN, HTTP_HOST="localhost"
    )

    assert page.status_code == 401
    assert f'action="{path}/messages"' in page.content.decode()
    assert 'name="text" value="not &lt;lost&gt;"' in page.content.decode()
    assert 'name="client_id" value="c1"' in page.content.decode()
    assert texts() == []


def test_a_form_from_a_page_that_has_grown_old_keeps_its_words(browser, bo, path):
    client = browser(bo)
    page = client.post(
        f"{path}/messages", {"text": "kept", "client_id": "c1"}, HTTP_ORIGIN=ORIGIN, HTTP_HOST="localhost"
    )

    assert page.status_code == 403
    assert 'name="text" value="kept"' in page.content.decode()
    assert "data-renewal" not in page.content.decode()
    assert texts() == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
@pytest.mark.parametrize("expires_in", [300, -60])
def test_a_form_from_elsewhere_is_refused_and_not_kept(browser, bo, path, origin, expires_in):
    client = browser(bo, expires_in=expires_in)
    headers = {"HTTP_ORIGIN": origin} if origin else {}
    page = client.post(f"{path}/messages", {"text": "evil", "client_id": "c1"}, HTTP_HOST="localhost", **headers)

    assert page.status_code == 403
    assert "evil" not in page.content.decode()
    assert texts() == []


def test_an_address_that_only_takes_posts_says_so(browser, bo, path):
    answer = browser(bo).get(f"{path}/messages")

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "Nothing happens here" in text_of(answer)


def test_what_may_have_been_saved_is_sent_again_as_the_same_message(browser, bo, path, monkeypatch):
    client = browser(bo)

    def client_id_after(refusal):
        def refuse(*_, **given):
            asked.append(given["client_id"])
            raise refusal

        asked: list[str] = []
        with monkeypatch.context() as here:
            here.setattr("messaging.services.post_message", refuse)
            page = submit(client, path, f"{path}/messages", text="Ahoy").content.decode()
        return asked[0], re.search(r'name="client_id" value="([^"]+)"', page)[1]

    sent, offered = client_id_after(Unavailable())
    assert sent == offered
    sent, offered = client_id_after(RateLimited(retry_after=1))
    assert sent != offered

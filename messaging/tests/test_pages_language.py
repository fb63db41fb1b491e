"""It is true of messaging's pages that they speak the language that the person's token names."""

import pytest

from messaging.models import User
from messaging.tests.tokens import token_of

pytestmark = [pytest.mark.django_db(databases=["messaging"]), pytest.mark.portable]


def language_of(client, bo: User, locale: str, **headers: str) -> str:
    client.cookies["chatterbox_access"] = token_of(bo, locale=locale)
    answer = client.get("/", headers=headers)
    page = answer.content.decode()
    assert f'<html lang="{answer["Content-Language"]}"' in page
    return str(answer["Content-Language"])


@pytest.mark.parametrize(("locale", "spoken"), [("de", "de"), ("de-AT", "de"), ("en", "en")])
def test_the_chosen_language_goes_before_that_of_the_browser(browser, bo: User, locale, spoken):
    assert language_of(browser(), bo, locale, **{"Accept-Language": "en" if spoken == "de" else "de"}) == spoken


@pytest.mark.parametrize("locale", ["", "tlh", "x" * 40])
def test_without_a_choice_of_ours_it_is_the_browsers(browser, bo: User, locale):
    assert language_of(browser(), bo, locale, **{"Accept-Language": "de"}) == "de"
    assert language_of(browser(), bo, locale) == "en"


def test_nobody_speaks_the_language_of_the_one_before(browser, bo: User):
    client = browser()
    assert language_of(client, bo, "de") == "de"
    assert client.get("/api/v1/sync", headers={"Authorization": f"Bearer {token_of(bo, locale='')}"}).status_code == 200
    assert browser().get("/")["Content-Language"] == "en"

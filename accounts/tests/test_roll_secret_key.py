"""While a SECRET_KEY is changed (docs/operate.md, "Rolling keys") it is true that…"""

import pytest

pytestmark = pytest.mark.django_db

NEW = "another-key-" * 5
PAGE = "/accounts/email/"


def test_a_session_of_a_task_with_the_new_key_opens_at_one_with_the_old_key_and_back(ada, browser_of, settings):
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [NEW, old]
    browser = browser_of(ada)
    assert browser.get(PAGE).status_code == 200

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = old, [NEW, old]
    assert browser.get(PAGE).status_code == 200

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [NEW, old]
    assert browser.get(PAGE).status_code == 200


def test_without_the_first_step_it_does_not(ada, browser_of, settings):
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [old]
    browser = browser_of(ada)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = old, []
    assert browser.get(PAGE).status_code == 302

"""It is true that others see the picture that one chose, and nothing but a deleted user once one has gone."""

import io
import json
import re
import time
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests import arrivals, steps
from tests.people import Person

#: Milliseconds that news of one service may take to the other, with the housekeeping that follows, on a busy machine.
NEWS_MS = 60_000
PICTURE = {"name": "me.png", "mimeType": "image/png"}


@pytest.fixture
def pair(person, site) -> tuple[Person, Person, str]:
    """ada, who owns a party, and bo, who is in it and has its topic open; and bo's username."""
    ada, bo = person("ada"), person("bo")
    _link, name = arrivals.meet(ada, bo, site)
    expect(bo.page.get_by_label("Message", exact=True)).to_be_visible()
    return ada, bo, name


def a_picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (600, 400), (200, 30, 60)).save(file, "PNG")
    return file.getvalue()


def look_until(page: Page, thing: Locator) -> None:
    """Load the page anew until it shows something."""
    deadline = time.monotonic() + NEWS_MS / 1000
    while not thing.count():
        assert time.monotonic() < deadline, f"{thing} did not come"
        page.wait_for_timeout(300)
        page.reload()
    expect(thing.first).to_be_visible()


def is_drawn(picture: Locator) -> bool:
    return bool(picture.evaluate("one => one.decode().then(() => one.naturalWidth === 256)"))


def delete_account(one: Person, username: str, choice: str) -> None:
    page = one.page
    page.goto("/accounts/")
    page.get_by_role("link", name="My data").click()
    page.get_by_role("link", name="Delete my account").click()
    page.get_by_label(re.compile(choice)).check()
    page.get_by_label(f"Type your username, {username}, to confirm").fill(username)
    page.evaluate("localStorage.setItem('words:me:draft:t', '1')")
    page.get_by_role("button", name="Delete my account for good").click()
    expect(page.get_by_role("heading", name="Your account is deleted")).to_be_visible()
    page.wait_for_load_state()
    assert page.evaluate(steps.KEPT_WORDS) == []


@pytest.mark.once
def test_a_chosen_picture_is_shown_before_it_is_sent_and_then_to_others(pair):
    ada, bo, _ = pair
    topic, page = bo.page.url, bo.page
    page.goto("/accounts/")
    page.get_by_role("link", name="My profile").click()

    page.get_by_label("Picture", exact=True).set_input_files([{**PICTURE, "buffer": a_picture()}])
    expect(page.locator("[data-picture-preview] img")).to_have_attribute("src", re.compile("^data:image/png"))
    page.get_by_role("button", name="Use this picture").click()
    expect(page.get_by_text("This is your picture now.")).to_be_visible()
    assert is_drawn(page.locator("[data-picture-preview] img"))

    page.goto(topic)
    look_until(page, page.locator(".me-bar .avatar img"))
    steps.write(page, "Do you like it?")
    theirs = steps.message(ada.page, "Do you like it?").locator("img")
    expect(theirs).to_be_visible()
    assert is_drawn(theirs)

    page.goto("/accounts/profile")
    page.get_by_role("button", name="Remove my picture").click()
    expect(page.get_by_text("your initials stand in for it")).to_be_visible()
    page.goto(topic)
    look_until(page, page.locator(".me-bar .avatar:not(:has(img))"))


@pytest.mark.once
def test_what_is_no_picture_is_refused_with_a_sentence(pair):
    _, bo, _ = pair
    bo.page.goto("/accounts/profile")
    bo.page.get_by_label("Picture", exact=True).set_input_files(
        [{"name": "notes.png", "mimeType": "image/png", "buffer": b"hello"}]
    )
    with bo.expecting("400|ERR_INVALID"):
        bo.page.get_by_role("button", name="Use this picture").click()
        expect(bo.page.get_by_role("alert")).to_contain_text("can't be read as a picture")


@pytest.mark.once
def test_without_scripts_a_picture_can_be_chosen_as_well(person, site):
    mara = person("mara", java_script_enabled=False)
    arrivals.sign_up(mara, site)
    mara.page.goto("/accounts/profile")

    mara.page.get_by_label("Picture", exact=True).set_input_files([{**PICTURE, "buffer": a_picture()}])
    mara.page.get_by_role("button", name="Use this picture").click()

    expect(mara.page.locator("[data-picture-preview] img")).to_be_visible()


@pytest.mark.once
def test_whoever_goes_leaves_their_words_as_those_of_a_deleted_user(pair):
    ada, bo, name = pair
    topic = bo.page.url
    steps.write(bo.page, "I was here.")
    expect(steps.message(ada.page, "I was here.")).to_be_visible()

    delete_account(bo, name, "It stays")

    words = steps.message(ada.page, "I was here.")
    look_until(ada.page, words.filter(has_text="Deleted user"))
    expect(ada.page.get_by_text(name)).to_have_count(0)
    bo.goto(topic)
    expect(bo.page).to_have_url(re.compile("/accounts/login/"))


def test_whoever_wants_it_takes_their_words_away_and_open_pages_see_it(pair):
    ada, bo, name = pair
    steps.write(bo.page, "Forget me.")
    expect(steps.message(ada.page, "Forget me.")).to_be_visible()

    delete_account(bo, name, "It goes too")

    gone = steps.message(ada.page, "This message was deleted.")
    expect(gone).to_contain_text("Deleted user", timeout=NEWS_MS)
    expect(ada.page.locator("#messages").get_by_text("Forget me.")).to_have_count(0)


@pytest.mark.long
@pytest.mark.once
def test_an_owner_is_asked_to_hand_over_first(pair):
    ada, _, _ = pair

    look_until_at(ada.page, "/accounts/delete", "Paper Boats")

    expect(ada.page.get_by_role("button", name="Delete my account for good")).to_have_count(0)
    expect(ada.page.get_by_role("link", name="Paper Boats")).to_have_attribute("href", re.compile("^/p/"))


def look_until_at(page: Page, path: str, text: str) -> None:
    page.goto(path)
    look_until(page, page.get_by_text(text))


@pytest.mark.long
@pytest.mark.once
def test_one_takes_along_account_and_messages(pair, tmp_path):
    _, bo, name = pair
    steps.write(bo.page, "Take me along.")
    expect(steps.message(bo.page, "Take me along.")).to_be_visible()
    page = bo.page

    page.goto("/accounts/data")
    page.get_by_role("button", name="Export my account").click()
    account = read(fetch(page, tmp_path), "account.json")
    page.get_by_role("link", name="Export my messages").click()
    page.get_by_role("button", name="Export my messages").click()
    expect(page.get_by_role("link", name="Download")).to_be_visible(timeout=NEWS_MS)
    messages = read(fetch(page, tmp_path), "messages.json")

    assert account["profile"]["username"] == name
    assert [message["text"] for message in messages] == ["Take me along."]


def fetch(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def read(path: Path, name: str):
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read(name))

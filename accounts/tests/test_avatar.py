"""It is true of somebody's picture that it is told once, served safely, and that no file is left of the old one."""

import io
from datetime import timedelta

import jwt
import pytest
from django.conf import settings as current
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts import jobs, services
from accounts.me import avatar_api
from accounts.models import AvatarFile, User
from accounts.services import avatars
from accounts.tests.images import BLUE, picture, zipped
from events.errors import NotFound, Unavailable
from events.times import now

pytestmark = [pytest.mark.wide, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]

API = "/accounts/api/v1/me/avatar"
PAGE = "/accounts/profile/avatar"
PROFILE = "/accounts/profile"


def put(client, content=None, kind="image/png", **more):
    return client.generic("PUT", API, content or picture(), content_type=kind, **more)


def file_of(content=None, name="me.png", kind="image/png"):
    return SimpleUploadedFile(name, content if content is not None else picture(), kind)


def files(media) -> list[str]:
    return sorted(path.name for path in media.glob("*"))


def test_a_phone_puts_its_picture_and_everybody_is_told_once(ada, phone_of, told, media):
    answer = put(phone_of(ada))

    url = answer.json()["user"]["avatar_url"]
    (event,) = told("user:updated")
    assert answer.status_code == 200
    assert url.startswith("/media/avatars/")
    assert (event["avatar_url"], event["version"]) == (url, 2)
    assert files(media) == [url.rpartition("/")[2]]


@pytest.mark.parametrize("kind", ["image/jpeg", "image/webp", "image/x-whatever", "application/octet-stream"])
def test_what_it_is_says_the_content_and_not_its_type(ada, phone_of, kind):
    assert put(phone_of(ada), kind=kind).status_code == 200


def test_a_form_with_the_field_avatar_is_taken_too(ada, browser_of, csrf):
    browser = browser_of(ada)
    boundary = b'--x\r\nContent-Disposition: form-data; name="avatar"; filename="a.png"\r\n\r\n'
    body = boundary + picture() + b"\r\n--x--\r\n"

    answer = browser.generic("PUT", API, body, content_type="multipart/form-data; boundary=x", headers=csrf(browser))

    token = jwt.decode(browser.cookies["chatterbox_access"].value, options={"verify_signature": False})
    assert answer.status_code == 200
    assert token["avatar_url"] == answer.json()["user"]["avatar_url"]


def test_a_new_picture_has_a_new_name_and_the_old_file_is_gone(ada, phone_of, media, told):
    phone = phone_of(ada)
    first = put(phone).json()["user"]["avatar_url"]
    second = put(phone).json()["user"]["avatar_url"]

    assert first != second
    assert files(media) == [second.rpartition("/")[2]]
    assert [event["avatar_url"] for event in told("user:updated")] == [first, second]
    assert AvatarFile.objects.count() == 1


def test_without_a_picture_initials_stand_in_again_and_the_file_is_gone(ada, phone_of, media, told):
    phone = phone_of(ada)
    put(phone)

    assert phone.delete(API).status_code == 204
    assert phone.delete(API).status_code == 204

    assert files(media) == []
    assert User.objects.get(pk=ada.pk).avatar_url == ""
    assert [event["avatar_url"] for event in told("user:updated")][1:] == [""]


def test_a_providers_picture_can_be_taken_away(sign_up, phone_of, told):
    nia = sign_up("nia", avatar_url="https://elsewhere.example/nia.png")

    assert phone_of(nia).delete(API).status_code == 204

    assert [event["avatar_url"] for event in told("user:updated")] == [""]


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"hello", "image/png", 400, "invalid"),
        (picture() + zipped(), "image/png", 400, "invalid"),
        (b"x" * (5 * 1024 * 1024 + 1), "image/png", 413, "too_large"),
        (picture(), "text/plain", 415, "unsupported_media_type"),
        (b'{"avatar": "x"}', "application/json", 415, "unsupported_media_type"),
        (b"--x--", "multipart/form-data; boundary=x", 400, "invalid"),
        (b"nonsense", "multipart/form-data", 400, "invalid"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x", 400, "invalid"),
    ],
)
def test_an_unfit_body_is_refused_and_nothing_is_kept(ada, phone_of, media, told, content, kind, status, code):
    answer = put(phone_of(ada), content, kind)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]
    assert files(media) == []
    assert told("user:updated") == []


def test_an_empty_body_is_refused_and_a_wrong_one_hears_what_is_wanted(ada, phone_of):
    phone = phone_of(ada)

    assert phone.put(API, b"", headers={"Content-Type": "image/png"}).status_code == 400
    assert "image/png" in put(phone, b"x", "text/plain").json()["message"]


def test_nobody_is_told_to_sign_in_before_anything_else(ada, browser_of):
    assert put(Client(), b"hello").status_code == 401
    assert Client().delete(API).status_code == 401
    assert put(browser_of(ada)).json()["code"] == "csrf_failed"


def test_too_many_uploads_have_to_wait(ada, bo, phone_of, monkeypatch):
    monkeypatch.setattr(avatar_api, "UPLOADS", 1)
    phone = phone_of(ada)
    put(phone)

    answer = put(phone)

    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert answer["Retry-After"]
    assert put(phone_of(bo)).status_code == 200


def test_the_page_takes_a_picture_and_shows_it(ada, browser_of, csrf, told):
    browser = browser_of(ada)

    answer = browser.post(PAGE, {"avatar": file_of()}, headers=csrf(browser))
    page = browser.get(answer["Location"])

    url = User.objects.get(pk=ada.pk).avatar_url
    token = jwt.decode(browser.cookies["chatterbox_access"].value, options={"verify_signature": False})
    assert (answer.status_code, token["avatar_url"]) == (302, url)
    assert f'src="{url}"' in page.content.decode()
    assert "This is your picture now." in page.content.decode()
    assert len(told("user:updated")) == 1


def test_the_page_takes_it_away_again(ada, browser_of, csrf):
    browser = browser_of(ada)
    browser.post(PAGE, {"avatar": file_of()}, headers=csrf(browser))

    browser.post(PAGE, {"remove": ""}, headers=csrf(browser))

    assert User.objects.get(pk=ada.pk).avatar_url == ""
    assert "Remove my picture" not in browser.get(PROFILE).content.decode()


@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        ({}, 400, "Choose a picture first."),
        ({"avatar": "text"}, 400, "Choose a picture first."),
        ({"avatar": b""}, 400, "Choose a picture first."),
        ({"avatar": b"hello"}, 400, "can&#x27;t be read as a picture"),
        ({"avatar": b"x" * (5 * 1024 * 1024 + 1)}, 413, "A picture can have 5 MB"),
    ],
)
def test_the_page_says_what_is_wrong(ada, browser_of, csrf, told, given, status, sentence):
    browser = browser_of(ada)
    form = {name: file_of(value) if isinstance(value, bytes) else value for name, value in given.items()}

    answer = browser.post(PAGE, form, headers=csrf(browser))

    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert told("user:updated") == []


def test_strangers_and_foreign_pages_change_nothing(ada, browser_of):
    assert Client().post(PAGE, {"avatar": file_of()})["Location"].startswith("/accounts/login/")
    assert browser_of(ada).post(PAGE, {"avatar": file_of()}).status_code == 403
    assert browser_of(ada).get(PAGE).status_code == 405


def test_it_is_served_as_a_picture_for_ever_and_as_nothing_else(ada, phone_of):
    url = put(phone_of(ada), picture(colour=BLUE)).json()["user"]["avatar_url"]

    answer = Client().get(url)

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert not answer.cookies
    assert Image.open(io.BytesIO(answer.content)).size == (256, 256)


@pytest.mark.parametrize(
    "name",
    ["x", "..%2F..%2Fsecrets%2Fkey", "%2e%2e", "a" * 22 + ".webp", "a" * 22 + ".svg", "ä.webp", "a" * 300, "%00"],
)
def test_no_other_file_is_served(name, media):
    media.mkdir()
    (media.parent / "secret").write_text("secret")
    (media / ("a" * 22 + ".svg")).write_text("<svg/>")

    assert Client().get(f"/media/avatars/{name}").status_code == 404


def test_what_could_not_be_deleted_at_once_a_job_deletes(ada, media, monkeypatch):
    services.set_avatar(ada.pk, b"one")
    with monkeypatch.context() as broken:
        broken.setattr(default_storage, "delete", lambda name: (_ for _ in ()).throw(OSError("gone")))
        services.set_avatar(ada.pk, b"two")
    assert len(files(media)) == 2
    assert jobs.delete_left_avatars(current.ACCOUNTS_DB) == 0  # it might be on its way in

    AvatarFile.objects.exclude(unused_since=None).update(unused_since=now() - timedelta(hours=1))
    assert jobs.delete_left_avatars(current.ACCOUNTS_DB) == 1

    (left,) = files(media)
    assert User.objects.get(pk=ada.pk).avatar_url.endswith(left)
    assert AvatarFile.objects.count() == 1


def test_an_upload_that_broke_leaves_nothing_for_long(ada, media, monkeypatch, told):
    monkeypatch.setattr(avatars, "step", lambda *args, **changes: (_ for _ in ()).throw(NotFound()))
    with pytest.raises(NotFound):
        services.set_avatar(ada.pk, b"one")
    assert len(files(media)) == 1

    AvatarFile.objects.update(unused_since=now() - timedelta(hours=1))
    jobs.delete_left_avatars(current.ACCOUNTS_DB)

    assert files(media) == []
    assert told("user:updated") == []


def test_a_full_disk_is_503_and_changes_nothing(ada, monkeypatch, told):
    monkeypatch.setattr(default_storage, "save", lambda *args: (_ for _ in ()).throw(OSError("full")))

    with pytest.raises(Unavailable):
        services.set_avatar(ada.pk, b"one")
    assert told("user:updated") == []

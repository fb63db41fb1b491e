import os
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client

PATH = "/dev/mail/"


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def send(subject, text, seconds=None):
    backend: Any = get_connection("django.core.mail.backends.filebased.EmailBackend")
    mail = EmailMultiAlternatives(subject, text, "noreply@localhost", ["ada@example.org"], connection=backend)
    mail.send()
    if seconds is not None:
        path = backend._get_filename()
        os.utime(path, (seconds, seconds))


def test_page_without_any_mail_is_a_page(folder):
    answer = Client().get(PATH)

    assert (answer.status_code, answer.context["mails"]) == (200, [])


def test_page_without_a_folder_is_a_page(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path / "absent")

    assert Client().get(PATH).status_code == 200


def test_newest_mail_comes_first_and_its_links_can_be_followed(folder):
    send("Older", "a", seconds=1_000)
    send("Newer", "Go to http://localhost:8000/accounts/confirm-email/a:b/ now", seconds=2_000)

    answer = Client().get(PATH)

    mails = answer.context["mails"]
    assert [mail.subject for mail in mails] == ["Newer", "Older"]
    page = Client().get(f"{PATH}{mails[0].name}/{mails[0].number}").content.decode()
    assert 'href="http://localhost:8000/accounts/confirm-email/a:b/"' in page


def test_everything_is_escaped(folder):
    send("<script>alert(1)</script>", "<img src=x onerror=alert(1)>")

    listed = Client().get(PATH)
    (mail,) = listed.context["mails"]
    shown = Client().get(f"{PATH}{mail.name}/0")

    for page in (listed.content.decode(), shown.content.decode()):
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_junk_shows_as_text_and_breaks_nothing(folder):
    (folder / "20260101-junk.log").write_bytes(bytes(range(256)) * 4)
    (folder / "20260102-header.log").write_bytes(
        b"Subject: =?utf-8?q?=ff=fe?=\nContent-Type: text/plain; charset=nope\n\n\xff"
    )
    (folder / "20260103-empty.log").write_bytes(b"")
    (folder / "folder.log").mkdir()
    (folder / "bad name.log").write_bytes(b"Subject: hidden\n\n")

    listed = Client().get(PATH)

    assert listed.status_code == 200
    assert len(listed.context["mails"]) == 2
    for mail in listed.context["mails"]:
        assert Client().get(f"{PATH}{mail.name}/{mail.number}").status_code == 200


@pytest.mark.parametrize(
    "path", ["../secrets/secret_key/0", "x.log/0", "..%2Fsecret.log/0", "20260101-junk.log/7", "a.txt/0"]
)
def test_nothing_else_can_be_read(folder, path):
    (folder / "20260101-junk.log").write_bytes(b"Subject: x\n\n")
    (folder / "a.txt").write_text("secret")

    assert Client().get(PATH + path).status_code == 404

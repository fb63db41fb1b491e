"""/dev/mail/: the mails that `local` writes into a folder instead of sending them. Not mounted in production."""

import email
import email.policy
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from events.times import iso

#: What Django's file backend writes between mails, and nothing bigger than this is read, in bytes.
RULE: Final = b"\n" + b"-" * 79 + b"\n"
BIGGEST: Final = 512 * 1024
SHOWN: Final = 50
NAME: Final = re.compile(r"[\w.-]{1,120}\.log")


class Mail(NamedTuple):
    name: str
    number: int  # within its file, from 0
    sent_at: str
    to: str
    subject: str
    text: str


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """The newest mails, newest first."""
    return render(request, "dev/mails.html", {"mails": list(_newest())})


@require_safe
def mail(request: HttpRequest, name: str, number: int) -> HttpResponse:
    file = _folder() / name
    found = dict(enumerate(_mails_in(file))) if NAME.fullmatch(name) and file.is_file() else {}
    if number not in found:
        raise Http404
    return render(request, "dev/mail.html", {"mail": found[number]})


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _newest() -> Iterator[Mail]:
    files = [file for file in _folder().glob("*.log") if NAME.fullmatch(file.name) and file.is_file()]
    files.sort(key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)
    for file in files[:SHOWN]:
        yield from reversed(list(_mails_in(file)))


def _mails_in(file: Path) -> Iterator[Mail]:
    """The mails of one file, oldest first; what can't be read as one shows as text."""
    with file.open("rb") as stream:
        content = stream.read(BIGGEST)
    sent_at = iso(datetime.fromtimestamp(file.stat().st_mtime, UTC))
    for number, raw in enumerate(part for part in content.split(RULE) if part.strip()):
        yield _mail(raw, file.name, number, sent_at)


def _mail(raw: bytes, name: str, number: int, sent_at: str) -> Mail:
    try:
        parsed = email.message_from_bytes(raw.lstrip(), policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)  # noqa: S101 - what that policy makes
        to, subject, text = str(parsed["to"] or ""), str(parsed["subject"] or ""), _text_of(parsed)
    except Exception:  # the parser raises whatever it likes on junk, and junk is no reason for an error page
        to, subject, text = "", "", raw.decode(errors="replace")
    return Mail(name, number, sent_at, to, subject or name, text)


def _text_of(parsed: EmailMessage) -> str:
    body = parsed.get_body(preferencelist=("plain", "html"))
    return str(body.get_content()) if body else ""


urlpatterns = [
    path("mail/", mails, name="dev-mails"),
    path("mail/<str:name>/<int:number>", mail, name="dev-mail"),
]

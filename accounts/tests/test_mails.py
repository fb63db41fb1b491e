"""It is true of mails that they leave after the answer, each once by whichever worker, and that none is lost."""

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connections
from django.test import Client

from accounts import postman, services
from accounts.models import WaitingMail
from accounts.services import mails
from accounts.tests.smtp import mail_server
from conftest import PASSWORD
from events.outages import DependencyLost
from events.tests.processes import ROOT, database_of, until
from events.times import now

pytestmark = pytest.mark.wide

GIVEN = {"email": "mara@example.org", "username": "mara", "password1": PASSWORD}


@pytest.fixture
def server(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 20
        yield server


def post(address: str = "ada@example.org", subject: str = "Hello") -> WaitingMail:
    services.post_mail(EmailMessage(subject, "Text.", None, [address]))
    return WaitingMail.objects.get(address=address)


def make_due() -> None:
    WaitingMail.objects.update(due_at=now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_request_writes_the_mail_and_the_worker_sends_it(settings, server):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"

    answer = Client().post("/accounts/signup/", GIVEN)

    assert (answer.status_code, server.to(), WaitingMail.objects.count()) == (302, [], 1)
    assert services.send_due_mails() is False
    assert (server.to(), WaitingMail.objects.count()) == (["mara@example.org"], 0)
    assert "/accounts/confirm-email/" in server.taken[0].get_content()


@pytest.mark.django_db
def test_mail_has_the_sender_of_the_house_and_an_id_that_stays(settings, server):
    settings.DEFAULT_FROM_EMAIL = "Chatterbox <hello@example.org>"
    row = post(subject="Grüße")

    services.send_due_mails()

    (letter,) = server.taken
    assert (letter["from"], letter["subject"]) == ("Chatterbox <hello@example.org>", "Grüße")
    assert letter["message-id"] == f"<{row.pk}@localhost>"
    assert letter["auto-submitted"] == "auto-generated"


@pytest.mark.django_db
def test_mail_that_somebody_has_taken_is_left_alone_until_they_must_be_dead(server):
    row = post()
    assert mails._take(row)

    assert not mails._take(row)
    services.send_due_mails()
    assert server.to() == []

    make_due()
    services.send_due_mails()
    assert server.to() == ["ada@example.org"]


@pytest.mark.django_db
def test_lost_mail_server_loses_no_mail_and_no_sign_up(settings, caplog):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    assert Client().post("/accounts/signup/", GIVEN).status_code == 302
    with pytest.raises(DependencyLost, match="mail server"):
        services.send_due_mails()
    assert services.send_due_mails() is False  # it is not due again at once

    with mail_server() as server:
        settings.EMAIL_PORT = server.port
        make_due()
        services.send_due_mails()
        assert server.to() == ["mara@example.org"]
    assert not WaitingMail.objects.exists()
    assert "mara@example.org" not in caplog.text


@pytest.mark.django_db
def test_refused_address_is_given_up_and_the_others_get_theirs(server, caplog):
    server.refuse["ada@example.org"] = "550 nobody of that name"
    post("ada@example.org")
    post("bo@example.org")

    services.send_due_mails()

    assert (server.to(), WaitingMail.objects.count()) == (["bo@example.org"], 0)
    assert [record.message for record in caplog.records] == ["mail_given_up"]
    assert "ada@example.org" not in caplog.text


@pytest.mark.django_db
def test_full_mailbox_is_tried_again_for_a_day_at_growing_distance(server, caplog):
    server.refuse["ada@example.org"] = "452 full"
    post()
    waits = []
    for _ in range(3):
        make_due()
        services.send_due_mails()
        waits.append((WaitingMail.objects.get().due_at - now()).total_seconds())
    WaitingMail.objects.update(created_at=now() - timedelta(hours=25))
    make_due()

    services.send_due_mails()

    assert 0 < waits[0] < waits[1] < waits[2]
    assert not WaitingMail.objects.exists()
    assert caplog.records[-1].message == "mail_given_up"


@pytest.mark.django_db
def test_mail_that_cannot_be_written_does_not_hold_up_the_rest(server):
    WaitingMail.objects.create(address="ada@example.org", subject="two\nlines", text="")
    post("bo@example.org")

    services.send_due_mails()

    assert (server.to(), WaitingMail.objects.count()) == (["bo@example.org"], 0)


@pytest.mark.django_db
def test_more_than_a_batch_is_sent_in_several(server, monkeypatch):
    monkeypatch.setattr(mails, "BATCH", 2)
    for name in ("ada", "bo", "eve"):
        post(f"{name}@example.org")

    assert services.send_due_mails() is True
    assert services.send_due_mails() is False

    assert server.to() == ["ada@example.org", "bo@example.org", "eve@example.org"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(server):
    for number in range(12):
        post(f"somebody{number}@example.org")

    def send() -> None:
        services.send_due_mails()
        connections.close_all()

    workers = [threading.Thread(target=send) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert sorted(server.to()) == sorted(f"somebody{number}@example.org" for number in range(12))
    assert not WaitingMail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_thread_of_local_sends_what_is_posted_and_outlives_a_lost_server(settings, server):
    with postman.running():
        post()
        until(lambda: server.to() == ["ada@example.org"], seconds=60)
        settings.EMAIL_PORT = 1
        post("bo@example.org")
        until(lambda: WaitingMail.objects.get().tries > 0, seconds=60)
        settings.EMAIL_PORT = server.port
        make_due()
        mails.posted.set()
        until(lambda: server.to()[1:] == ["bo@example.org"], seconds=60)


def start_worker(server: Any) -> "subprocess.Popen[bytes]":
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "accounts.tests.mail_worker",
        "WORKER_DATABASE": json.dumps(database_of("default"), default=str),
        "WORKER_SMTP_PORT": str(server.port),
    }
    return subprocess.Popen([sys.executable, "manage.py", "send_mails"], cwd=ROOT, env=environment)


@pytest.mark.django_db(transaction=True)
def test_mail_of_a_worker_that_is_killed_is_sent_by_the_next(server):
    server.answers.clear()
    post()
    first = start_worker(server)
    try:
        assert server.got_one.wait(60)
    finally:
        first.kill()
        first.wait()
    server.taken.clear()
    assert WaitingMail.objects.get().tries == 1

    server.answers.set()
    make_due()
    second = start_worker(server)
    try:
        until(lambda: not WaitingMail.objects.exists(), seconds=60)
    finally:
        second.send_signal(signal.SIGTERM)
        assert second.wait(60) == 0
    assert "ada@example.org" in server.to()


@pytest.mark.django_db
def test_test_outbox_is_what_the_worker_sent():
    post()

    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]
    assert not WaitingMail.objects.exists()

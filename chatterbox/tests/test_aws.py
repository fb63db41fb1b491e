"""It is true that at AWS pictures lie in a bucket, mails leave by SES, and a database's password may change."""

import base64
import smtplib

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage

from chatterbox import env
from chatterbox.aws import buckets, mails, passwords
from chatterbox.postgres import base as postgres
from chatterbox.settings import accounts_parts, base, databases
from chatterbox.tests import fake_aws
from chatterbox.tests.test_settings import ACCOUNTS

pytestmark = pytest.mark.portable
ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-AbCdEf"
NAME = "avatars/abc.webp"


@pytest.fixture
def cloud(monkeypatch):
    with fake_aws.running(monkeypatch) as fake:
        yield fake


@pytest.fixture
def storage(cloud, settings):
    settings.MEDIA_URL = "https://media.example.org/media/"
    return buckets.BucketStorage("pictures")


def test_a_picture_is_kept_shown_and_deleted(storage, cloud):
    assert storage.save(NAME, ContentFile(b"RIFF picture")) == NAME

    assert cloud.objects == {"/pictures/media/avatars/abc.webp": ("image/webp", b"RIFF picture")}
    assert storage.url(NAME) == "https://media.example.org/media/avatars/abc.webp"
    with storage.open(NAME) as file:
        assert file.read() == b"RIFF picture"

    storage.delete(NAME)
    storage.delete(NAME)  # twice is the same as once
    assert not cloud.objects
    with pytest.raises(OSError, match="S3"):
        storage.open(NAME)


@pytest.mark.parametrize("refusal", [("AccessDenied", 403), ("InternalError", 500)])
def test_a_bucket_that_refuses_is_like_a_disk_that_fails(storage, cloud, refusal):
    cloud.refuse = refusal

    for call in (
        lambda: storage.save(NAME, ContentFile(b"x")),
        lambda: storage.delete(NAME),
        lambda: storage.open(NAME),
    ):
        with pytest.raises(OSError, match="S3"):
            call()


def test_nobody_who_answers_is_a_disk_that_fails(monkeypatch):
    with fake_aws.running(monkeypatch):
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        with pytest.raises(OSError, match="S3: EndpointConnectionError"):
            buckets.BucketStorage("pictures").delete(NAME)


def test_the_bucket_is_used_where_it_is_named(tmp_path):
    given = env.read(env.ACCOUNTS, ACCOUNTS)
    assert base.common(given | {"ALLOWED_HOSTS": []})["STORAGES"]["default"]["BACKEND"].endswith("FileSystemStorage")

    given = env.read(env.ACCOUNTS, ACCOUNTS | {"MEDIA_BUCKET": "pictures"})
    found = base.common(given | {"ALLOWED_HOSTS": []})["STORAGES"]["default"]
    assert found == {"BACKEND": "chatterbox.aws.buckets.BucketStorage", "OPTIONS": {"bucket": "pictures"}}


def mail() -> EmailMessage:
    return EmailMessage(
        "Hello", "Grüße\n", "noreply@chat.example.org", ["ada@example.org"], headers={"Message-ID": "<1@x>"}
    )


@pytest.fixture
def by_ses(cloud, settings):
    for name, value in accounts_parts.mail("ses://us-east-1").items():
        setattr(settings, name, value)
    assert settings.EMAIL_BACKEND == "chatterbox.aws.mails.SesBackend"
    return cloud


def test_a_mail_leaves_as_it_was_written(by_ses):
    assert mails.SesBackend().send_messages([mail()]) == 1

    (sent,) = by_ses.mails
    raw = base64.b64decode(sent["Content"]["Raw"]["Data"])
    assert sent["Destination"] == {"ToAddresses": ["ada@example.org"]}
    assert sent["FromEmailAddress"] == "noreply@chat.example.org"
    assert b"Message-ID: <1@x>\r\n" in raw
    assert b"Subject: Hello\r\n" in raw


def test_a_mail_that_ses_refuses_is_given_up_and_a_fault_of_ses_is_a_lost_server(by_ses):
    by_ses.refuse = ("MessageRejected", 400)
    with pytest.raises(smtplib.SMTPResponseException) as refusal:
        mails.SesBackend().send_messages([mail()])
    assert refusal.value.smtp_code == 554

    for code, status in (("TooManyRequestsException", 429), ("AccessDeniedException", 403), ("InternalFailure", 500)):
        by_ses.refuse = (code, status)
        with pytest.raises(smtplib.SMTPServerDisconnected, match="SES"):
            mails.SesBackend().send_messages([mail()])
    assert not by_ses.mails


def test_a_sender_that_nobody_has_confirmed_yet_is_a_fault_of_ours(by_ses):
    by_ses.refuse = ("MessageRejected", 400)
    by_ses.why = "Email address is not verified. The following identities failed the check in region US-EAST-1: x@y.org"

    with pytest.raises(smtplib.SMTPServerDisconnected, match="SES: MessageRejected"):
        mails.SesBackend().send_messages([mail()])


def test_a_password_is_read_once_and_again_when_it_was_refused(cloud, monkeypatch):
    cloud.secrets[ARN] = '{"username":"chatterbox","password":"first"}'
    password = passwords.Password(ARN)
    assert [password.get(), password.get()] == ["first", "first"]
    assert len(cloud.asked) == 1

    cloud.secrets[ARN] = '{"username":"chatterbox","password":"second"}'
    assert password.renew("first") == "first"  # it has asked a moment ago
    monkeypatch.setattr(passwords, "PAUSE", 0.0)
    assert password.renew("first") == "second"
    assert password.renew("first") == "second"  # another connection that was refused: what is known is newer already
    assert len(cloud.asked) == 2


@pytest.mark.parametrize("secret", ["not json", "[]", '{"username":"chatterbox"}'])
def test_a_secret_that_is_none_is_told_without_it(cloud, secret):
    cloud.secrets[ARN] = secret

    with pytest.raises(passwords.PasswordUnknown, match="the secret is not") as told:
        passwords.Password(ARN).get()
    assert secret not in str(told.value)


class Server:
    """PostgreSQL as far as passwords go: `right` is the one that it takes."""

    def __init__(self, monkeypatch, right):
        self.right, self.tried = right, []
        monkeypatch.setattr(postgres.upstream.DatabaseWrapper, "get_new_connection", self.connect)
        postgres._password.cache_clear()
        self.wrapper = postgres.DatabaseWrapper(
            {
                **databases.postgres("postgresql://chatterbox@db/chatterbox", ARN),
                "TIME_ZONE": None,
                "CONN_HEALTH_CHECKS": True,
            }
        )

    def connect(self, params):
        self.tried.append(params.get("password"))
        if params.get("password") != self.right:
            raise psycopg.OperationalError('FATAL:  password authentication failed for user "chatterbox"')
        return "connection"


def test_a_refused_password_is_read_anew_and_tried_once_more(cloud, monkeypatch):
    monkeypatch.setattr(passwords, "PAUSE", 0.0)
    server = Server(monkeypatch, "first")
    cloud.secrets[ARN] = '{"password":"first"}'
    assert server.wrapper.get_new_connection({}) == "connection"

    server.right, cloud.secrets[ARN] = "second", '{"password":"second"}'
    assert server.wrapper.get_new_connection({}) == "connection"
    assert server.tried == ["first", "first", "second"]

    server.right = "third"  # and nobody has told the secret
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        server.wrapper.get_new_connection({})
    assert server.tried[3:] == ["second", "second"]


def test_a_secret_that_cannot_be_read_is_a_database_that_is_lost(cloud, monkeypatch):
    server = Server(monkeypatch, "first")
    cloud.refuse = ("AccessDeniedException", 400)

    with pytest.raises(psycopg.OperationalError, match="password: Secrets Manager: AccessDenied"):
        server.wrapper.get_new_connection({})
    assert not server.tried


def test_tls_of_postgresql_comes_with_its_address():
    found = databases.postgres(
        "postgresql://chatterbox:p%40ss@db/chatterbox?sslmode=verify-full&sslrootcert=/etc/rds.pem"
    )

    assert found["PASSWORD"] == "p@ss"
    assert found["OPTIONS"].items() >= {"sslmode": "verify-full", "sslrootcert": "/etc/rds.pem"}.items()


@pytest.mark.parametrize(
    ("url", "secret", "sentence"),
    [
        ("postgresql://u@db/name?host=elsewhere", "", "POSTGRES_URL: host can't be set"),
        ("postgresql://u:password@db/name", ARN, "POSTGRES_SECRET: POSTGRES_URL has a password"),
    ],
)
def test_what_makes_no_sense_is_refused(url, secret, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        databases.postgres(url, secret)

"""It is true of the mail server that it hears a password under TLS alone, and that no fault of ours drops a mail."""

import ssl

import pytest

from accounts import services
from accounts.models import WaitingMail
from accounts.tests.smtp import mail_server
from accounts.tests.test_mails import make_due, post
from chatterbox.settings import accounts_parts
from events.outages import DependencyLost
from events.tests.certificates import certified

LOGIN = ("chat", "pass/word")
URL = "smtp://chat:pass%2Fword@"

pytestmark = [pytest.mark.portable, pytest.mark.django_db]


@pytest.fixture
def server(tmp_path, monkeypatch):
    """Takes mail from whoever has the password, and offers to hear it under TLS."""
    certificate, key = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_server() as server:
        server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.tls.load_cert_chain(certificate, key)
        server.login = LOGIN
        yield server


@pytest.fixture
def use(settings, monkeypatch, server):
    """Send as an EMAIL_URL says; this machine counts as another one unless `here`."""

    def apply(url: str, *, here: bool = False) -> None:
        with monkeypatch.context() as patch:
            if not here:
                patch.setattr(accounts_parts, "THIS_MACHINE", frozenset())
            for name, value in accounts_parts.mail(url).items():
                setattr(settings, name, value)

    return apply


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtp://mail", 25, False, False),
        ("smtp://mail:1025", 1025, False, False),
        ("smtp://mail:587", 587, True, False),
        ("smtp://user:word@mail", 25, True, False),
        ("smtp://user:word@mail:587", 587, True, False),
        ("smtp://user:word@localhost:587", 587, False, False),
        ("smtp://user:word@[::1]", 25, False, False),
        ("smtps://user:word@mail", 465, False, True),
        ("smtps://user:word@mail:2465", 2465, False, True),
    ],
)
def test_password_leaves_this_machine_under_tls_alone(url, port, starttls, tls):
    found = accounts_parts.mail(url)

    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, starttls, tls)


def test_mail_goes_out_by_a_server_that_wants_starttls_and_a_password(server, use):
    use(f"{URL}127.0.0.1:{server.port}")
    post()

    services.send_due_mails()

    assert (server.to(), WaitingMail.objects.count()) == (["ada@example.org"], 0)
    assert server.seen == ["EHLO", "STARTTLS"]  # all else was hidden


def test_password_is_not_told_to_a_server_that_offers_no_tls_and_the_mail_waits(server, use):
    use(f"{URL}127.0.0.1:{server.port}")
    hidden, server.tls = server.tls, None
    post()

    with pytest.raises(DependencyLost, match="STARTTLS"):
        services.send_due_mails()
    assert ("AUTH" in server.seen, server.to(), WaitingMail.objects.count()) == (False, [], 1)

    server.tls = hidden
    make_due()
    services.send_due_mails()
    assert server.to() == ["ada@example.org"]


def test_password_is_told_in_the_clear_on_this_machine(server, use):
    use(f"{URL}127.0.0.1:{server.port}", here=True)
    server.tls = None
    post()

    services.send_due_mails()

    assert ("AUTH" in server.seen, server.to()) == (True, ["ada@example.org"])


def test_certificate_that_nobody_vouches_for_is_a_lost_server(server, use, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    use(f"{URL}127.0.0.1:{server.port}")
    post()

    with pytest.raises(DependencyLost):
        services.send_due_mails()

    assert (server.to(), WaitingMail.objects.count()) == ([], 1)


def refused_sender(server):
    server.refuse["noreply@chat.example.org"] = "550 not a sender of yours"


def other_password(server):
    server.login = ("chat", "another")


def unknown_kind_of_login(server):
    server.mechanisms = "GSSAPI"


@pytest.mark.parametrize("wrong", [refused_sender, other_password, unknown_kind_of_login])
def test_what_is_wrong_with_us_drops_no_mail(server, use, settings, wrong):
    settings.DEFAULT_FROM_EMAIL = "noreply@chat.example.org"
    use(f"{URL}127.0.0.1:{server.port}")
    wrong(server)
    post()

    with pytest.raises(DependencyLost, match="mail server"):
        services.send_due_mails()

    assert WaitingMail.objects.get().tries == 1


def test_server_that_wants_a_password_of_us_drops_no_mail(server, use):
    use(f"smtp://127.0.0.1:{server.port}")
    post()

    with pytest.raises(DependencyLost, match="mail server"):
        services.send_due_mails()

    assert WaitingMail.objects.exists()


def test_refused_address_is_still_about_the_one_mail(server, use):
    use(f"{URL}127.0.0.1:{server.port}")
    server.refuse["ada@example.org"] = "550 nobody of that name"
    post()

    services.send_due_mails()

    assert (server.to(), WaitingMail.objects.count()) == ([], 0)

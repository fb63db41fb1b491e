"""It is true that settings come from one table, and that what is missing or malformed is named at start."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from chatterbox import BASE_DIR, env
from chatterbox.management.commands.settings_docs import document
from chatterbox.settings import base
from events import rates
from events.keys import new_private_key

pytestmark = pytest.mark.wide

ACCOUNTS = {
    "SECRET_KEY": "s" * 40,
    "PUBLIC_URL": "https://chat.example.org",
    "JWT_PRIVATE_KEY": new_private_key(),
    "MONGODB_URL": "mongodb://127.0.0.1:1/",
    "REDIS_URL": "redis://127.0.0.1:1",
    "KAFKA_SERVERS": "127.0.0.1:1",
    "TRUSTED_PROXIES": "1",
}
POSTGRES = "postgresql://u:word@db/m"


def test_everything_that_is_missing_is_named_at_once():
    with pytest.raises(ImproperlyConfigured) as refusal:
        env.read(env.ACCOUNTS, {})

    for name in ("SECRET_KEY", "JWT_PRIVATE_KEY", "MONGODB_URL", "REDIS_URL", "KAFKA_SERVERS"):
        assert f"{name}: missing" in str(refusal.value)
    assert "POSTGRES_URL" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("PUBLIC_URL", "chat.example.org"),
        ("PUBLIC_URL", "https://chat.example.org/path"),
        ("ACCESS_TOKEN_SECONDS", "five"),
        ("ACCESS_TOKEN_SECONDS", "-5"),
        ("STATIC_URL", "/static"),
        ("LOG_FORMAT", "xml"),
        ("DEBUG", "maybe"),
        ("ACCESS_TOKEN_SECONDS", "0"),
        ("HTTP_THREADS", "0"),
        ("PUBLIC_URL", "https://somebody@chat.example.org"),
        ("PUBLIC_URL", "https://chat.example.org:many"),
        ("PUBLIC_URL", "https://chat.example.org#top"),
        ("MONGODB_URL", "nowhere"),
        ("MONGODB_URL", "mongo:27017"),
        ("MONGODB_URL", "redis://mongo:27017"),
        ("MONGODB_URL", "mongodb://mongo:27017,other:many/"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "http://localhost:6379"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://localhost/first"),
        ("REDIS_URL", "unix:redis.sock"),
        ("EMAIL_URL", "smpt://mail.example.org"),
        ("EMAIL_URL", "smtp:mail.example.org"),
        ("EMAIL_URL", "http://mail.example.org"),
        ("EMAIL_URL", "smtp://mail.example.org:25/inbox"),
        ("EMAIL_URL", "ses:eu-central-1"),
        ("EMAIL_URL", "file://mails"),
        ("GOOGLE_URL", "localhost:8089"),
    ],
)
def test_a_malformed_value_is_named(name, value):
    with pytest.raises(ImproperlyConfigured, match=f"{name}: "):
        env.read(env.ACCOUNTS, ACCOUNTS | {name: value})


@pytest.mark.parametrize("password", ["WORD/more", "WORD#more", "WORD?more", "WORD[more", "25/more", "WORD\u2100more"])
@pytest.mark.parametrize(
    ("profile", "name", "value"),
    [
        (env.ACCOUNTS, "EMAIL_URL", "smtp://user:{}@mail:587"),
        (env.ACCOUNTS, "REDIS_URL", "rediss://:{}@redis:6379/0"),
        (env.ACCOUNTS, "MONGODB_URL", "mongodb://user:{}@mongo:27017/?replicaSet=rs0"),
        (env.MESSAGING, "POSTGRES_URL", "postgresql://user:{}@db/name"),
    ],
)
def test_a_password_that_is_not_escaped_is_refused_and_never_told(profile, name, value, password):
    with pytest.raises(ImproperlyConfigured, match=f"{name}: .* as %2F %23 %3F") as refusal:
        env.read(profile, ACCOUNTS | {"POSTGRES_URL": POSTGRES, name: value.format(password)})

    assert "WORD" not in str(refusal.value)
    assert "more" not in str(refusal.value)


@pytest.mark.parametrize(
    ("profile", "name", "value"),
    [
        (env.ACCOUNTS, "EMAIL_URL", "smtp://localhost:25"),
        (env.ACCOUNTS, "EMAIL_URL", "smtps://user:pass%2Fword@mail/"),
        (env.ACCOUNTS, "EMAIL_URL", "ses://eu-central-1"),
        (env.ACCOUNTS, "EMAIL_URL", "file:///var/mails"),
        (env.ACCOUNTS, "REDIS_URL", "rediss://:pass%2Fword@redis:6379/0?ssl_cert_reqs=none"),
        (env.ACCOUNTS, "REDIS_URL", "redis://[::1]:6379"),
        (env.ACCOUNTS, "REDIS_URL", "unix:///run/redis.sock?db=1"),
        (env.ACCOUNTS, "MONGODB_URL", "mongodb://user:pass%2Fword@a:27017,b:27017,[::1]:1/?replicaSet=rs0"),
        (env.ACCOUNTS, "MONGODB_URL", "mongodb+srv://user:word@cluster0.example.mongodb.net/"),
        (env.MESSAGING, "POSTGRES_URL", "postgres://user:pass%2Fword@db:5432/name?sslmode=verify-full"),
        (env.ACCOUNTS, "GOOGLE_URL", "http://localhost:8089/google"),
    ],
)
def test_an_address_that_is_one_is_taken_as_it_is(profile, name, value):
    assert env.read(profile, ACCOUNTS | {"POSTGRES_URL": POSTGRES, name: value})[name] == value


@pytest.mark.parametrize(
    ("spelt", "origin"),
    [
        ("https://Chat.Example.org/", "https://chat.example.org"),
        ("https://chat.example.org:443", "https://chat.example.org"),
        ("http://chat.example.org:80", "http://chat.example.org"),
        ("HTTPS://chat.example.org:8443", "https://chat.example.org:8443"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_origin_is_spelt_as_browsers_spell_it(spelt, origin):
    assert env.read(env.ACCOUNTS, ACCOUNTS | {"PUBLIC_URL": spelt})["PUBLIC_URL"] == origin


def test_a_secret_can_come_from_a_file(tmp_path):
    path = tmp_path / "key"
    path.write_text("k" * 40 + "\n")
    given = {name: value for name, value in ACCOUNTS.items() if name != "SECRET_KEY"}

    assert env.read(env.ACCOUNTS, given | {"SECRET_KEY_FILE": str(path)})["SECRET_KEY"] == "k" * 40
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        env.read(env.ACCOUNTS, given | {"SECRET_KEY_FILE": str(tmp_path / "none")})


def test_local_needs_nothing():
    assert env.read(env.LOCAL, {})["PORT"] == 8000


@pytest.mark.parametrize(
    ("profile", "change", "named"),
    [
        ("accounts", {"DEBUG": "1"}, "DEBUG"),
        ("accounts", {"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ("accounts", {"PUBLIC_URL": ""}, "PUBLIC_URL"),
        ("accounts", {"MONGODB_URL": ""}, "MONGODB_URL"),
        ("accounts", {"TRUSTED_PROXIES": "0"}, "TRUSTED_PROXIES: https wants 1 at least"),
        ("accounts", {"EMAIL_URL": "smtp://user:wo/rd@mail:587"}, "EMAIL_URL: smtp://"),
        ("accounts", {"REDIS_URL": "localhost:6379"}, "REDIS_URL: redis://"),
        ("accounts", {"HTTP_THREADS": "0"}, "HTTP_THREADS: a whole number from 1"),
        ("messaging", {}, "POSTGRES_URL"),
        ("messaging", {"POSTGRES_URL": "postgres://u:p@db/m", "DROP_FRAMES": "0.1"}, "DROP_FRAMES: it is for tests"),
        ("accounts", {"CHATTERBOX_FAILPOINT": "before_send:1:kill"}, "CHATTERBOX_FAILPOINT: it is for tests"),
        ("accounts", {"CHATTERBOX_FAILPOINT": "nowhere:1:kill", "ALLOW_FAILPOINTS": "1"}, "CHATTERBOX_FAILPOINT"),
        (
            "accounts",
            {"CHATTERBOX_FAILPOINT": "before_send:1:kill", "ALLOW_FAILPOINTS": "1"},
            "ALLOW_FAILPOINTS: it is for tests",
        ),
    ],
)
def test_a_production_profile_refuses_to_start_in_one_sentence(profile, change, named):
    started = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=BASE_DIR,
        env={"PATH": "", "DJANGO_SETTINGS_MODULE": f"chatterbox.settings.{profile}"} | ACCOUNTS | change,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert started.returncode == 1
    assert named in started.stderr
    assert "Traceback" not in started.stderr


def test_frames_are_dropped_in_local_only():
    values = env.read(env.LOCAL, {"DROP_FRAMES": "0.3", "DROP_SEED": "7"})

    assert (values["DROP_FRAMES"], values["DROP_SEED"]) == (0.3, 7)
    with pytest.raises(ImproperlyConfigured, match="DROP_FRAMES: it is for tests"):
        base.refuse_unsafe(env.read(env.ACCOUNTS, ACCOUNTS) | {"DROP_FRAMES": 0.1})
    for wrong in ("0.31", "1", "-0.1", "some"):
        with pytest.raises(ImproperlyConfigured, match="DROP_FRAMES"):
            env.read(env.LOCAL, {"DROP_FRAMES": wrong})


@pytest.mark.parametrize("url", ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"])
def test_failpoints_are_for_ones_own_machine(url):
    given = ACCOUNTS | {"PUBLIC_URL": url, "CHATTERBOX_FAILPOINT": "before_send:1:kill", "ALLOW_FAILPOINTS": "1"}
    values = env.read(env.ACCOUNTS, given)

    base.refuse_unsafe(values)

    assert values["CHATTERBOX_FAILPOINT"].name == "before_send"


def test_the_document_is_what_the_table_says():
    assert (BASE_DIR / "docs" / "settings.md").read_text(encoding="utf-8") == document()


@pytest.mark.parametrize(
    ("spelt", "rate"),
    [("10/10s", (10, 10)), ("20/m", (20, 60)), ("60/1h", (60, 3600)), ("5/d", (5, 86_400)), ("9/90s", (9, 90))],
)
def test_a_limit_is_spelt_as_so_often_within_a_time(spelt, rate):
    values = env.read(env.LOCAL, {"LIMIT_POSTS": spelt})

    assert env.limits(values)["posts"] == rate
    assert rates.parse(str(values["LIMIT_POSTS"])) == rate


@pytest.mark.parametrize("spelt", ["10", "0/s", "10/0s", "10/w", "-1/s", "10/1.5s", "many"])
def test_a_limit_that_is_none_is_named(spelt):
    with pytest.raises(ImproperlyConfigured, match="LIMIT_POSTS: a rate such as"):
        env.read(env.LOCAL, {"LIMIT_POSTS": spelt})


def test_every_limit_is_a_setting_and_a_factor_makes_all_wider():
    values = env.read(env.LOCAL, {"LIMIT_FACTOR": "100"})

    limits = env.limits(values)

    assert (limits["posts"], limits["parties"]) == ((1000, 10), (2000, 86_400))
    assert {f"LIMIT_{name.upper()}" for name in limits} <= {setting.name for setting in env.SETTINGS}
    assert limits.keys() == settings.LIMITS.keys()

"""The one table of settings, and the only reader of the environment.

Each row says its name, its kind, the profiles that read it, its default and its meaning; `docs/settings.md` is made
from it. A profile calls `read` once: whatever is missing or malformed is named in one error, and the process does not
start.
"""

import dataclasses
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

from chatterbox import env_limits
from chatterbox.env_kinds import (
    base_url,
    boolean,
    failpoint,
    hours,
    jwks,
    key_ring,
    names,
    one_of,
    port,
    positive,
    rate,
    secret,
    share,
    text,
    whole_number,
)
from chatterbox.env_urls import mail_url, mongodb_url, origin, postgres_url, redis_url, url
from events.rates import Rate

ACCOUNTS: Final = "accounts"
MESSAGING: Final = "messaging"
LOCAL: Final = "local"
SERVICES: Final = frozenset({ACCOUNTS, MESSAGING})
EVERYWHERE: Final = frozenset({ACCOUNTS, MESSAGING, LOCAL})

REQUIRED: Final = object()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Setting:
    """One row of the table. `file` allows NAME_FILE, a path whose content is the value: the way of secrets."""

    name: str
    kind: Callable[[str], Any]
    meaning: str
    profiles: frozenset[str] = EVERYWHERE
    default: Any = REQUIRED
    file: bool = False


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting(
        name="SECRET_KEY",
        kind=secret,
        profiles=SERVICES,
        file=True,
        meaning="Signs sessions, links in mails and CSRF tokens of this service. `local` makes one in DATA.",
    ),
    Setting(
        name="SECRET_KEY_FALLBACKS",
        kind=names,
        profiles=SERVICES,
        default=[],
        file=True,
        meaning="Keys that were SECRET_KEY before, comma-separated: what they signed or locked still opens.",
    ),
    Setting(
        name="JWT_PRIVATE_KEY",
        kind=key_ring,
        profiles=frozenset({ACCOUNTS}),
        file=True,
        meaning="RSA keys (PEM) that sign access tokens; `manage.py roll_jwt_key` adds one. `local` makes one in DATA.",
    ),
    Setting(
        name="JWT_PUBLIC_KEYS",
        kind=jwks,
        profiles=frozenset({MESSAGING}),
        default="",
        file=True,
        meaning="Public keys (JWKS, JSON) that access tokens are verified with, whether accounts can be asked or not.",
    ),
    Setting(
        name="ACCOUNTS_URL",
        kind=origin,
        profiles=frozenset({MESSAGING}),
        default="",
        meaning="Origin at which accounts can be asked for its public keys and for how it is, in the background.",
    ),
    Setting(
        name="CANARY_URL",
        kind=origin,
        profiles=frozenset({MESSAGING, LOCAL}),
        default="",
        meaning="Origin at which the canary opens its socket; without it PUBLIC_URL, the way that people come.",
    ),
    Setting(
        name="JWT_ISSUER",
        kind=text,
        default="chatterbox",
        meaning="`iss` of access tokens; the same in both services.",
    ),
    Setting(
        name="JWT_AUDIENCE",
        kind=text,
        default="chatterbox",
        meaning="`aud` of access tokens; the same in both services.",
    ),
    Setting(
        name="ACCESS_TOKEN_SECONDS", kind=positive, default=300, meaning="Seconds that an access token is good for."
    ),
    Setting(
        name="PUBLIC_URL",
        kind=origin,
        default=None,
        meaning="Origin that people see, such as https://chat.example.org. `local`: http://localhost:PORT.",
    ),
    Setting(
        name="ALLOWED_HOSTS",
        kind=names,
        profiles=SERVICES,
        default=None,
        meaning="Host names that are answered, comma-separated; without it the host of PUBLIC_URL. `*` is refused.",
    ),
    Setting(
        name="DEBUG",
        kind=boolean,
        profiles=SERVICES,
        default=False,
        meaning="Refused: it exists so that a stray DEBUG=1 stops the start.",
    ),
    Setting(
        name="STATIC_URL",
        kind=base_url,
        default="/static/",
        meaning="Where browsers find static files; in production a host of their own.",
    ),
    Setting(
        name="STATIC_ROOT",
        kind=text,
        default=None,
        meaning="Folder of collected static files; without it `var/static`; `local` then serves the sources.",
    ),
    Setting(
        name="MEDIA_URL",
        kind=base_url,
        default="/media/",
        meaning="Where browsers find avatars and icons; in production a host of their own.",
    ),
    Setting(
        name="MEDIA_ROOT",
        kind=text,
        default=None,
        meaning="Folder of avatars, which MEDIA_URL shows; without it `var/media`, in `local` DATA/media.",
    ),
    Setting(
        name="MEDIA_BUCKET",
        kind=text,
        profiles=SERVICES,
        default="",
        meaning="S3 bucket that keeps pictures, below media/, instead of MEDIA_ROOT: where tasks share no folder.",
    ),
    Setting(
        name="MONGODB_URL",
        kind=mongodb_url,
        profiles=frozenset({ACCOUNTS}),
        file=True,
        meaning="MongoDB of accounts, a replica set: mongodb://host:port/?replicaSet=rs0.",
    ),
    Setting(
        name="MONGODB_NAME",
        kind=text,
        profiles=frozenset({ACCOUNTS}),
        default="accounts",
        meaning="Name of accounts' database.",
    ),
    Setting(
        name="POSTGRES_URL",
        kind=postgres_url,
        profiles=frozenset({MESSAGING}),
        file=True,
        meaning="PostgreSQL of messaging: postgresql://user:password@host:port/name, with ?sslmode=… behind it.",
    ),
    Setting(
        name="POSTGRES_SECRET",
        kind=text,
        profiles=frozenset({MESSAGING}),
        default="",
        meaning="ARN of the secret at AWS with PostgreSQL's password, which is read anew when it has changed.",
    ),
    Setting(
        name="REDIS_URL",
        kind=redis_url,
        profiles=SERVICES,
        file=True,
        meaning="Redis, for live delivery, presence and rate limits: redis://host:port/0.",
    ),
    Setting(name="KAFKA_SERVERS", kind=names, profiles=SERVICES, meaning="Kafka brokers, host:port, comma-separated."),
    Setting(
        name="KAFKA_PREFIX",
        kind=text,
        profiles=SERVICES,
        default="",
        meaning="Goes before the names of Kafka topics and groups, where several installations share a cluster.",
    ),
    Setting(
        name="KAFKA_SECURITY",
        kind=one_of("plaintext", "ssl", "sasl_ssl"),
        profiles=SERVICES,
        default="plaintext",
        meaning="How to speak with Kafka: ssl is TLS, sasl_ssl TLS with a name and password (SCRAM-SHA-512).",
    ),
    Setting(
        name="KAFKA_USERNAME", kind=text, profiles=SERVICES, default="", meaning="Who we are to Kafka, for sasl_ssl."
    ),
    Setting(
        name="KAFKA_PASSWORD",
        kind=text,
        profiles=SERVICES,
        default="",
        file=True,
        meaning="Our password at Kafka, for sasl_ssl.",
    ),
    Setting(
        name="KAFKA_CA",
        kind=text,
        profiles=SERVICES,
        default="",
        meaning="File (PEM) with the authorities that Kafka's certificate may be of; without it the system's.",
    ),
    Setting(
        name="KAFKA_PARTITIONS",
        kind=positive,
        profiles=SERVICES,
        default=6,
        meaning="Partitions of each topic. Once there are topics it stays: aggregates are spread by it.",
    ),
    Setting(
        name="KAFKA_REPLICATION",
        kind=positive,
        profiles=SERVICES,
        default=3,
        meaning="Brokers that keep each record; as many as there are, when there are fewer.",
    ),
    Setting(
        name="KAFKA_KEPT_HOURS",
        kind=hours,
        profiles=SERVICES,
        default={"sessions": 48, "messages": 168, "dead-letters": 720, "canary": 24},
        meaning="Hours that topics keep their records, name=hours, comma-separated; those not named are compacted.",
    ),
    Setting(
        name="KAFKA_COMPACT_WITHIN_HOURS",
        kind=positive,
        profiles=SERVICES,
        default=24,
        meaning="Hours after which a compacted topic has lost a record that a newer one of its key replaces.",
    ),
    Setting(
        name="METRICS_PORT",
        kind=port,
        default=0,
        meaning="Port of this process's own on which it tells its metrics to Prometheus; 0: none.",
    ),
    Setting(
        name="METRICS_HOST",
        kind=text,
        default="127.0.0.1",
        meaning="Address that METRICS_PORT is opened at. Never one that people can reach.",
    ),
    Setting(
        name="METRICS_LOG",
        kind=text,
        default="",
        meaning="Name under which this process logs its metrics each minute, as CloudWatch reads them; empty: none.",
    ),
    Setting(
        name="TRUSTED_PROXIES",
        kind=whole_number,
        default=0,
        meaning="How many proxies in front append to X-Forwarded-For; 0 takes the peer's address. https wants 1.",
    ),
    Setting(
        name="EMAIL_URL",
        kind=mail_url,
        profiles=frozenset({ACCOUNTS}),
        default="smtp://localhost:25",
        file=True,
        meaning="Mail server: smtp://user:password@host:587 (STARTTLS with a user or at 587, except on this machine), "
        "smtps:// for TLS from the start (465), ses://region, file:///folder.",
    ),
    Setting(
        name="DEFAULT_FROM_EMAIL",
        kind=text,
        default="Chatterbox <noreply@localhost>",
        meaning="Sender of mails.",
    ),
    Setting(
        name="EMAIL_VERIFICATION",
        kind=one_of("mandatory", "optional", "none"),
        profiles=frozenset({ACCOUNTS}),
        default="mandatory",
        meaning="Whether a new person has to prove their address before they are in. `local`: none.",
    ),
    Setting(
        name="SIGNUP",
        kind=one_of("open", "invite", "closed"),
        default="open",
        meaning="Who may make an account: anybody, who comes by an invite link, nobody. The same in both services.",
    ),
    Setting(
        name="PARTY_CREATION",
        kind=one_of("all", "staff"),
        profiles=frozenset({MESSAGING, LOCAL}),
        default="all",
        meaning="Who may make a party: everybody, or staff only.",
    ),
    *(
        Setting(
            name=env_limits.setting_of(name),
            kind=rate,
            profiles=frozenset({MESSAGING, LOCAL}),
            default=default,
            meaning=meaning,
        )
        for name, (default, meaning) in env_limits.LIMITS.items()
    ),
    Setting(
        name="LIMIT_FACTOR",
        kind=positive,
        profiles=frozenset({MESSAGING, LOCAL}),
        default=1,
        meaning="Every limit above so many times: for benches and journeys, which do a day's work in a minute.",
    ),
    Setting(
        name="AUDIT_DAYS",
        kind=whole_number,
        profiles=frozenset({MESSAGING, LOCAL}),
        default=365,
        meaning="Days that the audit log of a party remembers what was done.",
    ),
    Setting(
        name="GOOGLE_CLIENT_ID",
        kind=text,
        default="",
        meaning="Client id for sign-in with Google; without it there is no such button. The same in both services.",
    ),
    Setting(
        name="GOOGLE_CLIENT_SECRET",
        kind=text,
        profiles=frozenset({ACCOUNTS, LOCAL}),
        default="",
        file=True,
        meaning="The secret that belongs to GOOGLE_CLIENT_ID.",
    ),
    Setting(
        name="GOOGLE_URL",
        kind=url,
        default=None,
        meaning="What stands in for Google, for tests and for a look at localhost; elsewhere it is refused.",
    ),
    Setting(
        name="GITHUB_CLIENT_ID",
        kind=text,
        default="",
        meaning="Client id for sign-in with GitHub; without it there is no such button. The same in both services.",
    ),
    Setting(
        name="GITHUB_CLIENT_SECRET",
        kind=text,
        profiles=frozenset({ACCOUNTS, LOCAL}),
        default="",
        file=True,
        meaning="The secret that belongs to GITHUB_CLIENT_ID.",
    ),
    Setting(
        name="GITHUB_URL",
        kind=url,
        default=None,
        meaning="What stands in for GitHub, for tests and for a look at localhost; elsewhere it is refused.",
    ),
    Setting(name="LOG_FORMAT", kind=one_of("json", "text"), default=None, meaning="json, or text for a terminal."),
    Setting(
        name="LOG_LEVEL",
        kind=one_of("DEBUG", "INFO", "WARNING", "ERROR"),
        default=None,
        meaning="The least that is logged; without it INFO, and WARNING in `local`.",
    ),
    Setting(name="INSTANCE", kind=text, default="", meaning="Name of this process in logs and leases."),
    Setting(
        name="HTTP_THREADS", kind=positive, default=32, meaning="Threads that answer HTTP requests in one process."
    ),
    Setting(
        name="SERVER",
        kind=one_of("daphne", "uvicorn"),
        default="daphne",
        meaning="What serves HTTP and sockets; docs/decisions.md compares them.",
    ),
    Setting(
        name="MAX_SOCKETS",
        kind=whole_number,
        profiles=frozenset({MESSAGING, LOCAL}),
        default=10_000,
        meaning="Sockets that one process holds; who comes beyond is closed with 4010 and told to come later.",
    ),
    Setting(
        name="SOCKET_DRAIN",
        kind=whole_number,
        profiles=frozenset({MESSAGING}),
        default=6,
        meaning="Seconds that sockets get to move to another process when theirs is told to end.",
    ),
    Setting(
        name="CHATTERBOX_FAILPOINT",
        kind=failpoint,
        default=None,
        meaning="For tests: where and when to die, fail or wait; `events/failpoints.py` says how it is spelt.",
    ),
    Setting(
        name="ALLOW_FAILPOINTS",
        kind=boolean,
        profiles=SERVICES,
        default=False,
        meaning="For tests: lets CHATTERBOX_FAILPOINT be set. Refused unless PUBLIC_URL is an address of this machine.",
    ),
    Setting(
        name="DROP_FRAMES",
        kind=share,
        profiles=frozenset({MESSAGING, LOCAL}),
        default=0.0,
        meaning="For tests: how many of the socket's events never reach a client, 0 to 0.3. Refused in production.",
    ),
    Setting(
        name="DROP_SEED",
        kind=whole_number,
        profiles=frozenset({MESSAGING, LOCAL}),
        default=0,
        meaning="For tests: which events DROP_FRAMES drops; the same number drops the same ones.",
    ),
    Setting(
        name="DATA", kind=text, profiles=frozenset({LOCAL}), default="var", meaning="Folder of all data of `local`."
    ),
    Setting(name="PORT", kind=whole_number, profiles=frozenset({LOCAL}), default=8000, meaning="Port of `local`."),
    Setting(
        name="PROVIDER_PORT",
        kind=whole_number,
        profiles=frozenset({LOCAL}),
        default=0,
        meaning="Port of the demo provider that stands in for Google and GitHub; 0 is PORT + 9.",
    ),
    Setting(
        name="DEMO",
        kind=boolean,
        profiles=frozenset({LOCAL}),
        default=True,
        meaning="0 leaves out the demo party and the demo provider.",
    ),
    Setting(
        name="DEMO_PASSWORD",
        kind=text,
        profiles=frozenset({LOCAL}),
        default="",
        meaning="Password of the demo people; without it one is made and kept in DATA.",
    ),
)


def read(profile: str, environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Values of every setting that `profile` reads, by name.

    Raises ImproperlyConfigured that names each missing or malformed one. An empty variable counts as not set.
    """
    given = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    faults: list[str] = []
    for setting in SETTINGS:
        if profile in setting.profiles:
            try:
                values[setting.name] = _value(setting, given)
            except (ValueError, OSError) as fault:
                faults.append(f"{setting.name}: {fault}")
    if faults:
        raise ImproperlyConfigured(f"Profile {profile} can't start. " + "; ".join(faults) + ". See docs/settings.md.")
    return values


def limits(values: Mapping[str, Any]) -> dict[str, Rate]:
    """The limits among the values of a profile, by the name that the code calls them."""
    named = {name: values[env_limits.setting_of(name)] for name in env_limits.LIMITS}
    return {name: given.times(values["LIMIT_FACTOR"]) for name, given in named.items()}


def _value(setting: Setting, environ: Mapping[str, str]) -> Any:
    raw = environ.get(setting.name, "")
    path = environ.get(f"{setting.name}_FILE", "") if setting.file else ""
    if not raw and path:
        raw = Path(path).read_text(encoding="utf-8").strip()
    if raw:
        return setting.kind(raw)
    if setting.default is REQUIRED:
        raise ValueError("missing")
    return setting.default


def table() -> str:
    """The settings as a Markdown table: the body of docs/settings.md."""
    lines = ["| name | profiles | kind | default | meaning |", "|---|---|---|---|---|"]
    for row in SETTINGS:
        name = f"`{row.name}`" + (f", `{row.name}_FILE`" if row.file else "")
        default = "required" if row.default is REQUIRED else "" if row.default is None else f"`{_shown(row.default)}`"
        kind = row.kind.__name__.replace("_", " ")
        lines.append(f"| {name} | {', '.join(sorted(row.profiles))} | {kind} | {default} | {row.meaning} |")
    return "\n".join(lines)


def _shown(value: Any) -> str:
    """A default as one would type it."""
    return ",".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else str(value)


#: Where the real servers of the test leg TEST_SERVERS=1 are.
TEST_SERVERS: Final = ("MONGODB_URL", "POSTGRES_URL", "REDIS_URL", "KAFKA_SERVERS")


def before_profiles(name: str) -> str:
    """A variable that says how a process starts, read before there is a profile; "" when it is not set."""
    return os.environ.get(name, "")


def test_servers() -> dict[str, str]:
    """Addresses of the real servers when TEST_SERVERS=1, else nothing. Raises ImproperlyConfigured by name."""
    if os.environ.get("TEST_SERVERS") != "1":
        return {}
    missing = [name for name in TEST_SERVERS if not os.environ.get(name)]
    if missing:
        raise ImproperlyConfigured(f"TEST_SERVERS=1 wants {', '.join(missing)} as well.")
    return {name: os.environ[name] for name in TEST_SERVERS}


def test_worker() -> int:
    """Number, from 0, of this process among those that run tests side by side."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def use_for_tests(**values: str) -> None:
    """Set what the test profile is to read instead of the developer's own environment."""
    os.environ.update(values)


def use_profile(module: str) -> None:
    """Say which settings module Django reads, unless the environment says it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", module)

"""What the canary can tell apart, and what people read for it."""

from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chatterbox import env

FRONT, WEB = "front", "messaging-web"
POSTGRESQL, MONGODB, REDIS, KAFKA = "postgresql", "mongodb", "redis", "kafka"
RELAY, CONSUMER, JOBS = "messaging-relay", "messaging-consumer", "messaging-jobs"
ACCOUNTS_WEB, ACCOUNTS_RELAY, ACCOUNTS_CONSUMER = "accounts-web", "accounts-relay", "accounts-consumer"
ACCOUNTS_JOBS, MAILS = "accounts-jobs", "accounts-mails"
CANARY: Final = "canary"

#: In the order of the page.
NAMES: Final[dict[str, str | Promise]] = {
    FRONT: _("The way in"),
    WEB: _("Pages and sockets"),
    POSTGRESQL: _("Messages (PostgreSQL)"),
    REDIS: _("Live delivery (Redis)"),
    ACCOUNTS_WEB: _("Sign-in"),
    MONGODB: _("Accounts (MongoDB)"),
    KAFKA: _("Events (Kafka)"),
    RELAY: _("Events from messaging: sending"),
    ACCOUNTS_CONSUMER: _("Events from messaging: taking over"),
    ACCOUNTS_RELAY: _("Events from accounts: sending"),
    CONSUMER: _("Events from accounts: taking over"),
    JOBS: _("Housekeeping of messaging"),
    ACCOUNTS_JOBS: _("Housekeeping of accounts"),
    MAILS: _("Mails"),
    CANARY: _("The canary"),
}
#: What one process on a laptop has.
_LOCAL: Final = (WEB, POSTGRESQL, RELAY, JOBS, CANARY)
_LOCAL_NAMES: Final[dict[str, str | Promise]] = {
    POSTGRESQL: _("The database"),
    RELAY: _("Events"),
    JOBS: _("Housekeeping"),
}


def components() -> tuple[str, ...]:
    """Those that this installation has."""
    if settings.PROFILE == env.LOCAL:
        return _LOCAL
    return tuple(name for name in NAMES if name != FRONT or settings.TRUSTED_PROXIES)


def called(component: str) -> str:
    """What people read for a component; for one that a newer process has named, its name."""
    names = NAMES | _LOCAL_NAMES if settings.PROFILE == env.LOCAL else NAMES
    return str(names.get(component, component))

"""The messaging service: PostgreSQL, sockets, the API. It holds public keys only."""

from django.core.exceptions import ImproperlyConfigured

from chatterbox import env as table
from chatterbox.settings import base, databases, kafka
from chatterbox.settings.names import *  # noqa: F403

env = table.read(table.MESSAGING)
base.refuse_unsafe(env)
if not (env["JWT_PUBLIC_KEYS"] or env["ACCOUNTS_URL"]):
    raise ImproperlyConfigured("JWT_PUBLIC_KEYS: missing, and there is no ACCOUNTS_URL. See docs/settings.md.")

PROFILE = table.MESSAGING
MESSAGING_DB = "default"
DATABASES = {"default": databases.postgres(env["POSTGRES_URL"], env["POSTGRES_SECRET"])}
DATABASE_ROUTERS: list[str] = []
INSTALLED_APPS = base.SHARED_APPS + base.MESSAGING_APPS
MIDDLEWARE = base.FIRST_MIDDLEWARE + base.SHARED_MIDDLEWARE + base.MESSAGING_MIDDLEWARE
ROOT_URLCONF = "chatterbox.urls.messaging"
AUTH_USER_MODEL = "messaging.User"
REDIS_URL = env["REDIS_URL"]
PARTY_CREATION = env["PARTY_CREATION"]
LIMITS = table.limits(env)
MAX_SOCKETS = env["MAX_SOCKETS"]
SOCKET_DRAIN = env["SOCKET_DRAIN"]
AUDIT_DAYS = env["AUDIT_DAYS"]
DROP_FRAMES, DROP_SEED = env["DROP_FRAMES"], env["DROP_SEED"]
JWT_PUBLIC_KEYS = env["JWT_PUBLIC_KEYS"]
ACCOUNTS_URL = env["ACCOUNTS_URL"]
CANARY_URL = env["CANARY_URL"] or env["PUBLIC_URL"]
globals().update(base.common(env) | kafka.kafka(env))
# Who somebody is comes with the token. The session is Django admin's for its own small needs, and no table is kept.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_NAME = "chatterbox_admin"
SESSION_COOKIE_PATH = "/admin/"

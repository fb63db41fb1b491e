"""Both services in one process on a laptop: two SQLite files, everything else in memory, secrets made in DATA."""

from pathlib import Path

from chatterbox import env as table
from chatterbox.cache import caches
from chatterbox.settings import accounts_parts, base, databases, providers
from chatterbox.settings.names import *  # noqa: F403
from chatterbox.settings.secrets import local_secrets

env = table.read(table.LOCAL)
data = Path(env["DATA"]).resolve()
env |= local_secrets(data)
env["PUBLIC_URL"] = env["PUBLIC_URL"] or f"http://localhost:{env['PORT']}"
env["LOG_FORMAT"] = env["LOG_FORMAT"] or "text"
env["LOG_LEVEL"] = env["LOG_LEVEL"] or "WARNING"
env["ALLOWED_HOSTS"] = ["localhost", "127.0.0.1"]
env["EMAIL_URL"] = f"file://{data / 'mails'}"
env["MEDIA_ROOT"] = env["MEDIA_ROOT"] or str(data / "media")
PROVIDER_PORT = env["PROVIDER_PORT"] or env["PORT"] + 9
if env["DEMO"]:
    env = providers.with_demo(env, PROVIDER_PORT)

PROFILE = table.LOCAL
DATA, PORT, DEMO, DEMO_PASSWORD = data, env["PORT"], env["DEMO"], env["DEMO_PASSWORD"]
ACCOUNTS_DB, MESSAGING_DB = "default", "messaging"
DATABASES = {
    "default": databases.sqlite(str(data / "accounts.sqlite3")),
    "messaging": databases.sqlite(str(data / "messaging.sqlite3")),
}
DATABASE_ROUTERS = ["accounts.router.AccountsRouter", "messaging.router.MessagingRouter"]
INSTALLED_APPS = base.SHARED_APPS + base.ACCOUNTS_APPS + base.MESSAGING_APPS
MIDDLEWARE = [
    *base.FIRST_MIDDLEWARE,
    "whitenoise.middleware.WhiteNoiseMiddleware",
    *base.SHARED_MIDDLEWARE,
    *base.ACCOUNTS_MIDDLEWARE,
    *base.MESSAGING_MIDDLEWARE,
]
ROOT_URLCONF = "chatterbox.urls.local"
REDIS_URL = ""
PARTY_CREATION = env["PARTY_CREATION"]
LIMITS = table.limits(env)
MAX_SOCKETS = env["MAX_SOCKETS"]
SOCKET_DRAIN = 0  # there is no other process to move to
AUDIT_DAYS = env["AUDIT_DAYS"]
DROP_FRAMES, DROP_SEED = env["DROP_FRAMES"], env["DROP_SEED"]
CACHES = caches(REDIS_URL)
KAFKA_SERVERS: list[str] = []
KAFKA_PREFIX = ""
JWT_PUBLIC_KEYS = env["JWT_PUBLIC_KEYS"]
ACCOUNTS_URL = ""
CANARY_URL = env["CANARY_URL"] or env["PUBLIC_URL"]
globals().update(base.common(env) | accounts_parts.accounts(env))
CSRF_TRUSTED_ORIGINS = WEBSOCKET_ORIGINS = [f"http://{host}:{PORT}" for host in ("localhost", "127.0.0.1")]
#: Where static files were collected to (`python -m chatterbox.collect`); without it they are served as they are.
COLLECTED = bool(env["STATIC_ROOT"])
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "chatterbox.static.HashedStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not COLLECTED

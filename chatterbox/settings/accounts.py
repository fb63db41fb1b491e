"""The accounts service: MongoDB, sign-in, tokens."""

from chatterbox import env as table
from chatterbox.cache import caches
from chatterbox.settings import accounts_parts, base, databases, kafka
from chatterbox.settings.names import *  # noqa: F403

env = table.read(table.ACCOUNTS)
base.refuse_unsafe(env)

PROFILE = table.ACCOUNTS
ACCOUNTS_DB = "default"
DATABASES = {"default": databases.mongodb(env["MONGODB_URL"], env["MONGODB_NAME"])}
DATABASE_ROUTERS = ["accounts.router.AccountsRouter"]
INSTALLED_APPS = base.SHARED_APPS + base.ACCOUNTS_APPS
MIDDLEWARE = base.FIRST_MIDDLEWARE + base.SHARED_MIDDLEWARE + base.ACCOUNTS_MIDDLEWARE
ROOT_URLCONF = "chatterbox.urls.accounts"
REDIS_URL = env["REDIS_URL"]
CACHES = caches(REDIS_URL)
globals().update(base.common(env) | kafka.kafka(env) | accounts_parts.accounts(env))

"""Profile `local` for tests. With TEST_SERVERS=1 the same tests run on MongoDB, PostgreSQL, Redis and Kafka."""

import socket
import tempfile

from chatterbox import env as table

# allauth reads a provider's addresses once, at import, so the port of the stand-in is chosen before that; it is bound
# already and belongs to this process. Client ids are set by the tests that want the buttons.
PROVIDER_SOCKET = socket.create_server(("127.0.0.1", 0))
_provider = f"http://127.0.0.1:{PROVIDER_SOCKET.getsockname()[1]}"
table.use_for_tests(
    DATA=tempfile.mkdtemp(prefix="chatterbox-test-"),
    LOG_FORMAT="text",
    PUBLIC_URL="",
    DEMO="0",
    GOOGLE_URL=f"{_provider}/google",
    GITHUB_URL=f"{_provider}/github",
    GOOGLE_CLIENT_ID="",
    GITHUB_CLIENT_ID="",
)

from chatterbox.cache import caches  # noqa: E402
from chatterbox.settings import databases, local  # noqa: E402
from chatterbox.settings.local import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Files, not memory: several threads write, as they do in `local`.
DATABASES = local.DATABASES
for _alias, _database in DATABASES.items():
    # No dependencies: tests of one service need the database of that service only.
    _database["TEST"] = {"NAME": str(local.data / f"test-{_alias}.sqlite3"), "DEPENDENCIES": []}
    _database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"

servers = table.test_servers()
if servers:
    DATABASES = {
        "default": databases.mongodb(servers["MONGODB_URL"], "test"),
        "messaging": databases.postgres(servers["POSTGRES_URL"]),
    }
    # Databases get the worker's number from pytest-django, Kafka's topics are of each test.
    _redis, _, _number = servers["REDIS_URL"].rpartition("/")
    REDIS_URL = f"{_redis}/{int(_number) + table.test_worker()}"
    CACHES = caches(REDIS_URL)
    KAFKA_SERVERS = servers["KAFKA_SERVERS"].split(",")
    # A busy machine is no dead server; tests of dead ones set their own.
    DATABASES["default"]["OPTIONS"] |= {"serverSelectionTimeoutMS": 10_000, "timeoutMS": 10_000}
    DATABASES["messaging"]["OPTIONS"] |= {"connect_timeout": 10}
    DATABASES["messaging"]["TEST"] = {"DEPENDENCIES": []}

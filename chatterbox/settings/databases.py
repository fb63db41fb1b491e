"""Databases as Django wants them, each with the timeouts that keep a request from hanging."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

#: Times that no request may exceed while it waits for a database, in milliseconds. Migrations have others
#: (`chatterbox.postgres.schema`, `chatterbox.mongo.schema`).
STATEMENT_TIMEOUT_MS = 5000
LOCK_TIMEOUT_MS = 2000
#: Of MongoDB: for finding a server, and for an operation with that. It may take a few tenths more until it is noticed.
SELECTION_TIMEOUT_MS = 1000
OPERATION_TIMEOUT_MS = 1400


#: What may stand behind POSTGRES_URL's question mark: whether TLS is wanted, and whose certificates are believed.
POSTGRES_WORDS = frozenset({"sslmode", "sslrootcert"})


def postgres(url: str, secret: str = "") -> dict[str, Any]:
    """A Django database of PostgreSQL from its URL, with the timeouts that keep a request from hanging.

    `secret` is where its password lies, when it is not in the URL (`chatterbox.aws.passwords`).
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.hostname or not parts.path.strip("/"):
        raise ImproperlyConfigured("POSTGRES_URL: postgresql://user:password@host:port/name is wanted.")
    words = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(set(words) - POSTGRES_WORDS):
        raise ImproperlyConfigured(f"POSTGRES_URL: {', '.join(unknown)} can't be set; sslmode and sslrootcert can.")
    if secret and parts.password:
        raise ImproperlyConfigured("POSTGRES_SECRET: POSTGRES_URL has a password already.")
    return {
        "ENGINE": "chatterbox.postgres",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname,
        "PORT": parts.port or 5432,
        # The threads that use it are lasting ones (chatterbox.onehop), so a connection lasts as well.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "SECRET": secret,
        "OPTIONS": {
            **words,
            "connect_timeout": 2,
            # Nobody signs in by Kerberos here, and its library is not made for many threads that connect at once.
            "gssencmode": "disable",
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS}",
        },
    }


def mongodb(url: str, name: str) -> dict[str, Any]:
    """A Django database of MongoDB; whoever asks while it is dead or paused gets an answer within two seconds."""
    return {
        "ENGINE": "chatterbox.mongo",
        "NAME": name,
        "HOST": url,
        "OPTIONS": {
            "w": "majority",
            "serverSelectionTimeoutMS": SELECTION_TIMEOUT_MS,
            "connectTimeoutMS": SELECTION_TIMEOUT_MS,
            "timeoutMS": OPERATION_TIMEOUT_MS,
        },
    }


def sqlite(path: str) -> dict[str, Any]:
    """A Django database in one file that several threads may write to."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }

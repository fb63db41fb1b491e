"""Kinds of settings that are addresses.

A refusal says what is wanted and never what was given: there may be a password in it, which Python's own complaints
would repeat.
"""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

#: Ports that browsers leave out of an origin.
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
#: A password that is not escaped ends the host before it has begun.
_ESCAPED: Final = "with / # ? in a password as %2F %23 %3F"
#: One of several hosts of MongoDB, which Python can't tell apart.
_ONE_HOST: Final = re.compile(r"(\[[^\[\]@]+\]|[^:@\[\]]+)(:\d{1,5})?")


def url(value: str) -> str:
    parts = _taken_apart(value, "a URL is wanted")
    if parts.scheme not in _DEFAULT_PORTS or not _names_a_host(parts):
        raise ValueError("a URL is wanted")
    return value


def origin(value: str) -> str:
    """Scheme, host and port of a site, spelt as browsers do: origins are compared letter by letter."""
    wanted = "an origin such as https://chat.example.org is wanted"
    parts = _taken_apart(value, wanted)
    more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in _DEFAULT_PORTS or more or not _names_a_host(parts):
        raise ValueError(wanted)
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    port = "" if parts.port in {None, _DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def redis_url(value: str) -> str:
    wanted = f"redis://:password@host:port/0, rediss:// or unix:///path is wanted, {_ESCAPED}"
    parts = _taken_apart(value, wanted)
    by_network = parts.scheme in {"redis", "rediss"} and _names_a_host(parts) and re.fullmatch(r"(/\d*)?", parts.path)
    by_file = parts.scheme == "unix" and parts.path.startswith("/")
    if parts.fragment or not (by_network or by_file):
        raise ValueError(wanted)
    return value


def postgres_url(value: str) -> str:
    wanted = f"postgresql://user:password@host:port/name is wanted, {_ESCAPED}"
    parts = _taken_apart(value, wanted)
    named = re.fullmatch(r"/[^/@]+", parts.path)
    if parts.scheme not in {"postgresql", "postgres"} or parts.fragment or not named or not _names_a_host(parts):
        raise ValueError(wanted)
    return value


def mongodb_url(value: str) -> str:
    wanted = f"mongodb://user:password@host:port/?replicaSet=rs0 or mongodb+srv:// is wanted, {_ESCAPED}"
    parts = _taken_apart(value, wanted)
    hosts = parts.netloc.rpartition("@")[2].split(",")
    if parts.scheme not in {"mongodb", "mongodb+srv"} or parts.fragment or "@" in parts.path:
        raise ValueError(wanted)
    if not all(_ONE_HOST.fullmatch(host) for host in hosts):
        raise ValueError(wanted)
    return value


def mail_url(value: str) -> str:
    wanted = f"smtp://user:password@host:587, smtps://, ses://region or file:///folder is wanted, {_ESCAPED}"
    parts = _taken_apart(value, wanted)
    more = parts.path.strip("/") or parts.query or parts.fragment
    by_network = parts.scheme in {"smtp", "smtps", "ses"} and _names_a_host(parts) and not more
    by_file = parts.scheme == "file" and not parts.netloc and parts.path.startswith("/")
    if not (by_network or by_file):
        raise ValueError(wanted)
    return value


def _taken_apart(value: str, wanted: str) -> SplitResult:
    try:
        return urlsplit(value)
    except ValueError:
        raise ValueError(wanted) from None


def _names_a_host(parts: SplitResult) -> bool:
    """And a port that is one, or none."""
    try:
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False

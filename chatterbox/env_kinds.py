"""Kinds of settings: each makes a value of a variable's text, or raises ValueError that says what is wanted."""

import json
import re
from collections.abc import Callable

from events.failpoints import Failpoint
from events.failpoints import parse as parse_failpoint
from events.keys import ring_of
from events.rates import Rate
from events.rates import parse as parse_rate


def text(value: str) -> str:
    return value


def boolean(value: str) -> bool:
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("say 1 or 0")


def whole_number(value: str) -> int:
    if not re.fullmatch(r"\d{1,9}", value):
        raise ValueError("a whole number is wanted")
    return int(value)


def names(value: str) -> list[str]:
    """Comma-separated; blanks around a name do not count."""
    return [name.strip() for name in value.split(",") if name.strip()]


def base_url(value: str) -> str:
    """A path or URL that ends with a slash: what file names are put behind."""
    if not value.endswith("/"):
        raise ValueError("it has to end with a slash")
    return value


def failpoint(value: str) -> Failpoint:
    return parse_failpoint(value)


def positive(value: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,8}", value):
        raise ValueError("a whole number from 1 is wanted")
    return int(value)


def share(value: str) -> float:
    """Of all, from none to three of ten."""
    if not re.fullmatch(r"0?\.\d{1,3}|0", value) or float(value) > 0.3:
        raise ValueError("a share from 0 to 0.3 is wanted")
    return float(value)


def port(value: str) -> int:
    if not re.fullmatch(r"\d{1,5}", value) or int(value) > 65535:
        raise ValueError("a port, 0 to 65535, is wanted")
    return int(value)


def hours(value: str) -> dict[str, int]:
    """Hours by name: sessions=48,messages=168."""
    pairs = [pair.partition("=") for pair in names(value)]
    return {name.strip(): positive(number.strip()) for name, _, number in pairs}


def rate(value: str) -> Rate:
    """So often within a time: 10/10s, 20/m, 60/h, 5/d."""
    return parse_rate(value)


def one_of(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"say one of {', '.join(choices)}")
        return value

    parse.__name__ = " or ".join(choices)
    return parse


def secret(value: str) -> str:
    if len(value) < 32:
        raise ValueError("at least 32 characters are wanted")
    return value


def key_ring(value: str) -> str:
    """One or several RSA keys, as `events/keys.py` says."""
    ring_of(value)
    return value


def jwks(value: str) -> str:
    keys = json.loads(value)
    if not (isinstance(keys, dict) and isinstance(keys.get("keys"), list) and keys["keys"]):
        raise ValueError("a JWKS with keys in it is wanted")
    return value

"""Whether a Kafka broker answers, asked by hand: a client of its own for each look would take longer than the look.

An open port says little: a broker that is frozen, or a proxy before one that has gone, takes connections as ever.
"""

import socket
import ssl
import struct
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

PORT: Final = 9092
#: Names this question in its answer.
_OURS: Final = 4711
#: ApiVersions, version 0, of a client without a name: what any broker answers to anybody, before who they are matters
#: (https://kafka.apache.org/protocol#The_Messages_ApiVersions). Its length goes before it.
_ASK: Final = struct.pack("!ihhih", 10, 18, 0, _OURS, -1)
#: Length and number of an answer.
_HEAD: Final = struct.Struct("!ii")


def answers(address: str, security: Mapping[str, Any], seconds: float) -> bool:
    """`address` is host:port, `security` what Kafka's clients are told of TLS, {} for none."""
    parts = urlsplit(f"//{address}")
    host = parts.hostname or ""
    try:
        with socket.create_connection((host, parts.port or PORT), timeout=seconds) as line:
            return _asked(_wrapped(line, host, security))
    except (OSError, ValueError):
        return False


def _wrapped(line: socket.socket, host: str, security: Mapping[str, Any]) -> socket.socket:
    if not security:
        return line
    context = ssl.create_default_context(cafile=security.get("ssl.ca.location"))
    return context.wrap_socket(line, server_hostname=host)


def _asked(line: socket.socket) -> bool:
    line.sendall(_ASK)
    head = b""
    while len(head) < _HEAD.size:
        if not (piece := line.recv(_HEAD.size - len(head))):
            return False
        head += piece
    return int(_HEAD.unpack(head)[1]) == _OURS

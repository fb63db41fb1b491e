"""A stand-in for the few calls of AWS that we make: real boto3, real HTTP, no AWS."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from chatterbox import aws


class FakeAws:
    """What was stored, sent and asked; `refuse` is the code and status that each further call is refused with.

    `why` is what is said with it.
    """

    def __init__(self) -> None:
        self.objects: dict[str, tuple[str, bytes]] = {}
        self.secrets: dict[str, str] = {}
        self.mails: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.refuse: tuple[str, int] | None = None
        self.why = "no"

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, bytes, str]:
        """Status, body and type. The headers' names are compared without case."""
        assert headers["authorization"].startswith("AWS4-HMAC-SHA256"), "every call is signed"
        self.asked.append(f"{method} {headers.get('x-amz-target') or path}")
        if self.refuse:
            code, status = self.refuse
            xml = f"<Error><Code>{code}</Code><Message>{self.why}</Message></Error>".encode()
            json_error = self._json(__type=code, message=self.why)
            told = xml if not headers.get("x-amz-target") and not path.startswith("/v2/") else json_error
            return status, told, code
        if headers.get("x-amz-target") == "secretsmanager.GetSecretValue":
            return 200, self._json(SecretString=self.secrets[json.loads(body)["SecretId"]]), ""
        if path.startswith("/v2/email/outbound-emails"):
            self.mails.append(json.loads(body))
            return 200, self._json(MessageId="1"), ""
        return self._object(method, path, headers, body)

    def _object(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, bytes, str]:
        if method == "PUT":
            self.objects[path] = (headers["content-type"], _unchunked(headers, body))
            return 200, b"", ""
        if method == "DELETE":
            self.objects.pop(path, None)
            return 204, b"", ""
        if path not in self.objects:
            # To whoever may not list a bucket S3 does not say what is not in it.
            return 403, b"" if method == "HEAD" else b"<Error><Code>AccessDenied</Code></Error>", ""
        return 200, self.objects[path][1], ""

    def _json(self, **content: str) -> bytes:
        return json.dumps(content).encode()


def _unchunked(headers: Any, body: bytes) -> bytes:
    """boto3 sends a body in one chunk with a checksum behind it."""
    if headers.get("content-encoding") != "aws-chunked":
        return body
    size, _, rest = body.partition(b"\r\n")
    return rest[: int(size.split(b";")[0], 16)]


@contextmanager
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAws]:
    """The stand-in, and boto3 pointed at it."""
    fake = FakeAws()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *words: object) -> None:
            """Nobody reads it."""

        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            status, told, code = fake.answer(self.command, self.path.partition("?")[0], self.headers, body)
            self.send_response(status)
            if code:
                self.send_header("x-amzn-errortype", code)
            self.send_header("content-length", str(len(told)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(told)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_one

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    for name, value in (("REGION", "us-east-1"), ("ACCESS_KEY_ID", "stub"), ("SECRET_ACCESS_KEY", "stub")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    aws.client.cache_clear()
    try:
        yield fake
    finally:
        aws.client.cache_clear()
        server.shutdown()
        server.server_close()

"""HTTP under ASGI in one thread hop: Django's whole synchronous handler is one job of a pool of lasting threads.

Django's own ASGI handler hops once for each middleware that is not asynchronous and starts a thread for each request,
so no database connection lasts. Here a thread keeps its connection, and all views are synchronous.
"""

import asyncio
import contextvars
import io
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from django.conf import settings
from django.core import signals
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.urls import set_script_prefix

from chatterbox.alive import LIVE, alive
from chatterbox.paths import told_path
from events.errors import ChatterboxError, TooLarge, Unavailable

log = logging.getLogger(__name__)

#: Largest body, in bytes: an avatar and what belongs to its form.
MAX_BODY: Final = 6 * 1024 * 1024
#: Seconds that a request waits for a thread before it is told to come again.
WAIT_AT_MOST: Final = 1.0
#: Bytes of a streamed answer that are read in one hop.
CHUNK: Final = 64 * 1024

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Run = Callable[..., Any]


class Disconnected(Exception):
    """The client has gone before it had said everything."""


class OneHop(BaseHandler):
    """An ASGI application for `http` scopes."""

    def __init__(self, threads: int) -> None:
        self.load_middleware()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="http")
        # One place for each thread: nothing waits in the pool's own queue, which has no end.
        self._free = asyncio.Semaphore(threads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = scope["method"] == "HEAD"
        if scope["path"] in LIVE:  # a database that is gone holds up every thread, and is no reason to be killed
            await _send(send, alive(), head)
            return
        try:
            body = await _body(scope, receive)
            await self._place()
        except Disconnected:
            return
        except ChatterboxError as refusal:
            await _send(send, _refuse(refusal), head)
            return
        # A context of its own: what one request binds is not found by the next one in the same thread.
        run = contextvars.copy_context().run
        response = await self._in_thread(run, self._work, scope, body)
        if not response.streaming:
            await _send(send, response, head)
            return
        try:
            await self._stream(response, run, receive, send, head)
        finally:
            await self._free.acquire()
            # Closes the generator, and signals the end of the request, which looks after the thread's connections.
            await self._in_thread(response.close)

    async def _place(self) -> None:
        """Wait for a free thread. Raises Unavailable."""
        try:
            if self._free.locked():
                await asyncio.wait_for(self._free.acquire(), WAIT_AT_MOST)
            else:
                await self._free.acquire()
        except TimeoutError:
            raise Unavailable from None

    async def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Run something in the thread whose place was taken; the place is free when the thread is.

        A view can't be stopped, so whoever is cancelled here leaves the thread to its end.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Any] = loop.create_future()

        def run() -> None:
            answer = fault = None
            try:
                answer = function(*arguments)
            except Exception as error:
                fault = error
            except BaseException as error:  # such as SystemExit: neither the thread's place nor the process is lost
                fault = RuntimeError(f"a view raised {error!r}")
            loop.call_soon_threadsafe(self._end, done, answer, fault)

        # Not `run_in_executor`: a cancelled wait would look like a free thread, and `shield` takes the loop once more.
        self._pool.submit(run)
        return await done

    def _end(self, done: "asyncio.Future[Any]", answer: Any, fault: Exception | None) -> None:
        """Back in the loop: a thread has finished, and perhaps nobody waits for it any more."""
        self._free.release()
        if done.cancelled():
            return
        if fault is None:
            done.set_result(answer)
        else:
            done.set_exception(fault)

    def _work(self, scope: Scope, body: io.BytesIO) -> HttpResponseBase:
        started = time.monotonic()
        set_script_prefix("/")
        signals.request_started.send(sender=self.__class__, scope=scope)
        request = ASGIRequest(_measured(scope, body), body)
        response: HttpResponseBase = self.get_response(request)
        if not response.streaming:
            response.close()
        _log(request, response, time.monotonic() - started)
        return response

    async def _stream(self, response: Any, run: Run, receive: Receive, send: Send, head: bool) -> None:
        """Send an answer as it is made; the thread is free between its parts, and `send` waits for slow readers."""
        gone = asyncio.ensure_future(receive())
        try:
            await send({"type": "http.response.start", "status": response.status_code, "headers": _headers(response)})
            parts = iter(response.streaming_content)
            while not head and not gone.done():
                await self._free.acquire()
                part = await self._in_thread(run, _some, parts)
                if not part:
                    break
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()


def _some(parts: Iterable[bytes]) -> bytes:
    """The next parts of a stream, joined to about CHUNK bytes; empty at its end."""
    joined = b""
    for part in parts:
        joined += part
        if len(joined) >= CHUNK:
            break
    return joined


async def _body(scope: Scope, receive: Receive) -> io.BytesIO:
    """The whole body of a request. Raises TooLarge before more than MAX_BODY is held, Disconnected."""
    body = io.BytesIO()
    announced = dict(scope["headers"]).get(b"content-length", b"0")
    if announced.isdigit() and int(announced) > MAX_BODY:
        raise TooLarge
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        body.write(message.get("body", b""))
        if body.tell() > MAX_BODY:
            raise TooLarge
        if not message.get("more_body", False):
            body.seek(0)
            return body


def _measured(scope: Scope, body: io.BytesIO) -> Scope:
    """With the length of the body, which a client that sends in chunks does not know: DRF takes a body without it for
    an empty one.
    """
    if any(name == b"content-length" for name, _ in scope["headers"]):
        return scope
    return {**scope, "headers": [*scope["headers"], (b"content-length", b"%d" % body.getbuffer().nbytes)]}


def _refuse(error: ChatterboxError) -> HttpResponse:
    """What no middleware sees. A client that was told to come again later does so by another connection."""
    return JsonResponse(error.as_dict(), status=error.status, headers={**error.headers(), "Connection": "close"})


async def _send(send: Send, response: HttpResponse, head: bool) -> None:
    content = response.content
    # Answers that CommonMiddleware has not seen would be sent in chunks.
    response.headers.setdefault("Content-Length", str(len(content)))
    await send({"type": "http.response.start", "status": response.status_code, "headers": _headers(response)})
    await send({"type": "http.response.body", "body": b"" if head else content})


def _headers(response: HttpResponseBase) -> list[tuple[bytes, bytes]]:
    headers = [(name.lower().encode("ascii"), value.encode("latin1")) for name, value in response.items()]
    cookies = [cookie.output(header="").strip().encode("ascii") for cookie in response.cookies.values()]
    return headers + [(b"set-cookie", cookie) for cookie in cookies]


def _log(request: ASGIRequest, response: HttpResponseBase, seconds: float) -> None:
    """One line a request, without its query string and what is secret in its path: that is nobody's business."""
    log.info(
        "request",
        extra={
            "method": request.method,
            "path": told_path(request),
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "request_id": response.headers.get("X-Request-ID"),
        },
    )


def http_application() -> OneHop:
    return OneHop(settings.HTTP_THREADS)

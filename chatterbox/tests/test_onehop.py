"""It is true that HTTP runs in one hop of a bounded pool, and that every request has an answer."""

import asyncio
import contextvars
import threading
import time

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

from chatterbox import onehop

SEEN: list[str] = []
HOLD = threading.Event()
CONTEXT: contextvars.ContextVar[str] = contextvars.ContextVar("test", default="")


def echo(request):
    SEEN.append(threading.current_thread().name)
    return HttpResponse(request.body, headers={"X-Path": request.path})


def stream(request):
    return StreamingHttpResponse(bytes([65 + part]) * 1000 for part in range(3))


def hold(request):
    HOLD.wait(10)
    return HttpResponse("held")


def broken(request):
    raise ZeroDivisionError


def leave(request):
    raise SystemExit


def leak(request):
    before = CONTEXT.get()
    CONTEXT.set("left behind")
    return HttpResponse(before)


urlpatterns = [path(view.__name__, view) for view in (echo, stream, hold, broken, leave, leak)]
handler500 = "chatterbox.views.server_error"


@pytest.fixture
def application(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    SEEN.clear()
    HOLD.clear()
    yield onehop.OneHop(threads=2)
    HOLD.set()


class Exchange:
    """One request as a server would hand it over, and what was sent back."""

    def __init__(self, application, url, method="GET", body=(b"",), headers=(), gone=False):
        self.messages = [
            {"type": "http.request", "body": part, "more_body": number < len(body) - 1}
            for number, part in enumerate(body)
        ]
        if gone:
            self.messages = [*self.messages[:1], {"type": "http.disconnect"}]
            self.messages[0]["more_body"] = True
        self.sent = []
        self.scope = {
            "type": "http",
            "method": method,
            "path": url,
            "query_string": b"",
            "headers": [(b"host", b"localhost"), *headers],
        }
        self.application = application

    async def run(self):
        await self.application(self.scope, self._receive, self._send)
        return self

    async def _receive(self):
        return self.messages.pop(0)

    async def _send(self, message):
        self.sent.append(message)

    @property
    def status(self):
        return self.sent[0]["status"]

    @property
    def content(self):
        return b"".join(message.get("body", b"") for message in self.sent)

    @property
    def headers(self):
        return dict(self.sent[0]["headers"])


async def test_a_body_in_parts_reaches_the_view_whole(application):
    answered = await Exchange(application, "/echo", "POST", body=(b"one ", b"two")).run()

    assert (answered.status, answered.content) == (200, b"one two")


async def test_head_has_the_headers_and_no_body(application):
    answered = await Exchange(application, "/echo", "HEAD").run()

    assert (answered.status, answered.content, answered.headers[b"x-path"]) == (200, b"", b"/echo")


async def test_too_large_a_body_is_refused_before_it_is_read(application):
    announced = ((b"content-length", str(onehop.MAX_BODY + 1).encode()),)
    answered = await Exchange(application, "/echo", "POST", body=(b"x",), headers=announced).run()

    assert answered.status == 413
    assert SEEN == []


async def test_too_large_a_body_is_refused_when_it_was_not_announced(application):
    half = b"x" * (onehop.MAX_BODY // 2 + 1)
    answered = await Exchange(application, "/echo", "POST", body=(half, half)).run()

    assert answered.status == 413
    assert b"too_large" in answered.content


async def test_nobody_is_answered_who_has_gone(application):
    answered = await Exchange(application, "/echo", "POST", body=(b"x",), gone=True).run()

    assert answered.sent == []
    assert SEEN == []


async def test_a_stream_arrives_whole(application):
    answered = await Exchange(application, "/stream").run()

    assert answered.content == b"A" * 1000 + b"B" * 1000 + b"C" * 1000
    assert answered.sent[-1].get("more_body", False) is False


async def test_a_fault_is_a_500_and_the_next_request_is_served(application):
    assert (await Exchange(application, "/broken").run()).status == 500
    assert (await Exchange(application, "/echo").run()).status == 200


async def test_a_view_that_wants_to_end_the_process_costs_no_thread(application):
    for _ in range(3):  # one more than there are threads
        with pytest.raises(RuntimeError, match="SystemExit"):
            await Exchange(application, "/leave").run()

    assert (await Exchange(application, "/echo").run()).status == 200


async def test_the_threads_are_few_and_last(application):
    for _ in range(20):
        await Exchange(application, "/echo").run()

    assert len(SEEN) == 20
    assert len(set(SEEN)) <= 2


async def test_nothing_of_one_request_is_left_in_the_next(application):
    answers = [(await Exchange(application, "/leak").run()).content for _ in range(4)]

    assert answers == [b""] * 4


async def test_a_full_pool_says_when_to_come_again(application, monkeypatch):
    monkeypatch.setattr(onehop, "WAIT_AT_MOST", 0.1)
    held = [asyncio.create_task(Exchange(application, "/hold").run()) for _ in range(2)]
    await asyncio.sleep(0.05)

    started = time.monotonic()
    refused = await Exchange(application, "/echo").run()

    assert refused.status == 503
    assert refused.headers[b"retry-after"]
    assert time.monotonic() - started < 9  # `hold` ends after 10
    HOLD.set()
    assert [task.status for task in await asyncio.gather(*held)] == [200, 200]

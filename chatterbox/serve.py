"""Our own start of Daphne, or uvicorn (SERVER): one server process of a profile.

    python -m chatterbox.serve --host 127.0.0.1 --port 8000

SIGTERM or SIGINT: not ready any more, no new connections, what is under way is answered, then the end.
"""

import argparse
import asyncio
import gc
import logging
import socket
import sys
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

from chatterbox import env

log = logging.getLogger(__name__)

BACKLOG: Final = 2048
DAPHNE, UVICORN = "daphne", "uvicorn"
#: Seconds that requests under way get after a signal.
FINISH_WITHIN: Final = 8
#: What Daphne is told of sockets, in seconds. Below 0 none is closed for its age, as each would be after a day: how
#: long it may live is said by its token.
SOCKETS: Final[dict[str, Any]] = {
    "websocket_timeout": -1,
    "websocket_handshake_timeout": 10,
    "ping_interval": 25,
    "ping_timeout": 30,
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="chatterbox.serve", description="Serve Chatterbox.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    given = parser.parse_args(arguments)
    env.use_profile("chatterbox.settings.local")
    try:
        return serve(given.host, given.port)
    except ImproperlyConfigured as error:
        print(f"chatterbox: {error}", file=sys.stderr)
        return 1


def serve(host: str, port: int, *, ready: Any = None) -> int:
    """Serve until a signal comes; answers with the exit code. `ready` is called once the port is open."""
    refusal = taken(host, port)
    if refusal:
        print(refusal, file=sys.stderr)
        return 1
    from django.conf import settings

    return (_run_uvicorn if settings.SERVER == UVICORN else _run_daphne)(host, port, ready)


def taken(host: str, port: int) -> str | None:
    """Why the port can't be opened, in one sentence; None when it can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return f"Port {port} can't be opened ({error.strerror}): stop what uses it, or choose another with PORT=."
    return None


def refuse_unfit_databases() -> None:
    """Raise ImproperlyConfigured for a database that no event is safe in."""
    from django.core import checks

    faults = checks.run_checks(tags=["chatterbox"])
    if faults:
        raise ImproperlyConfigured(" ".join(f"{fault.msg} {fault.hint}" for fault in faults))


def _prepare() -> None:
    """What one web process has beside its server."""
    from chatterbox import asgi  # noqa: F401 - has the apps loaded
    from events import metrics

    refuse_unfit_databases()
    metrics.start()
    _watch_accounts()
    _watch_canary()
    _start_writer()
    _spare_the_collector()


def _spare_the_collector() -> None:
    """What is loaded stays for good, and sockets for long: look for cycles among them a tenth as often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _run_uvicorn(host: str, port: int, ready: Any) -> int:
    from chatterbox.uvicorn_server import Server, config_of

    _prepare()
    from chatterbox.asgi import application
    from chatterbox.health import drain

    config = config_of(application, host, port, backlog=BACKLOG, finish_within=FINISH_WITHIN)
    Server(config, farewell=_farewell, drain=drain, ready=ready).run()
    return 0


def _run_daphne(host: str, port: int, ready: Any) -> int:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    from twisted.internet import asyncioreactor

    asyncioreactor.install(loop)  # type: ignore[no-untyped-call]
    from twisted.internet import reactor

    from chatterbox import bounds
    from chatterbox.asgi import application
    from chatterbox.bounded_http import Server
    from chatterbox.health import drain

    _prepare()
    server = Server(
        application,
        endpoints=[f"tcp:port={port}:interface={host}:backlog={BACKLOG}"],
        ready_callable=ready,
        signal_handlers=True,
        application_close_timeout=FINISH_WITHIN,
        finish_within=FINISH_WITHIN,
        farewell=_farewell,
        websocket_max_message_size=bounds.MOST_RECEIVED,
        websocket_max_frame_size=bounds.MOST_RECEIVED,
        server_name="",
        verbosity=0,
        **SOCKETS,
    )
    events: Any = reactor
    events.addSystemEventTrigger("before", "shutdown", drain)
    server.run()
    return 0


def _watch_accounts() -> None:
    """In messaging: keep its public keys fresh, and know whether accounts is there."""
    from django.apps import apps
    from django.conf import settings

    if apps.is_installed("messaging") and settings.ACCOUNTS_URL:
        from messaging import accounts_watch

        accounts_watch.start(settings.ACCOUNTS_URL)


def _watch_canary() -> None:
    """In messaging: hear whether messages arrive, for the page and the metrics that say so."""
    from django.apps import apps

    if apps.is_installed("messaging"):
        from messaging.canary import metrics, watch
        from messaging.canary.status import status_now

        metrics.tell(lambda: status_now(watch.watch()))
        watch.start()


def _start_writer() -> None:
    """In messaging: let one thread save what everybody posts."""
    from django.apps import apps

    if apps.is_installed("messaging"):
        from messaging.services.writer import start_writer

        start_writer()


async def _farewell() -> None:
    """At a signal: let sockets move to another process, answer what they have posted, then end what serves them."""
    from django.apps import apps
    from django.conf import settings

    if apps.is_installed("messaging"):
        from messaging.hub import close_hub, part
        from messaging.services.writer import close_writer

        await part(settings.SOCKET_DRAIN)
        await asyncio.to_thread(close_writer)
        await close_hub()


if __name__ == "__main__":
    sys.exit(main())

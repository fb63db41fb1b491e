"""The entry point of the image: one word says what a container is, DJANGO_SETTINGS_MODULE whose.

    python -m chatterbox.container web

`web` serves HTTP and sockets at CONTAINER_PORT, the workers run until a signal comes, the tasks end by themselves.
Whatever is wrong is said in one sentence, with exit code 1: nothing is started half. A worker that fails is tried again
(`chatterbox.attempts`).
"""

import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.core.management.base import CommandError

from chatterbox import attempts, env

PROFILES: Final = ("accounts", "messaging")
WEB: Final = "web"
#: Words that run until a signal comes, with the profiles that have them.
WORKERS: Final = {
    "relay_events": PROFILES,
    "consume_events": PROFILES,
    "run_jobs": PROFILES,
    "send_mails": ("accounts",),
    "canary": ("messaging",),
}
#: Words that end by themselves, and the management command behind each.
TASKS: Final = {
    "migrate": ("migrate", "--no-input"),
    "create_topics": ("events", "create-topics"),
    "check": ("check", "--deploy", "--fail-level", "ERROR"),
}
#: Followed by a management command and its words: for whoever operates a site.
MANAGE: Final = "manage"
#: Asked by the image's HEALTHCHECK inside a running container.
HEALTHY: Final = "healthy"
PORT: Final = 8000
LOOK_SECONDS: Final = 2


class Refused(Exception):
    """This container can't be started; the text is the one sentence that is printed."""


REFUSALS: Final = (Refused, ImproperlyConfigured, CommandError)


def main(words: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if words is None else words)
    try:
        return run(given)
    except REFUSALS as refusal:
        fault: Exception = refusal
    except Exception as error:
        lost = _loss_of(error)
        if lost is None:
            raise
        fault = lost
    print(f"chatterbox: {fault}", file=sys.stderr)
    return attempts.REFUSED


def run(words: list[str]) -> int:
    """Be what `words` say; the exit code. Raises Refused, ImproperlyConfigured and CommandError."""
    if words == [HEALTHY]:
        return 0 if is_healthy(_what_runs(), _port()) else 1
    profile = profile_of(env.before_profiles("DJANGO_SETTINGS_MODULE"))
    if not words:
        raise Refused(f"say what this container is: one of {', '.join(known(profile))}.")
    role, *more = words
    if role == MANAGE and more:
        execute_from_command_line(["manage.py", *more])
        return 0
    if more or role not in known(profile):
        raise Refused(f"{' '.join(words)!r} is nothing that {profile} has: one of {', '.join(known(profile))}.")
    if role == WEB:
        from chatterbox import serve

        return serve.main(["--host", "0.0.0.0", "--port", str(_port())])  # noqa: S104 - a container has no other door
    if role in WORKERS:
        return attempts.insist(role, lambda: _work(role))
    if role == "migrate":
        _refuse_newer()
    execute_from_command_line(["manage.py", *TASKS[role]])
    return 0


def _work(role: str) -> int:
    """Be a worker, once. What is no refusal has an exit code of its own, because it is worth another attempt."""
    try:
        _refuse_newer()
        execute_from_command_line(["manage.py", role])
    except REFUSALS:
        raise
    except Exception as error:
        lost = _loss_of(error)
        if lost is None:
            sys.excepthook(type(error), error, error.__traceback__)
        else:
            print(f"chatterbox: {lost}", file=sys.stderr)
        return attempts.FAILED
    return 0


def _refuse_newer() -> None:
    """Raise Refused where a newer version has taken away what this one wants. A web process stays, and is not ready."""
    import django

    from chatterbox import newer

    django.setup()
    from events.databases import databases

    try:
        newer.refuse(databases().values())
    except newer.TooOld as refusal:
        raise Refused(str(refusal)) from refusal


def _loss_of(error: Exception) -> Exception | None:
    """The server that did not answer, in one sentence, or None where something else is wrong."""
    from django.apps import apps

    if not apps.ready:
        return None
    from events.workers import loss_of

    return loss_of(error)


def profile_of(module: str) -> str:
    """The service that settings are of. Raises Refused for any but the two that are deployed."""
    for profile in PROFILES:
        if module == f"chatterbox.settings.{profile}":
            return profile
    said = f"is {module!r}" if module else "is missing"
    raise Refused(f"DJANGO_SETTINGS_MODULE {said}; it has to be chatterbox.settings.accounts or …messaging.")


def known(profile: str) -> list[str]:
    """What a container of this profile can be."""
    return [WEB, *(role for role, profiles in WORKERS.items() if profile in profiles), *TASKS, f"{MANAGE} COMMAND"]


def is_healthy(role: str, port: int) -> bool:
    """Whether what runs here is alive: a web process answers; a worker ends itself when it can't go on."""
    if role != WEB:
        return True
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=LOOK_SECONDS) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _what_runs() -> str:
    """The word that this container was started with: the last of its first process' command line."""
    try:
        words = Path("/proc/1/cmdline").read_bytes().split(b"\0")
    except OSError:
        return WEB
    return next((word.decode() for word in reversed(words) if word), WEB)


def _port() -> int:
    given = env.before_profiles("CONTAINER_PORT") or str(PORT)
    if not (given.isascii() and given.isdigit() and 0 < int(given) < 65536):
        raise Refused(f"CONTAINER_PORT is {given!r}; it has to be a port, 1 to 65535.")
    return int(given)


if __name__ == "__main__":
    sys.exit(main())

"""Both services with people and parties, for tests of their copies of each other."""

import json
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command

from accounts import services as accounts
from accounts.models import User as Original
from events.resync import finish_resyncs
from events.testing import run_events
from events.times import iso, now
from messaging import services as messaging
from messaging.models import User as Copy


def people(count: int) -> list[Original]:
    """Somebody new in accounts, count times, and their copies."""
    made = [accounts.sign_up(username=f"user{n}", email=None, password=None) for n in range(count)]
    run_events()
    return made


def parties(count: int, owner: Any) -> None:
    person = Copy.objects.using(settings.MESSAGING_DB).get(id=owner.pk)
    for n in range(count):
        messaging.create_party(person, client_id=f"party-{n}", name=f"Party {n}")
    run_events()


def events(*words: str) -> Any:
    """What `manage.py events … --json` prints; with `hash` that is what it always prints."""
    out = StringIO()
    call_command("events", *words, *([] if words[0] == "hash" else ["--json"]), stdout=out)
    return json.loads(out.getvalue())


def differences(kind: str, *words: str) -> dict[str, str]:
    """What `verify` finds, by key. Its exit code says whether there is anything."""
    out, before = StringIO(), iso(now())
    code = 0
    try:
        call_command("events", "verify", kind, *words, "--json", stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    found = json.loads(out.getvalue())
    assert before <= found["read_at"] <= iso(now())
    assert code == (1 if found["differences"] or found["buckets"] else 0)
    return {each["key"]: each["what"] for each in found["differences"]}


def swap() -> None:
    """Bring all events where they belong and run the jobs that swap."""
    run_events()
    for using in (settings.ACCOUNTS_DB, settings.MESSAGING_DB):
        finish_resyncs(using)
    run_events()

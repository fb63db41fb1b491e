"""One thread of messaging's web process that looks at accounts, so that no request ever has to.

It asks whether accounts is ready, for the rule about long absence, and now and then for its public keys. What it
learns is kept in `events.keyring`.
"""

import logging
import threading
import time
from typing import Final

import requests
import urllib3
from django.conf import settings

from events import keyring
from events.outages import first_line

log = logging.getLogger(__name__)

READY_PATH: Final = "/accounts/health/ready"
KEYS_PATH: Final = "/accounts/.well-known/jwks.json"
#: Seconds between two looks, and between two readings of the keys.
LOOK: Final = 10.0
KEYS: Final = 300.0
#: Seconds between two readings that were wished for by a token of an unknown key: anybody can send one.
WISHED: Final = 10.0
#: Seconds for a connection, for a silence, and for a whole answer; bytes of an answer.
CONNECT_SECONDS, SILENT_SECONDS, ANSWER_SECONDS = 2.0, 3.0, 5.0
MOST_BYTES: Final = 64 * 1024
PIECE: Final = 8 * 1024


class Unanswered(Exception):
    """Accounts gave no good answer."""


class AccountsWatch:
    """`look` is one round; the thread makes one every LOOK seconds. When a key is wanted it reads keys sooner, and asks
    nothing else: absence is counted in looks, and anybody can want a key.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = requests.Session()
        self._session.trust_env = False  # neither proxies nor a .netrc have a say in this
        # Behind a proxy accounts sends plain requests on to https; this one has come to the right place.
        self._session.headers["X-Forwarded-Proto"] = settings.PUBLIC_URL.partition(":")[0]
        self._read_at: float | None = None
        self._kept_at: float | None = None
        self._is_wished = False
        self._stop = threading.Event()

    def look(self) -> None:
        """Ask how accounts is, and for its keys when it is time."""
        self._note(self._is_ready())
        if self._keys_are_due():
            self._read_keys()

    def run(self) -> None:
        due = 0.0
        while not self._stop.is_set():
            try:
                if time.monotonic() >= due:
                    due = time.monotonic() + LOOK
                    self.look()
                elif self._keys_are_due():
                    self._read_keys()
            except Exception:
                # Nobody starts this thread again, so it outlives faults of ours as well.
                log.exception("accounts_watch_failed")
            keyring.wanted.wait(max(0.0, self._next(due) - time.monotonic()))
            self._stop.wait(0.05)  # many who want the same key at once are one wish
        self._session.close()

    def stop(self) -> None:
        self._stop.set()
        keyring.wanted.set()

    def _note(self, fault: str) -> None:
        was_away = keyring.is_away_for_long()
        keyring.note_look(well=not fault)
        if keyring.is_away_for_long() and not was_away:
            log.warning("accounts_is_away", extra={"fault": fault, "accepted_late_seconds": keyring.LATE})
        elif was_away and not fault:
            log.info("accounts_is_back")

    def _is_ready(self) -> str:
        """What is wrong with accounts; empty when all is well."""
        try:
            self._get(READY_PATH)
        except Unanswered as fault:
            return str(fault)
        return ""

    def _keys_are_due(self) -> bool:
        moment = time.monotonic()
        if keyring.wanted.is_set():
            keyring.wanted.clear()
            self._is_wished = True  # until it is granted, which may be too early now
        if self._read_at is None:
            return True
        late = self._kept_at is None or moment - self._kept_at >= KEYS
        return (self._is_wished or late) and moment >= self._read_at + WISHED

    def _next(self, due: float) -> float:
        """When there is something to do unless somebody wants a key: a look is `due`, or a wish was too early."""
        return due if self._read_at is None or not self._is_wished else min(due, self._read_at + WISHED)

    def _read_keys(self) -> None:
        self._read_at, self._is_wished = time.monotonic(), False
        try:
            number = keyring.take(self._get(KEYS_PATH).decode())
        except (Unanswered, ValueError) as fault:
            log.warning("keys_not_read", extra={"fault": first_line(fault)})
            return
        self._kept_at = self._read_at
        log.debug("keys_read", extra={"keys": number})

    def _get(self, path: str) -> bytes:
        deadline = time.monotonic() + ANSWER_SECONDS
        try:
            with self._session.get(
                self.url + path, timeout=(CONNECT_SECONDS, SILENT_SECONDS), stream=True, allow_redirects=False
            ) as answer:
                if answer.status_code != requests.codes.ok:
                    raise Unanswered(f"{path} answers {answer.status_code}")
                return _body_of(answer, deadline)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise Unanswered(f"{path}: {type(error).__name__}") from error


def _body_of(answer: requests.Response, deadline: float) -> bytes:
    body = b""
    while piece := answer.raw.read1(PIECE, decode_content=True):
        body += piece
        if len(body) > MOST_BYTES or time.monotonic() > deadline:
            raise Unanswered("an answer that is too large or too slow")
    return body


_watch: AccountsWatch | None = None


def start(url: str) -> None:
    """Start the thread, once per process. It ends with the process."""
    global _watch
    if _watch is None:
        _watch = AccountsWatch(url)
        threading.Thread(target=_watch.run, name="accounts-watch", daemon=True).start()

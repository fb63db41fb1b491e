"""`manage.py events <verb>`: what an operator asks and does. Every verb speaks JSON with --json."""

import argparse
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import msgspec
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from events import again, kinds, resync, verify
from events.databases import databases
from events.models import DeadLetter
from events.progress import Progress
from events.status import lines_of, status_of
from events.times import iso, now
from events.workers import loss_of

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Parser(CommandParser):
    """Says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        if self.called_from_command_line:
            self.exit(2, f"{self.prog}: {message}\n")
        raise CommandError(message)


class Command(BaseCommand):
    help = "Look after events: what waits, what failed, and whether the copies are right."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = Parser  # Django makes one of its own
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB", parser_class=_parser_like(parser))
        _add(verbs, "status", "what waits, what lies aside, who works, what ran last")
        replay = _add(verbs, "replay", "apply dead letters again")
        replay.add_argument("ids", nargs="*", metavar="ID", help="of dead letters")
        replay.add_argument("--reason", help="all that have this reason")
        republish = _add(verbs, "republish", "send again what was sent since a moment, when Kafka has lost it")
        republish.add_argument("--since", required=True, type=moment, metavar="TIME", help="such as 2h, or ISO 8601")
        again = _add(verbs, "resync", "build the other service's copy anew; in the service that owns the originals")
        again.add_argument("kind", choices=sorted(kinds.ENDED))
        hashes = _add(verbs, "hash", "hashes of the originals; in the service that owns them")
        hashes.add_argument("kind", choices=sorted(kinds.ENDED))
        hashes.add_argument("--rows", action="store_true", help="of every row as well, not of buckets alone")
        hashes.add_argument("--bucket", type=bucket, nargs="+", default=[], help="of every row of these buckets")
        check = _add(verbs, "verify", "compare a copy with hashes of its originals; exit code 1 when they differ")
        check.add_argument("kind", choices=sorted(kinds.ENDED))
        check.add_argument("file", nargs="?", help="what `events hash --rows` printed; - is standard input")
        topics = _add(verbs, "create-topics", "make the Kafka topics that are missing, report wrong settings")
        topics.add_argument("--wait", type=float, default=60.0, help="seconds to wait for Kafka (60)")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = str(options["verb"])
        try:
            getattr(self, verb.replace("-", "_"))(options)
        except Exception as error:
            lost = loss_of(error)
            if lost is None:
                raise
            raise CommandError(str(lost)) from error

    def tell(self, options: dict[str, Any], value: Any, *lines: str) -> None:
        """Print a value as JSON with --json, else lines for people."""
        self.stdout.write(msgspec.json.encode(value).decode() if options["json"] else "\n".join(lines))

    def status(self, options: dict[str, Any]) -> None:
        found = [status_of(app, using) for app, using in databases().items()]
        self.tell(options, found, *(line for each in found for line in lines_of(each)))

    def replay(self, options: dict[str, Any]) -> None:
        if bool(options["ids"]) == bool(options["reason"]):
            raise CommandError("Name dead letters by their ids, or all of one --reason.")
        wanted = [(letter, app, using) for app, using in databases().items() for letter in _letters(using, options)]
        missing = set(options["ids"]) - {letter.id for letter, _, _ in wanted}
        if missing:
            raise CommandError(f"There is no dead letter {', '.join(sorted(missing))}.")
        progress = Progress("replay", len(wanted))
        failed = []
        for done, (letter, app, using) in enumerate(wanted, 1):
            if not again.replay(letter, app, using):
                failed.append(letter.id)
            progress.at(done)
        progress.end()
        applied = len(wanted) - len(failed)
        self.tell(options, {"applied": applied, "failed": failed}, f"{applied} applied.", *map(_still_failing, failed))
        if failed:
            sys.exit(1)

    def republish(self, options: dict[str, Any]) -> None:
        since, counts = options["since"], {}
        for app, using in databases().items():
            progress = Progress(f"republish {app}", again.sent_since(since, using).count())
            counts[app] = _last(again.republish(since, using), progress)
        lines = [f"{app}: {count} events wait to be sent again." for app, count in counts.items()]
        self.tell(options, {"since": iso(since), "republished": counts}, *lines)

    def resync(self, options: dict[str, Any]) -> None:
        original = _original(options["kind"])
        progress = Progress(f"resync {original.kind}", original.count())
        name, told = "", 0
        for step in resync.tell(original.kind, databases()[original.app]):
            name, told = step
            progress.at(told)
        progress.end()
        said = f"{told} states told as resync {name}. The copy is swapped when all have come: `events status` there."
        self.tell(options, {"resync": name, "told": told}, said)

    def hash(self, options: dict[str, Any]) -> None:
        original = _original(options["kind"])
        wanted = range(verify.BUCKETS) if options["rows"] else options["bucket"]
        states = _watched(original.states(), f"hash {original.kind}", original.count())
        # One form for people and machines: `verify` reads it.
        self.stdout.write(msgspec.json.encode(verify.hashes_of(original.kind, states, wanted)).decode())

    def verify(self, options: dict[str, Any]) -> None:
        kind = options["kind"]
        copy = kinds.copies.get(kind)
        if copy is None:
            raise CommandError(f"There is no copy of {kind} here. Run it in the service that keeps one.")
        theirs, moment = _hashes(kind, options["file"]), iso(now())
        ours = verify.hashes_of(kind, _watched(copy.states(), f"verify {kind}", theirs.rows))
        differences, buckets = verify.compare(theirs, ours)
        lines = [f"{each.key} {each.what}" for each in differences]
        if buckets:
            numbers = " ".join(map(str, buckets))
            lines.append(f"Rows of {len(buckets)} buckets differ; `events hash {kind} --bucket {numbers}` tells which.")
        counts = {"originals": theirs.rows, "copies": ours.rows, "read_at": moment}
        self.tell(options, {**counts, "differences": differences, "buckets": buckets}, *lines or [_same(ours.rows)])
        if differences or buckets:
            sys.exit(1)

    def create_topics(self, options: dict[str, Any]) -> None:
        call_command("create_topics", wait=options["wait"], as_json=options["json"], stdout=self.stdout)


def _parser_like(parser: CommandParser) -> type[Parser]:
    """A parser for verbs that fails as the command's own does."""

    class VerbParser(Parser):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**{**kwargs, "called_from_command_line": parser.called_from_command_line})

    return VerbParser


def _add(verbs: Any, name: str, text: str) -> CommandParser:
    parser: CommandParser = verbs.add_parser(name, help=text, description=text)
    parser.add_argument("--json", action="store_true", help="for machines")
    return parser


def moment(text: str) -> datetime:
    """`2h` ago, or a time with its zone. Raises ArgumentTypeError."""
    short = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if short:
        return now() - timedelta(seconds=int(short[1]) * UNITS[short[2]])
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a time is wanted: 30m, 2h, 3d, or 2026-11-24T10:17:15Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def bucket(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}", text) or int(text) >= verify.BUCKETS:
        raise argparse.ArgumentTypeError(f"a bucket is a number from 0 to {verify.BUCKETS - 1}")
    return int(text)


def _letters(using: str, options: dict[str, Any]) -> list[DeadLetter]:
    return list(again.letters(using, ids=options["ids"] or None, reason=options["reason"]))


def _still_failing(key: str) -> str:
    return f"{key} still fails."


def _same(rows: int) -> str:
    return f"{rows} rows are the same."


def _last(counts: Iterator[int], progress: Progress) -> int:
    count = 0
    for count in counts:
        progress.at(count)
    progress.end()
    return count


def _watched(states: Iterator[kinds.State], label: str, total: int) -> Iterator[kinds.State]:
    progress = Progress(label, total)
    for number, state in enumerate(states, 1):
        if number % 1000 == 0:
            progress.at(number)
        yield state
    progress.end()


def _original(kind: str) -> kinds.Original:
    original = kinds.originals.get(kind)
    if original is None:
        raise CommandError(f"The originals of {kind} are not here. Run it in the service that owns them.")
    return original


def _hashes(kind: str, file: str | None) -> verify.Hashes:
    """The owner's hashes: from a file, or by ourselves where one process has both. Raises CommandError."""
    if file is None:
        if kind not in kinds.originals:
            raise CommandError(f"Say which file has what `events hash {kind} --rows` printed in the other service.")
        return verify.hashes_of(kind, kinds.originals[kind].states())
    try:
        text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        found = msgspec.json.decode(text, type=verify.Hashes)
    except OSError as error:
        raise CommandError(f"{file} can't be read ({error.strerror}).") from error
    except msgspec.DecodeError as error:
        raise CommandError(f"{file} is not what `events hash` prints ({error}).") from error
    if found.kind != kind or len(found.buckets) != verify.BUCKETS:
        raise CommandError(f"{file} has hashes of {found.kind}, and those of {kind} are wanted.")
    return found

"""`python -m scripts.stack`: start, stop, kill and watch the parts of the stack that STACK_DIR and STACK_PORT name."""

import argparse
import dataclasses
import sys
import time

from scripts.stack.errors import StackError
from scripts.stack.layout import MOST_COPIES, Copies, Layout
from scripts.stack.stack import Stack


def main() -> int:
    given = _parser().parse_args()
    layout = Layout.from_environment()
    stack = Stack(layout.directory, layout.port, copies=_copies(layout, given))
    began = time.monotonic()
    try:
        print(_run(stack, given))
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    if given.verb in ("up", "down"):
        print(f"({time.monotonic() - began:.1f} s)")
    return 0


def _copies(layout: Layout, given: argparse.Namespace) -> Copies:
    """As they were the last time, but for what `up` was told."""
    told = {name: getattr(given, name, None) for name in ("webs", "workers")}
    return dataclasses.replace(layout.copies, **{name: count for name, count in told.items() if count})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.stack", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    up = verbs.add_parser("up", help="start all parts, or those named, and wait until each answers")
    up.add_argument("parts", nargs="*", metavar="PART")
    up.add_argument("--servers-only", action="store_true", help="PostgreSQL, Redis, MongoDB and Kafka")
    for flag, text in (
        ("--webs", "web processes of each service"),
        ("--workers", "relays and consumers of each service"),
    ):
        up.add_argument(flag, type=int, choices=range(1, MOST_COPIES + 1), help=f"{text} (as the last time, or 1)")
    down = verbs.add_parser("down", help="stop all parts")
    down.add_argument("--wipe", action="store_true", help="and remove their data")
    verbs.add_parser("status", help="what runs, where, and how much memory it takes")
    for verb, text in (
        ("start", "start a part and wait until it answers"),
        ("stop", "ask a part to end, kill it when it does not"),
        ("kill", "kill -9 all processes of a part"),
        ("roll", "restart a part as a deployment does: no new requests, SIGTERM, start, requests again"),
        ("pause", "freeze a part: connections stay open, nothing answers"),
        ("resume", "let a paused part go on"),
    ):
        verbs.add_parser(verb, help=text).add_argument("part", metavar="PART")
    env = verbs.add_parser("env", help="print the variables of a profile: accounts, messaging or test")
    env.add_argument("profile", metavar="PROFILE")
    logs = verbs.add_parser("logs", help="print the end of a part's log")
    logs.add_argument("part", metavar="PART")
    logs.add_argument("-n", dest="lines", type=int, default=100, help="how many lines (100)")
    return parser


def _run(stack: Stack, given: argparse.Namespace) -> str:
    """Do what was asked; what to print. Raises StackError."""
    match given.verb:
        case "up":
            stack.up(given.parts, servers_only=given.servers_only)
            return f"Chatterbox is at {stack.url}" if not (given.parts or given.servers_only) else "They answer."
        case "down":
            stack.wipe() if given.wipe else stack.down()
            return "Nothing of the stack runs."
        case "status":
            return _status(stack)
        case "env":
            return "\n".join(f"{name}={value}" for name, value in stack.env(given.profile).items())
        case "logs":
            return stack.logs(given.part, given.lines)
        case "stop":
            return f"{given.part} ended." if stack.stop(given.part) else f"{given.part} did not end and was killed."
        case "roll":
            return f"{given.part} is new." if stack.roll(given.part) else f"{given.part} had to be killed, and is new."
        case verb:
            getattr(stack, verb)(given.part)
            return f"{given.part}: {verb}, done."


def _status(stack: Stack) -> str:
    rows = [f"{'part':<18} {'state':<8} {'port':>5} {'pid':>8} {'MiB':>6}"]
    rows += [
        f"{part.name:<18} {part.state:<8} {part.port or '':>5} {part.pid or '':>8} {part.memory_mb or '':>6}"
        for part in stack.status()
    ]
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m scripts.provider --port N`: the demo provider in a process of its own, until a signal comes."""

import argparse
import signal
import sys
import threading

from scripts.provider import DemoProvider


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.provider", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        provider = DemoProvider.on_port(given.port)
    except OSError as error:
        print(f"Port {given.port} can't be opened ({error.strerror}).", file=sys.stderr)
        return 1
    with provider:
        print(f"The demo provider is at {provider.url}", flush=True)
        stopped.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())

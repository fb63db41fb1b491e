"""`make infra`: the checks of terraform/, with Terraform's real AWS schema and without AWS.

python -m scripts.infra [check|docs|costs|setup]
"""

import argparse
import sys
import time

from scripts.infra import checks, costs, docs, tools


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.infra", description=__doc__)
    parser.add_argument("what", nargs="?", default="check", choices=["check", "docs", "costs", "setup"])
    given = parser.parse_args()
    try:
        if given.what == "check":
            return check()
        if given.what == "setup":
            tools.PROVIDER.fill()
            tools.CHECKOV.fill()
        elif given.what == "costs":
            print(costs.table())
        else:
            docs.write()
            costs.write()
    except tools.Missing as missing:
        print(f"not checked here: terraform/ ({missing})", file=sys.stderr)
        return 1
    return 0


def check() -> int:
    tools.terraform()
    failed = 0
    for name, look in checks.together():
        began = time.monotonic()
        fault = look()
        failed += bool(fault)
        print(f"{'FAILED' if fault else 'ok':<7} {name:<24} {time.monotonic() - began:5.1f} s", flush=True)
        if fault:
            print(fault, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

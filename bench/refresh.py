"""How long accounts takes for what every browser and phone does all day: refresh a token, renew a cookie.

Runs on the servers of the stack in STACK_DIR and STACK_PORT (`python -m scripts.stack up --servers-only`), in a
database of its own. Requests go through the whole of Django, one after the other, without a socket. Limits are off.
`cpu` is the processor time of our process for one request; what MongoDB takes is not in it.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import Any, Final

from bench.servers import place
from scripts.stack import Stack
from scripts.stack.layout import Layout

PERCENTILES: Final = (50, 95, 99)
WARM_UP: Final = 20


def measure(ask: Callable[[], Any], times: int) -> dict[str, float]:
    """Percentiles of the milliseconds of one request after the other, and `cpu`, the mean of our processor time.

    Raises SystemExit when one is refused.
    """
    taken = []
    busy = 0.0
    for number in range(times + WARM_UP):
        if number == WARM_UP:
            busy = time.process_time()
        started = time.perf_counter()
        answer = ask()
        taken.append((time.perf_counter() - started) * 1000)
        if answer.status_code not in {200, 302}:
            raise SystemExit(f"refused: {answer.status_code} {answer.content[:200]!r}")
    cpu = (time.process_time() - busy) * 1000 / times
    ordered = sorted(taken[WARM_UP:])
    parts = {f"p{part}": round(ordered[min(len(ordered) - 1, len(ordered) * part // 100)], 1) for part in PERCENTILES}
    return parts | {"cpu": round(cpu, 2)}


class Phone:
    """Uses each refresh token once, as phones do."""

    def __init__(self, client: Any, token: str) -> None:
        self.client, self.token = client, token

    def refresh(self) -> Any:
        path, body = "/accounts/api/auth/app/v1/tokens/refresh", {"refresh_token": self.token}
        answer = self.client.post(path, body, content_type="application/json")
        self.token = answer.json().get("data", {}).get("refresh_token", "")
        return answer


def run(times: int) -> dict[str, dict[str, float]]:
    from django.test import Client

    from accounts import services
    from accounts.services import refresh

    refresh.EACH = times + WARM_UP  # days of one phone in a minute
    credentials = {"email": "bench@example.org", "password": "seven folded papers"}
    services.sign_up(username="bench", **credentials, verified=True)
    host: dict[str, Any] = {"SERVER_NAME": "localhost"}
    phone, browser = Client(**host), Client(**host)
    signed_in = phone.post("/accounts/api/auth/app/v1/auth/login", credentials, content_type="application/json")
    browser.post("/accounts/login/", {"login": credentials["email"], "password": credentials["password"]})
    return {
        "refresh of a phone": measure(Phone(phone, signed_in.json()["meta"]["refresh_token"]).refresh, times),
        "renewal of a browser": measure(lambda: browser.get("/accounts/renew?next=/"), times),
        "sign-in page": measure(lambda: Client(**host).get("/accounts/login/"), times),
    }


def table(results: dict[str, dict[str, float]]) -> str:
    head = f"{'ms':<24}" + "".join(f"{name:>8}" for name in next(iter(results.values())))
    lines = [f"{name:<24}" + "".join(f"{value:>8}" for value in row.values()) for name, row in results.items()]
    return "\n".join([head, *lines])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.refresh", description=__doc__)
    parser.add_argument("--times", type=int, default=500, help="requests of each kind (500)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    layout = Layout.from_environment()
    with place(Stack(layout.directory, layout.port), layout.directory / "logs" / "bench.log"):
        results = run(given.times)
    print(json.dumps(results, indent=2) if given.json else table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())

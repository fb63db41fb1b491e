"""How quick pages are for somebody with a telephone: in Chromium, on a slow line and a slow processor.

    python -m bench.pages                     the profile `local`, with the demo party
    python -m bench.pages --lighthouse        Lighthouse's scores as well; npm fetches it into var/lighthouse
    python -m bench.pages --url URL           a site that runs, whose demo people have the password of the tests

Prints the table of docs/performance.md.
"""

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Playwright, sync_playwright

from scripts.stack.install import need
from scripts.stack.layout import ROOT
from tests import sites
from tests.arrivals import sign_in

#: Slow 4G as Lighthouse has it, and a telephone of the middle class.
LINE: Final = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER: Final = 4
PHONE: Final = {"width": 390, "height": 844}
PARTY: Final = "Small Telescope Club"
LIGHTHOUSE: Final = "12.8.2"
SCORES: Final = ("performance", "accessibility", "best-practices")
#: In the page: the largest paint, what has moved, and when a message with some text came to be there.
WATCH: Final = """
window.seen = { paint: 0, shift: 0, messages: {} };
new PerformanceObserver((list) => { for (const one of list.getEntries()) seen.paint = one.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) seen.shift += one.value;
}).observe({ type: "layout-shift", buffered: true });
addEventListener("DOMContentLoaded", () => new MutationObserver((changes) => {
  for (const { addedNodes } of changes) for (const node of addedNodes) {
    const found = node.nodeType === 1 && node.closest(".message-scroller") && /bench-\\d+/.exec(node.textContent);
    if (found) seen.messages[found[0]] ??= Date.now();
  }
}).observe(document.body, { childList: true, subtree: true }));
"""


class Counted:
    """Requests and compressed bytes of a page."""

    def __init__(self, session: CDPSession) -> None:
        self.requests = 0
        self.bytes = 0.0
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._add)

    def _add(self, event: dict[str, Any]) -> None:
        self.requests += 1
        self.bytes += event["encodedDataLength"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--url", default="", help="of a site that runs; without it one is started")
    parser.add_argument("--rounds", type=_several, default=5)
    parser.add_argument("--messages", type=_several, default=40)
    parser.add_argument("--lighthouse", action="store_true")
    given = parser.parse_args()
    with site(given.url) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=need("chromium"), args=["--no-sandbox", "--disable-gpu"])
        bench = Bench(browser, url)
        switches = [*bench.switches(given.rounds), *bench.party_switches(given.rounds)]
        rows = [*bench.cold(given.rounds), *switches, *bench.messages(given.messages)]
        print(table(rows))
        if given.lighthouse:
            with signed_in_browser(playwright, url) as (context, port):
                print(table(bench.lighthouse(context, port)))
        browser.close()


def _several(text: str) -> int:
    """A number of which there are medians. Raises ValueError, which argparse tells."""
    number = int(text)
    if number < 2:
        raise ValueError(text)
    return number


@contextmanager
def site(url: str) -> Iterator[str]:
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        collected = sites.collect(Path(folder) / "static")
        with sites.local_site(Path(folder) / "data", STATIC_ROOT=str(collected)) as started:
            yield started.url


def table(rows: list[tuple[str, str, str]]) -> str:
    return "\n".join(["| what | wanted | seen |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)])


class Bench:
    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url
        context = self.someone("ada")
        sync = context.request.get("/api/v1/sync").json()
        self.party = next(one for one in sync["parties"] if one["name"] == PARTY)
        self.parties = [f"/p/{self.party['id']}", f"/p/{self._another_party(context)}"]
        topics = sorted(self.party["topics"], key=lambda one: -one["last_n"])
        self.topics = [f"/p/{self.party['id']}/t/{one['id']}" for one in topics[:2]]
        made = context.request.get(f"/api/v1/parties/{self.party['id']}/invites").json()
        self.invite = f"/i/{made['items'][0]['code']}"
        context.close()

    def _another_party(self, context: BrowserContext) -> str:
        """A second party of the same person: made by the first run, found again by the others."""
        token = next(one["value"] for one in context.cookies() if one["name"] == "csrftoken")
        headers = {"X-CSRFToken": token, "Origin": self.url}
        wanted = {"client_id": "bench-pages", "name": "Bench"}
        answer = context.request.post("/api/v1/parties", data=wanted, headers=headers)
        made: str = answer.json()["party"]["id"]
        return made

    def someone(self, who: str, **options: Any) -> BrowserContext:
        context = self.browser.new_context(base_url=self.url, service_workers="block", **options)
        context.add_init_script(WATCH)
        sign_in(context, f"{who}@example.org", sites.DEMO_PASSWORD)
        return context

    def cold(self, rounds: int) -> list[tuple[str, str, str]]:
        """The topic with nothing in the browser's cache: until the newest messages are painted."""
        paints, shifts, sizes = [], [], []
        for _ in range(rounds):
            context = self.someone("ada", viewport=PHONE)
            page, counted = self._slow(context.new_page())
            page.goto(self.topics[0])
            page.wait_for_function("() => seen.paint && document.fonts.status === 'loaded'")
            page.wait_for_timeout(500)
            found = page.evaluate("() => seen")
            paints.append(found["paint"])
            shifts.append(found["shift"])
            sizes.append((counted.requests, counted.bytes))
            context.close()
        return [
            ("readable topic, cold, slow 4G, 4x slowed processor", "1,500 ms", _ms(statistics.median(paints))),
            ("its requests, and compressed bytes", "", f"{sizes[-1][0]}, {sizes[-1][1] / 1000:.0f} KB"),
            ("layout shift", "0.05", f"{max(shifts):.3f}"),
        ]

    @staticmethod
    def _slow(page: Page) -> tuple[Page, Counted]:
        session = page.context.new_cdp_session(page)
        counted = Counted(session)
        session.send("Network.emulateNetworkConditions", LINE)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        return page, counted

    def switches(self, rounds: int) -> list[tuple[str, str, str]]:
        """From a click in the list until the other topic's conversation is there, the bench's own asking included."""
        took = self._to_and_fro(self.topics, "a.topic-link", ".message-scroller article", rounds)
        return [("topic switch, warm", "200 ms", _ms(took))]

    def party_switches(self, rounds: int) -> list[tuple[str, str, str]]:
        """From a click on the rail until the other party's page, which is loaded whole, shows its topics."""
        took = self._to_and_fro(self.parties, "a.party-link", "#topics a.topic-link", rounds)
        return [("another party, a whole page, warm", "200 ms", _ms(took))]

    def _to_and_fro(self, paths: list[str], link: str, shown: str, rounds: int) -> float:
        """Between two pages by links: the median of the milliseconds, the first two times left out."""
        context = self.someone("ada")
        page = context.new_page()
        page.goto(paths[0])
        took = []
        for number in range(2 * rounds):
            path = paths[(number + 1) % 2]
            there = page.locator(f"{link}[href$='{path}']")
            there.hover()
            began = time.perf_counter()
            there.click(no_wait_after=True)
            page.wait_for_function(OPENED, arg=[path, shown])
            took.append(1000 * (time.perf_counter() - began))
        context.close()
        return statistics.median(took[2:])

    def messages(self, count: int) -> list[tuple[str, str, str]]:
        writer, reader = self.someone("ada"), self.someone("bo")
        mine, theirs = writer.new_page(), reader.new_page()
        for page in (mine, theirs):
            page.goto(self.topics[0])
            page.wait_for_load_state("networkidle")
        own, others = [], []
        for number in range(count):
            text = f"bench-{number}"
            sent = mine.evaluate(WRITE, text)
            own.append(mine.evaluate(SEEN, text) - sent)
            others.append(theirs.evaluate(SEEN, text) - sent)
        writer.close()
        reader.close()
        return [
            ("own message visible", "50 ms", _ms(statistics.median(own))),
            ("other's message visible, p95", "300 ms", _ms(statistics.quantiles(others, n=20)[-1])),
        ]

    def lighthouse(self, signed_in: BrowserContext, port: int) -> list[tuple[str, str, str]]:
        """Scores of topic, home and invite; the first two in a browser in which somebody is signed in."""
        rows = []
        for name, path in {"topic": self.topics[0], "home": "/", "invite": self.invite}.items():
            if name == "invite":
                signed_in.clear_cookies()
            scores = lighthouse(self.url + path, port)
            rows.append((f"Lighthouse, {name}: {', '.join(SCORES)}", "95", ", ".join(map(str, scores))))
        return rows


@contextmanager
def signed_in_browser(playwright: Playwright, url: str) -> Iterator[tuple[BrowserContext, int]]:
    """A browser of its own with the port at which Lighthouse finds it.

    Cookies stand in its jar, as they do for a person. Given as headers that Lighthouse adds, the page was measured
    while it said that its connection is lost.
    """
    port = sites.free_port()
    with tempfile.TemporaryDirectory() as folder:
        context = playwright.chromium.launch_persistent_context(
            folder,
            base_url=url,
            executable_path=need("chromium"),
            args=["--no-sandbox", "--disable-gpu", f"--remote-debugging-port={port}"],
        )
        with closing(context):
            sign_in(context, "ada@example.org", sites.DEMO_PASSWORD)
            yield context, port


def _ms(value: float) -> str:
    return f"{value:,.0f} ms"


#: Both clocks are this machine's.
WRITE: Final = """(text) => {
  const field = document.querySelector("#composer textarea");
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const now = Date.now();
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  return now;
}"""
SEEN: Final = """(text) => new Promise((done, fail) => {
  const began = Date.now();
  const look = () => {
    if (seen.messages[text]) done(seen.messages[text]);
    else if (Date.now() - began > 10000) fail(new Error(`${text} did not come`));
    else setTimeout(look, 1);
  };
  look();
})"""
OPENED: Final = """([path, shown]) => location.pathname === path && document.querySelector(shown)"""


def lighthouse(url: str, port: int) -> list[int]:
    """Scores of 100 of one page on a telephone, in the browser that listens at `port`. It leaves cookies alone."""
    folder = ROOT / "var" / "lighthouse"
    program = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run([*install, f"lighthouse@{LIGHTHOUSE}"], check=True, capture_output=True, timeout=300)
    report = folder / "report.json"
    command = ["node", str(program), url, "--quiet", "--output=json", f"--output-path={report}"]
    command += [f"--only-categories={','.join(SCORES)}", f"--port={port}"]
    subprocess.run(command, check=True, timeout=300)
    categories = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return [round(100 * (categories[name]["score"] or 0)) for name in SCORES]


if __name__ == "__main__":
    main()

"""Running sites and people with browsers. These tests see Chatterbox from outside only: no Django, no database."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from scripts.stack import Stack
from scripts.stack.install import browser as browser_program
from tests import sites
from tests.people import WAIT_MS, Person
from tests.sites import LocalSite, Site

BROWSER_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# What is promised within a time says so where it is expected; how long all else takes says how busy the machine is.
expect.set_options(timeout=WAIT_MS)
SITES = ["local", "stack"] if os.environ.get("TEST_SERVERS") == "1" else ["local"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is marked `once` visits the stack in `make test-long` only."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        if callspec and callspec.params.get("site") == "stack" and item.get_closest_marker("once"):
            item.add_marker("long")


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> str:
    """STATIC_ROOT of sites that many pages are loaded from; all processes of a run share it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return str(sites.collect(shared / "static"))


@pytest.fixture(scope="session")
def local_site(tmp_path_factory: pytest.TempPathFactory, collected: str) -> Iterator[LocalSite]:
    """What `make run` starts, with the demo party; at the end Ctrl-C has to end it cleanly."""
    with sites.local_site(tmp_path_factory.mktemp("local") / "data", STATIC_ROOT=collected, **sites.QUICK) as site:
        yield site


@pytest.fixture(scope="session")
def stack_site() -> Iterator[Stack]:
    """What `make stack` starts: both services on the real servers, behind nginx."""
    with sites.running_stack() as stack:
        yield stack


@pytest.fixture(scope="session", params=SITES)
def site(request: pytest.FixtureRequest) -> Site:
    """Each journey goes through `local`, and with TEST_SERVERS=1 through the stack as well."""
    if request.param == "local":
        local: LocalSite = request.getfixturevalue("local_site")
        return Site("local", local.url, local.data / "mails")
    stack: Stack = request.getfixturevalue("stack_site")
    return Site("stack", stack.url, stack.layout.folder("mails"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=BROWSER_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def person(browser: Browser, site: Site) -> Iterator[Callable[..., Person]]:
    """person("ada") is somebody with a browser of their own; options are those of a browser context.

    The test fails when any browser reported an error, a warning, a CSP violation or an answer of 500 and above.
    """
    people: list[Person] = []

    def somebody(name: str, **options: Any) -> Person:
        people.append(Person(browser, name, site.url, **options))
        return people[-1]

    yield somebody
    faults = [f"{one.name}: {fault}" for one in people for fault in one.faults]
    for one in people:
        one.close()
    assert not faults, "\n".join(faults)

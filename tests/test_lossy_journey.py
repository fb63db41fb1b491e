"""It is true of a browser that, though three in ten frames are lost, it comes to show what a fresh page shows."""

import pytest
from playwright.sync_api import Page, expect

from tests import arrivals, sites, steps

pytestmark = pytest.mark.once

#: Everything that can be done to messages, in an order of chance that is the same each time.
BUSY = """
async (count) => {
  const [, , , , topic] = location.pathname.split("/");
  const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
  const ask = async (method, path, body) => {
    const headers = {"Content-Type": "application/json", "X-CSRFToken": token};
    const answer = await fetch(`/api/v1${path}`, {method, headers, body: body && JSON.stringify(body)});
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    return answer.status === 204 ? null : answer.json();
  };
  let state = 11;
  const below = (most) => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return Math.floor((state / 4294967296) * most);
  };
  const mine = [];
  for (let n = 0; n < count; n += 1) {
    const what = mine.length < 3 ? 0 : below(8);
    const id = mine[below(mine.length)];
    if (what < 4) {
      const made = await ask("POST", `/topics/${topic}/messages`, {client_id: `b${n}`, text: `words ${n}`});
      mine.push(made.message.id);
    } else if (what < 6) await ask("PATCH", `/messages/${id}`, {text: `other words ${n}`});
    else if (what < 7) await ask("PUT", `/messages/${id}/reactions/${encodeURIComponent("👍")}`);
    else await ask("DELETE", `/messages/${mine.splice(mine.indexOf(id), 1)[0]}`);
  }
}
"""
#: What stands on the page, message by message: which, its words and its reactions.
SHOWN = """
() => [...document.querySelectorAll("#messages article[data-n]")].map((article) => [
  article.id, article.querySelector(".message-text")?.textContent.trim() ?? "",
  [...article.querySelectorAll(".reaction")].map((one) => one.textContent.replace(/\\s+/g, " ").trim()),
])
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory, collected):
    data = tmp_path_factory.mktemp("lossy") / "data"
    with sites.local_site(data, STATIC_ROOT=collected, DROP_FRAMES="0.3", DROP_SEED="7", **sites.QUICK) as lossy:
        yield sites.Site("local", lossy.url, lossy.data / "mails")


def shown(page: Page, since: str = "") -> list[list]:
    """From the message `since` on; a page that is loaded anew holds fewer than one that was there all the time."""
    rows = page.evaluate(SHOWN)
    ids = [row[0] for row in rows]
    return rows[ids.index(since) if since in ids else 0 :]


def test_it_shows_at_last_what_a_fresh_page_shows(person, site):
    ada, bo = person("ada"), person("bo")
    arrivals.meet(ada, bo, site)
    for one in (ada, bo):
        expect(one.page.get_by_role("heading", name="general")).to_be_visible()

    asked = []
    bo.page.on("request", lambda request: asked.append(request.url) if "/changes?" in request.url else None)
    ada.page.evaluate(BUSY, 60)
    fresh = bo.context.new_page()
    fresh.goto(bo.page.url)
    expected = shown(fresh)
    fresh.close()
    assert len([row for row in expected if "words" in row[1]]) > 15

    bo.page.evaluate("dispatchEvent(new Event('online'))")  # a sign of life is asked for, which names what is missing
    steps.wait_for(lambda: shown(bo.page, expected[0][0]) == expected, "what a fresh page shows", 25)
    assert asked  # frames were lost, and what they said was read

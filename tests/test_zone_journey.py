"""It is true of somebody who has chosen no time zone that pages tell days and times of where they are."""

import re
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests import steps
from tests.sites import DEMO_PASSWORD

pytestmark = pytest.mark.once

#: Fourteen hours ahead of UTC: it is tomorrow there for most of the day.
FAR = "Pacific/Kiritimati"


def days_in(zone: str) -> set[str]:
    """Today there, also if midnight is just now."""
    moment = datetime.now(UTC).astimezone(ZoneInfo(zone))
    return {f"{at:%Y-%m-%d}" for at in (moment, moment - timedelta(minutes=2))}


def test_today_is_theirs_and_an_invite_ends_by_their_clock(person):
    ada = person("ada", timezone_id=FAR)
    steps.sign_in(ada, "ada@example.org", DEMO_PASSWORD)
    ada.page.get_by_role("link", name="Small Telescope Club").first.click()
    expect(ada.page).to_have_url(re.compile("/p/"))
    party = re.search(r"/p/([^/?]+)", ada.page.url)[1]
    ada.page.locator("a.topic-link").first.click()

    assert ada.page.locator("#date-jump-day").get_attribute("max") in days_in(FAR)

    body = {"client_id": f"zone{time.time_ns()}", "expires_in": 3600}
    assert steps.api(ada.context, "POST", f"/parties/{party}/invites", body) == 201
    ends = datetime.now(UTC).astimezone(ZoneInfo(FAR)) + timedelta(hours=1)
    ada.page.goto(f"{ada.url}/p/{party}/invites")
    said = [f"{at.day} {at:%B, %H:%M}" for at in (ends, ends - timedelta(minutes=1), ends - timedelta(minutes=2))]
    expect(ada.page.get_by_text(re.compile("|".join(map(re.escape, said)))).first).to_be_visible()

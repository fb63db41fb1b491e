"""It is true of a User-Agent that a device is named as people say, whatever it claims to be."""

import pytest

from accounts.user_agents import device_name, is_pocket_device


@pytest.mark.parametrize(
    ("user_agent", "name", "pocket"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36",
            "Chrome on Linux",
            False,
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge on Windows", False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone", True),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) CriOS/131.0 Mobile Safari/604.1", "Chrome on iPad", True),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) FxiOS/130.0 Safari/605.1", "Firefox on iPhone", True),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/131.0 Mobile Safari/537.36", "Chrome on Android", True),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/131.0 Safari/537.36", "Chrome on ChromeOS", False),
        ("Chatterbox/1.4 (Android 14; Pixel 8)", "Chatterbox on Android", True),
        ("curl/8.0", "curl/8.0", False),
        ("<script>alert(1)</script>" * 9, ("<script>alert(1)</script>" * 9)[:40], False),
        ("", "Unknown device", False),
    ],
)
def test_a_device_is_named_as_people_say(user_agent, name, pocket):
    assert device_name(user_agent) == name
    assert is_pocket_device(user_agent) == pocket

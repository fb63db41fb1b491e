"""What a User-Agent says of a device, as a person would say it."""

from typing import Final

from django.utils.translation import gettext as _

#: Signs in a User-Agent, the more telling first: most browsers also claim to be others.
BROWSERS: Final = (
    ("Chatterbox/", "Chatterbox"),
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
POCKETS: Final = frozenset({"Android", "iPhone", "iPad"})
#: Signs of a User-Agent that says nothing we know.
MOST: Final = 40


def device_name(user_agent: str) -> str:
    """Browser and system, as far as a User-Agent tells."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or user_agent[:MOST] or _("Unknown device")


def is_pocket_device(user_agent: str) -> bool:
    """Whether it is a phone or a tablet."""
    return _first(SYSTEMS, user_agent) in POCKETS


def _first(signs: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for sign, name in signs if sign in user_agent), "")

"""Invented people with accounts at both houses, and whoever else somebody wants to be."""

import dataclasses
import zlib
from collections.abc import Mapping
from typing import Final


@dataclasses.dataclass(frozen=True)
class Person:
    """`address` is None for somebody who has given none; `public`: GitHub shows it on their page."""

    key: str
    name: str
    login: str
    address: str | None
    verified: bool = True
    public: bool = True

    @property
    def number(self) -> int:
        """Their id at both houses: the same at every visit."""
        return 10_000_000 + zlib.crc32(self.key.encode())

    @property
    def hue(self) -> int:
        return self.number % 360


PEOPLE: Final = (
    Person("nia", "Nia Castell", "niacastell", "nia@example.net"),
    Person("tomas", "Tomás Rey", "tomas-rey", "tomas@example.net", public=False),
    Person("ada", "Ada Berg", "adaberg", "ada@example.org"),
    Person("quill", "Quill", "quill", None),
)
#: What is said of each on the page where one chooses.
HINTS: Final = {
    "nia": "nia@example.net",
    "tomas": "hides the address on GitHub",
    "ada": "ada@example.org, as in the demo party",
    "quill": "has given no address",
}
BY_KEY: Final = {person.key: person for person in PEOPLE}


def chosen(form: Mapping[str, str]) -> Person | None:
    """Who was chosen on the page: one of ours, or somebody made up; None when neither."""
    if form.get("person") in BY_KEY:
        return BY_KEY[form["person"]]
    name, address = form.get("name", "").strip(), form.get("address", "").strip()
    if form.get("person") != "other" or not (name or address):
        return None
    key = form.get("key") or address or name
    login = form.get("login") or (name or address.partition("@")[0]).replace(" ", "-")
    return Person(key, name, login, address or None, verified="unverified" not in form, public="hidden" not in form)

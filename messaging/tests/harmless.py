"""What HTML of a message may be, whatever was typed."""

from html.parser import HTMLParser

from messaging.rendering import ATTRIBUTES, CLASSES, MAX_HTML, TAGS
from messaging.rendering.markdown import SCHEMES

VOID = {"br", "hr"}
REL = "noopener noreferrer nofollow"


class Reader(HTMLParser):
    """Every tag and attribute of a fragment, and whatever is neither tag nor text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.strange: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(dict(attrs)) != len(attrs):
            self.strange.append(f"{tag} has an attribute twice")
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.strange.append(f"{tag} is closed, but not open")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.strange.append(data)

    def handle_decl(self, decl: str) -> None:
        self.strange.append(decl)

    def handle_pi(self, data: str) -> None:
        self.strange.append(data)

    def unknown_decl(self, data: str) -> None:
        self.strange.append(data)


def assert_harmless(html: str) -> None:
    """Only tags, attributes and classes of the lists, balanced, and links only to places that are allowed."""
    page = Reader(html)
    assert (page.strange, page.open) == ([], [])
    assert len(html) <= MAX_HTML + 4000
    for tag, attributes in page.tags:
        assert tag in TAGS
        assert set(attributes) - {"class"} <= ATTRIBUTES.get(tag, set()), (tag, attributes)
        assert not [name for name in attributes if name.startswith(("on", "hx-", "data-hx", "style", "src", "id"))]
        assert set((attributes.get("class") or "").split()) <= CLASSES.get(tag, set()), (tag, attributes)
        if tag == "a":
            # Without an address it leads nowhere; so ends one that only nh3 finds at fault.
            href = attributes.get("href", "https:") or ""
            assert href.partition(":")[0].lower() in SCHEMES, href
            assert (attributes["rel"], attributes["target"]) == (REL, "_blank")

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from messaging.rendering import ATTRIBUTES, SCHEMES, TAGS, named_in, render

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](//evil.example/)",
    "[x](/local/path)",
    '[x](http://a.example/"onmouseover="alert(1))',
    "[x](<http://a.example/ onclick=alert(1)>)",
    '[x](http://a.example "title\\" onmouseover=\\"alert(1)")',
    "![x](http://a.example/x.png)",
    "![x](javascript:alert(1))",
    "<http://a.example/?<script>>",
    "<javascript:alert(1)>",
    '```html" onclick="alert(1)\n<script>\n```',
    "`<script>`",
    "<div hx-get=/evil hx-trigger=load>x</div>",
    "<div data-hx-get=/evil>x</div>",
    "<style>*{display:none}</style>",
    "<iframe src=//evil.example></iframe>",
    "<form action=//evil.example><button>x</button></form>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--<script>-->",
    "<![CDATA[<script>]]>",
    '@bo" onclick="alert(1)',
    "http://a.example/@bo<script>",
    "| a | <script> |\n|---|---|\n| onload=x | [x](javascript:x) |",
    "[@bo](http://a.example/@bo)",
    "\u202e<script>",
    "x" * 4000,
    "*" * 4000,
    "[" * 2000 + "]" * 2000,
    "> " * 2000,
    "`" * 4000,
    "- " * 2000,
    "[a](" * 1000,
]


class Reader(HTMLParser):
    """Every tag and attribute of a fragment."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.strange: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

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
    """Only tags and attributes of the list, only links to places that are allowed."""
    page = Reader(html)
    assert page.strange == []
    for tag, attributes in page.tags:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()), (tag, attributes)
        assert not [name for name in attributes if name.startswith(("on", "hx-", "data-hx", "style"))]
        if tag == "a":
            href = attributes["href"] or ""
            assert href.partition(":")[0].lower() in SCHEMES, href
            assert (attributes["rel"], attributes["target"]) == ("noopener noreferrer nofollow", "_blank")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_does_no_harm(text: str):
    assert_harmless(render(text, {"bo": "0197a000-0000-7000-8000-000000000000"}))
    assert isinstance(named_in(text), set)


pieces = st.lists(
    st.one_of(st.sampled_from(HOSTILE[:34]), st.text(max_size=8), st.sampled_from(list("<>[]()`*_~|\\\"'&:/@#!\n -"))),
    max_size=8,
).map("".join)


@given(pieces)
@example('<a href="http://x" onclick=x>')
def test_no_mixture_does_harm(text: str):
    assert_harmless(render(text, {"bo": "0197a000-0000-7000-8000-000000000000"}))


@given(st.text(max_size=200))
def test_text_without_markup_is_shown_in_full(text: str):
    letters = "".join(sign for sign in text if sign.isalpha() and sign.isascii())

    assert Reader(render(letters)).text.strip() == letters


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**hi** *there* ~~not~~", "<p><strong>hi</strong> <em>there</em> <s>not</s></p>"),
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>"),
        ("`code`", "<p><code>code</code></p>"),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
        ("```python\nx\n```", '<pre><code class="language-python">x\n</code></pre>'),
    ],
)
def test_markdown_is_shown_as_it_means(text: str, html: str):
    assert render(text) == html


def test_a_bare_address_becomes_a_link():
    page = Reader(render("see https://a.example/?q=1&b=2 there"))

    assert [attributes["href"] for tag, attributes in page.tags if tag == "a"] == ["https://a.example/?q=1&b=2"]


def test_members_who_are_named_are_marked():
    html = render("ahoy @Bo, @bo. and @cy", {"bo": "B"})

    assert html == (
        '<p>ahoy <span class="mention" data-user="B">@Bo</span>, '
        '<span class="mention" data-user="B">@bo</span>. and @cy</p>'
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@bo", {"bo"}),
        ("@Bo and @CY.", {"bo", "cy"}),
        ("(@bo)", {"bo"}),
        ("**@bo**", {"bo"}),
        ("- @bo", {"bo"}),
        ("@everyone", {"everyone"}),
        ("@bo.b-c_d", {"bo.b-c_d"}),
        ("bo@example.org", set()),
        ("https://a.example/@bo", set()),
        ("`@bo`", set()),
        ("```\n@bo\n```", set()),
        ("@", set()),
        ("@@bo", set()),
        ("@b", set()),
        ("no names", set()),
    ],
)
def test_names_are_found_where_people_mean_them(text: str, names: set[str]):
    assert named_in(text) == names

"""It is true of what every page knows that…"""

import pytest
from django.http import HttpRequest

from chatterbox.context import site_of

NONSENSE = ["12", "27", "16.5", "", "-16", '16" onclick="', "١٦", "x" * 5000]


def asking(**cookies: str) -> HttpRequest:
    request = HttpRequest()
    request.COOKIES.update(cookies)
    return request


@pytest.mark.parametrize("width", ["13", "26"])
def test_the_list_of_topics_is_as_wide_as_the_browser_says(width):
    assert site_of(asking(list=width)).list_width == width


@pytest.mark.parametrize("width", NONSENSE)
def test_a_width_that_there_is_not_is_none(width):
    assert site_of(asking(list=width)).list_width == ""


def test_the_theme_is_one_that_there_is():
    assert [site_of(asking(theme=theme)).theme for theme in ("light", "dark", "", "pink")] == ["light", "dark", "", ""]

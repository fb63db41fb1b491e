"""It is true of the style guide that it shows every state, and that production has none."""

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from chatterbox import styleguide


def test_it_shows_every_sample():
    page = Client().get("/styleguide/").content.decode()

    for sample in styleguide.samples():
        assert f'<h3 class="fine-print">{sample.title}</h3>' in page
    assert page.count('aria-invalid="true"') >= 3


def test_samples_are_free_of_repeated_ids():
    numbers = [sample.message.n for sample in styleguide.samples()]

    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("status", sorted(map(int, styleguide.REFUSALS)))
def test_it_shows_every_page_of_errors(status):
    page = Client().get(f"/styleguide/errors/{status}")

    assert page.status_code == status
    assert f"<small>{status}</small>" in "".join(page.content.decode().split("\n")).replace("  ", "")


def test_there_is_no_page_of_an_error_that_there_is_not():
    assert Client().get("/styleguide/errors/418").status_code == 404


@pytest.mark.parametrize("service", ["accounts", "messaging"])
def test_production_has_no_style_guide(service):
    with pytest.raises(Resolver404):
        resolve("/styleguide/", urlconf=f"chatterbox.urls.{service}")

"""It is true of the style guide that it shows every state, and that production has none."""

import re

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from chatterbox import styleguide


def test_it_shows_every_sample():
    page = Client().get("/styleguide/").content.decode()

    for sample in styleguide.samples():
        assert f'<h3 class="fine-print">{sample.title}</h3>' in page
    assert page.count('aria-invalid="true"') >= 3


def test_it_shows_the_place_to_write_in_every_state_of_its_template():
    page = Client().get("/styleguide/").content.decode()

    for place in styleguide.places_to_write():
        assert f'<h3 class="fine-print">{place["title"]}</h3>' in page
    assert page.count('<form class="composer"') == 4
    assert page.count('class="composer-bar"') == 3
    assert "Write something first." in page
    assert "You can write again on" in page
    assert "Slow mode: you can send again at" in page


def test_it_shows_panels_menus_and_dialogs():
    page = Client().get("/styleguide/").content.decode()

    for sign in ("These 3 messages are what the number counts", "Ada Winter", 'id="pins"'):
        assert sign in page
    openers = re.findall(r'(?:popovertarget|commandfor)="([^"]+)"', page)
    assert {"topic-menu", "writing-help", "delete-message", "who-reacted"} <= set(openers)
    assert all(f'id="{name}"' in page for name in openers)


def test_no_id_is_there_twice():
    page = re.sub(r"<template.*?</template>", "", Client().get("/styleguide/").content.decode(), flags=re.S)
    ids = re.findall(r'\sid="([^"]+)"', page)

    assert sorted(set(ids)) == sorted(ids)


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

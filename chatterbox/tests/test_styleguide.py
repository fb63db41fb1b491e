"""It is true of the style guide that it shows every state, and that production has none."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import Resolver404, resolve

from chatterbox import specimens, styleguide


def test_it_shows_every_sample():
    page = Client().get("/styleguide/").content.decode()

    for sample in styleguide.samples():
        assert f'<h3 class="fine-print">{sample.title}</h3>' in page
    assert page.count('aria-invalid="true"') >= 3


def test_it_shows_the_place_to_write_in_every_state_of_its_template():
    page = Client().get("/styleguide/").content.decode().split('id="g-composer"')[1].split('id="g-pieces"')[0]

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


def test_it_shows_every_template_that_scripts_take_from_a_topic_page():
    page = Client().get("/styleguide/").content.decode()
    site = styleguide.site_of_ada(RequestFactory().get("/"))
    pending = render_to_string("messaging/_pending.html", styleguide.panels() | {"site": site})
    drawn = re.findall(r'data-specimen="([\w-]+)"', page)

    assert set(drawn) == {*re.findall(r'<template id="([\w-]+)"', pending), "offer-notices"}
    assert set(specimens.FILLED) | set(specimens.FRAMES) <= set(drawn)
    for words in (
        "Not sent, the connection broke.",
        "This goes out by itself",
        "Reconnecting.",
        "Bo Larsen is writing",
    ):
        assert words in re.sub(r"<template.*?</template>", "", page, flags=re.S)


def test_a_template_that_has_lost_a_place_is_noticed(monkeypatch):
    monkeypatch.setitem(specimens.FILLED, "skeleton", (("<nothing>", "<something>"),))

    with pytest.raises(ValueError, match="template skeleton has no <nothing>"):
        Client().get("/styleguide/")


@pytest.mark.parametrize(("status", "renews"), [(401, True), (403, False)])
def test_it_shows_what_keeps_the_words_of_a_late_form(status, renews):
    page = Client().get(f"/styleguide/renewal/{status}")

    assert page.status_code == status
    assert 'name="text" value="Who brings the glue?"' in page.content.decode()
    assert ("data-renewal" in page.content.decode()) == renews
    assert Client().get("/styleguide/renewal/418").status_code == 404


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

"""It is true of the small pieces of templates that…"""

import uuid
from types import SimpleNamespace

import pytest

from chatterbox.templatetags import interface
from messaging.rendering import render

ID = uuid.UUID("0197a000-0000-7000-8000-000000000001")


def person(**changes):
    return SimpleNamespace(
        **{"id": str(ID), "display_name": "Ada Winter", "username": "ada", "avatar_url": ""} | changes
    )


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ada Winter", "AW"), ("ada", "A"), ("Mary Ann van Dyke", "MD"), ("(Bo) Larsen", "L"), ("🎉", "🎉"), ("", "")],
)
def test_initials_are_those_of_first_and_last_word(name, letters):
    assert interface.initials(name) == letters


def test_a_person_keeps_their_paper_whatever_spells_their_id():
    assert interface.avatar(person()) == interface.avatar(person(id=ID))
    assert 'data-hue="' in interface.avatar(person())


def test_a_name_can_not_become_markup():
    assert "<b>" not in interface.avatar(person(display_name="<b> <i>"))


def test_a_picture_takes_the_place_of_initials():
    drawn = interface.avatar(person(avatar_url='/media/a.png?"x'), "small")

    assert 'class="avatar small"' in drawn
    assert 'src="/media/a.png?&quot;x"' in drawn
    assert ">AW<" not in drawn


def test_a_party_that_nobody_knows_an_icon_of_has_its_letters():
    drawn = interface.party_fold(SimpleNamespace(id=ID, name="Paper Boats"))

    assert ">PB<" in drawn
    assert "<img" not in drawn


def test_who_left_has_no_name():
    assert interface.called(person(display_name="", username="")) == "Deleted user"


@pytest.mark.parametrize(
    ("text", "few"), [("🎉", True), ("👩‍🚀 🔭", True), ("ok 🎉", False), ("", False), ("🎉" * 30, False), ("1", False)]
)
def test_a_few_emoji_are_drawn_large(text, few):
    assert interface.only_emoji(text) is few


def test_a_party_shows_its_icon_or_its_letters_also_where_nothing_is_known_of_icons():
    with_icon = SimpleNamespace(id=str(ID), name="Paper Boats", icon_url="https://example.org/icon.png")
    known_by_name = SimpleNamespace(id=str(ID), name="Paper Boats")

    assert 'src="https://example.org/icon.png"' in interface.party_fold(with_icon)
    assert ">PB<" in interface.party_fold(known_by_name)


@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (99, "99"), (100, "99+"), (250, "99+")])
def test_a_badge_counts_to_ninety_nine(count, shown):
    assert interface.capped(count) == shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Who brings the **glue**?", "Who brings the glue?"),
        ("**g**lue", "glue"),
        ("> quoted\n\n- a\n- b", "quoted a b"),
        ("one\ntwo", "one two"),
        ("a < b & `c`", "a < b & c"),
        ("[here](https://example.org/)", "here"),
    ],
)
def test_a_message_in_a_list_is_words_without_marks(text, words):
    assert interface.in_words(SimpleNamespace(text=text, html=render(text))) == words


def test_a_message_whose_html_has_not_been_made_is_shown_as_it_was_typed():
    assert interface.in_words(SimpleNamespace(text="**x**", html="")) == "**x**"

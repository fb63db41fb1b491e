"""It is true of a party's settings that…"""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from messaging import services
from messaging.models import Party, Role
from messaging.tests.forms import fields_of, in_dialog, submit, submit_dialog, text_of
from messaging.tests.people import member_of, role_of

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def path(party):
    return f"/p/{party.id}/settings"


def kept(party):
    return Party.objects.get(id=party.id)


def a_file(content=None):
    file = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 60)).save(file, "PNG")
    return SimpleUploadedFile("icon.png", file.getvalue() if content is None else content, "image/png")


def sections(page):
    return {name for name in ("reports", "bans", "audit", "invites", "members") if f'/{name}"' in page.content.decode()}


SECTIONS = {
    Role.OWNER: {"reports", "bans", "audit", "invites", "members"},
    Role.MODERATOR: {"reports", "bans", "audit", "invites", "members"},
    Role.MEMBER: {"invites", "members"},
}


@pytest.mark.parametrize(("role", "shown"), SECTIONS.items())
def test_only_what_one_may_see_is_shown(browser, ada, party, path, role, shown):
    who = ada if role == Role.OWNER else member_of(party, "who", role)

    assert sections(browser(who).get(path)) == shown


def test_the_head_of_the_topics_leads_here(browser, bo, party, path):
    assert f'href="{path}"' in browser(bo).get(f"/p/{party.id}").content.decode()


@pytest.mark.parametrize("role", Role.values)
def test_name_and_description_are_changed_by_those_who_may(browser, ada, party, path, role):
    who = ada if role == Role.OWNER else member_of(party, "who", role)
    client, may = browser(who), role in {Role.OWNER, Role.ADMIN}
    page = client.get(path)
    answer = submit(client, "/parties/new", path, name="Tin Boats", description="Louder")

    assert ('name="description"' in page.content.decode()) == may
    assert answer.status_code == (302 if may else 403)
    assert kept(party).name == ("Tin Boats" if may else "The Harbour")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Give it a name"),
        ({"name": "x" * 65}, "At most 64"),
        ({"name": "ok", "description": "x" * 501}, "At most 500"),
        ({"name": "ok", "description": "a\x07"}, "control characters"),
    ],
)
def test_what_can_not_be_is_said_at_the_field(browser, ada, party, path, fields, sentence):
    page = submit(browser(ada), path, **{"description": ""} | fields)

    assert page.status_code == 400
    assert sentence in text_of(page)
    assert kept(party).name == "The Harbour"


@pytest.mark.parametrize("theirs", ["name", "description"])
def test_what_another_has_changed_meanwhile_stays(browser, ada, party, path, theirs):
    client, mine = browser(ada), {"name": "description", "description": "name"}[theirs]
    services.update_party(ada, party_id=party.id, description="Boats & more")
    fields = fields_of(client.get(path))
    services.update_party(member_of(party, "ann", Role.ADMIN), party_id=party.id, **{theirs: "Theirs"})

    client.post(path, fields | {mine: "Mine"}, HTTP_HOST="localhost", HTTP_ORIGIN="http://localhost")

    assert (getattr(kept(party), theirs), getattr(kept(party), mine)) == ("Theirs", "Mine")


def test_strangers_find_nothing(browser, eve, party, path):
    for each in (path, f"/p/{party.id}/leave", f"/p/{party.id}/delete"):
        assert browser(eve).get(each).status_code == 404
        assert submit(browser(eve), "/parties/new", each, name="x", confirm="The Harbour").status_code == 404


# The icon


def test_an_icon_takes_the_place_of_the_letters_everywhere(browser, ada, bo, party, path):
    client = browser(ada)
    answer = submit(client, path, f"/p/{party.id}/icon", icon=a_file())
    page = client.get(answer["Location"])

    assert "This is the icon now." in text_of(page)
    assert f'src="{kept(party).icon_url}"' in page.content.decode()
    assert f'src="{kept(party).icon_url}"' in browser(bo).get("/").content.decode()

    submit(client, path, f"/p/{party.id}/icon", remove="1")
    assert kept(party).icon_url == ""
    assert "<img" not in browser(bo).get("/").content.decode().split('class="party-cards"')[1].split("</article>")[0]


@pytest.mark.parametrize("content", [b"hello", b"", b"<svg xmlns='x'/>"])
def test_what_is_no_picture_is_refused_with_a_sentence(browser, ada, party, path, content):
    page = submit(browser(ada), path, f"/p/{party.id}/icon", icon=a_file(content))

    assert page.status_code == 400
    assert 'id="id_icon_error"' in page.content.decode()
    assert kept(party).icon_url == ""


def test_without_a_file_one_is_asked_for(browser, ada, party, path):
    page = submit(browser(ada), path, f"/p/{party.id}/icon")

    assert page.status_code == 400
    assert "Choose a picture first." in text_of(page)


def test_an_icon_is_for_admins(browser, bo, eve, party):
    assert submit(browser(bo), "/parties/new", f"/p/{party.id}/icon", icon=a_file()).status_code == 403
    assert submit(browser(eve), "/parties/new", f"/p/{party.id}/icon", icon=a_file()).status_code == 404
    assert browser(bo).get(f"/p/{party.id}/icon").status_code == 405
    assert kept(party).icon_url == ""


# Leaving and deleting


def test_a_member_leaves_and_comes_home(browser, bo, party):
    client = browser(bo)
    answer = submit(client, f"/p/{party.id}/leave")

    assert answer["Location"] == "/"
    assert "You have left The Harbour." in text_of(client.get("/"))
    assert role_of(party, bo) is None


def test_leaving_from_under_a_dialog_leads_home_as_well(browser, bo, party, topic):
    answer = submit_dialog(browser(bo), f"/p/{party.id}/leave", f"/p/{party.id}/t/{topic.id}")

    assert answer["HX-Redirect"] == "/"


def test_an_owner_reads_what_to_do_instead(browser, ada, bo, party):
    page = browser(ada).get(f"/p/{party.id}/leave")

    assert "hand it over" in text_of(page)
    assert ">Leave</button>" not in page.content.decode()
    assert submit(browser(ada), f"/p/{party.id}/leave").status_code == 409
    services.leave_party(bo, party_id=party.id)
    assert "nobody else is in it" in text_of(browser(ada).get(f"/p/{party.id}/leave"))
    assert role_of(party, ada) == Role.OWNER


def test_deleting_takes_the_name_as_it_is(browser, ada, party):
    client = browser(ada)
    for wrong in ("the harbour", "", "The Harbour "):
        assert submit(client, f"/p/{party.id}/delete", confirm=wrong).status_code == 400
    assert kept(party).deleted_at is None

    assert "2 members" in text_of(client.get(f"/p/{party.id}/delete"))
    answer = submit(client, f"/p/{party.id}/delete", confirm="The Harbour")
    assert answer["Location"] == "/"
    assert "The Harbour is deleted." in text_of(client.get("/"))
    assert kept(party).deleted_at is not None


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MODERATOR, Role.MEMBER])
def test_nobody_but_the_owner_deletes(browser, party, role):
    client = browser(member_of(party, "who", role))

    assert client.get(f"/p/{party.id}/delete").status_code == 403
    assert submit(client, "/parties/new", f"/p/{party.id}/delete", confirm="The Harbour").status_code == 403
    assert f"/p/{party.id}/delete" not in client.get(f"/p/{party.id}/settings").content.decode()
    assert kept(party).deleted_at is None


def test_whose_door_has_closed_reads_so_and_learns_nothing(browser, bo, eve, party):
    closed = browser(eve).get(f"/p/{party.id}/gone")

    assert text_of(closed) == text_of(browser(eve).get("/p/nothing/gone"))
    assert "not in this party any more" in text_of(closed)
    assert "Harbour" not in text_of(closed)
    assert browser(bo).get(f"/p/{party.id}/gone")["Location"] == f"/p/{party.id}"
    assert browser().get(f"/p/{party.id}/gone").status_code == 302


def test_htmx_gets_the_offer_alone(browser, ada, bo, party):
    headers = in_dialog("/") | {"HX-Target": "offer"}
    assert text_of(browser(bo).get(f"/p/{party.id}", headers=headers)) == ""
    services.offer_party(ada, party_id=party.id, user_id=str(bo.id))

    assert "You are asked" in text_of(browser(bo).get(f"/p/{party.id}", headers=headers))
    assert text_of(browser(ada).get(f"/p/{party.id}", headers=headers)) == ""

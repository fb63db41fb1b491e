"""It is true of a party's name, description and icon that admins change them, and that everybody is told."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from events.times import now
from messaging import services
from messaging.models import AuditEntry, IconFile, Message, Party, Role, Topic, User
from messaging.services import icons
from messaging.tests.clients import refused
from messaging.tests.people import member_of
from messaging.tests.rows import recorded

pytestmark = pytest.mark.django_db(databases=["messaging"])


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind)
    return file.getvalue()


def put_icon(api: Callable, person: User, party: Party, content: bytes, kind: str = "image/png") -> Any:
    return api(person).put(f"/parties/{party.id}/icon", raw=content, content_type=kind)


def test_a_new_name_is_told_to_everybody_and_said_in_the_system_topic(
    api: Callable, ada: User, party: Party, topic: Topic
):
    answer = api(ada).send("PATCH", f"/parties/{party.id}", {"name": "  The  Quay "})

    assert (answer.status_code, answer.json()["party"]["name"]) == (200, "The Quay")
    moved = Party.objects.get(id=party.id)
    assert (moved.rev, moved.version) == (party.rev + 1, party.version + 1)
    assert recorded("party:updated")[-1]["data"]["party_name"] == "The Quay"
    note = Message.objects.filter(topic=topic).latest("n")
    assert note.system == {
        "what": "renamed",
        "of": "party",
        "user_id": None,
        "by_id": str(ada.id),
        "name": "The Quay",
    }
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.before, entry.after) == (
        "party_renamed",
        {"name": "The Harbour"},
        {"name": "The Quay"},
    )


def test_a_description_alone_leaves_the_name_and_says_nothing_in_the_topic(
    api: Callable, ada: User, party: Party, topic: Topic
):
    before = Message.objects.count()

    answer = api(ada).send("PATCH", f"/parties/{party.id}", {"description": "Boats."}).json()["party"]

    assert (answer["name"], answer["description"]) == ("The Harbour", "Boats.")
    assert Message.objects.count() == before
    assert [entry.action for entry in AuditEntry.objects.all()] == ["party_described"]


def test_what_is_as_it_was_moves_nothing(ada: User, party: Party):
    services.update_party(ada, party_id=party.id, name="The Harbour", description="")

    assert Party.objects.get(id=party.id).rev == party.rev
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"name": ""}, "blank", "name"),
        ({"name": "x" * 65}, "too_long", "name"),
        ({"name": None}, "invalid", "name"),
        ({"description": "x" * 501}, "too_long", "description"),
        ({"description": "a\nb"}, "invalid", "description"),
    ],
)
def test_a_bad_name_or_description_is_refused_by_field(
    api: Callable, ada: User, party: Party, body: dict[str, Any], code: str, field: str
):
    refusal = refused(api(ada).send("PATCH", f"/parties/{party.id}", {"name": "New"} | body), 400, code)

    assert list(refusal["fields"]) == [field]
    assert Party.objects.get(id=party.id).name == "The Harbour"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_an_icon_is_made_anew_as_a_square_webp(api: Callable, ada: User, party: Party, media: Path, kind: str):
    answer = put_icon(api, ada, party, picture(kind))

    url = answer.json()["party"]["icon_url"]
    file = IconFile.objects.get()
    assert (answer.status_code, url, file.unused_since) == (200, f"/media/{file.name}", None)
    with Image.open(media / file.name) as image:
        assert (image.format, image.size) == ("WEBP", (256, 256))
    assert AuditEntry.objects.get().after == {"icon_url": url}


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 400, "invalid"),
        (b"no picture", 400, "invalid"),
        (picture("GIF"), 400, "invalid"),
        (picture() + b"<script>", 400, "invalid"),
        (picture() + b"0" * icons.MAX_BYTES, 413, "too_large"),
    ],
    ids=["nothing", "junk", "gif", "a page", "too large"],
)
def test_what_is_no_icon_is_refused_and_leaves_no_file(
    api: Callable, ada: User, party: Party, media: Path, content: bytes, status: int, code: str
):
    refusal = refused(put_icon(api, ada, party, content), status, code)

    assert list(refusal["fields"]) == ["icon"]
    assert Party.objects.get(id=party.id).icon_url == ""
    assert not IconFile.objects.exists()
    assert not list(media.rglob("*.webp"))


def test_json_is_no_icon(api: Callable, ada: User, party: Party):
    refused(api(ada).put(f"/parties/{party.id}/icon", {"icon": "x"}), 415, "unsupported_media_type")


def test_another_icon_and_none_leave_no_file_of_the_old(
    api: Callable, ada: User, party: Party, media: Path, django_capture_on_commit_callbacks: Callable
):
    for _ in range(2):
        with django_capture_on_commit_callbacks(using="messaging", execute=True):
            put_icon(api, ada, party, picture())
    assert len(list(media.rglob("*.webp"))) == IconFile.objects.count() == 1

    for _ in range(2):
        with django_capture_on_commit_callbacks(using="messaging", execute=True):
            assert api(ada).send("DELETE", f"/parties/{party.id}/icon").status_code == 204

    assert not list(media.rglob("*.webp"))
    assert not IconFile.objects.exists()
    assert Party.objects.get(id=party.id).icon_url == ""
    assert AuditEntry.objects.count() == 3


def test_a_member_uploads_nothing(api: Callable, bo: User, party: Party, media: Path):
    refused(put_icon(api, bo, party, picture()), 403, "forbidden")

    assert not IconFile.objects.exists()
    assert not list(media.rglob("*.webp"))


def test_a_file_that_nobody_uses_goes_once_no_upload_takes_that_long(party: Party, media: Path):
    icons._upload(party.id, picture())
    assert services.delete_left_icons() == 0

    IconFile.objects.update(unused_since=now() - icons.UPLOAD_TAKES - timedelta(seconds=1))

    assert services.delete_left_icons() == 1
    assert not list(media.rglob("*.webp"))


def test_an_admin_may_and_a_moderator_may_not(api: Callable, party: Party):
    admin, moderator = member_of(party, "cy", Role.ADMIN), member_of(party, "di", Role.MODERATOR)

    assert api(admin).send("PATCH", f"/parties/{party.id}", {"name": "Quay"}).status_code == 200
    refused(api(moderator).send("PATCH", f"/parties/{party.id}", {"name": "Pier"}), 403, "forbidden")


def test_looking_after_a_party_has_a_rate(api: Callable, ada: User, party: Party, limit: Callable):
    limit("moderation", 2)

    answers = [api(ada).send("PATCH", f"/parties/{party.id}", {"name": f"n{n}"}).status_code for n in range(3)]

    assert answers == [200, 200, 429]


def test_uploading_icons_has_a_rate_of_its_own(
    api: Callable, ada: User, bo: User, party: Party, limit: Callable, monkeypatch: pytest.MonkeyPatch
):
    limit("icons", 2)
    cy = member_of(party, "cy", Role.ADMIN)

    answers = [put_icon(api, ada, party, picture()) for _ in range(2)]
    answers += [api(ada).send("DELETE", f"/parties/{party.id}/icon"), put_icon(api, cy, party, picture())]
    for _ in range(3):
        refused(put_icon(api, bo, party, picture()), 403, "forbidden")
    # Whoever is too fast has nothing decoded.
    monkeypatch.setattr("messaging.services.icons.pictures.square_of", lambda *_, **__: 1 / 0)
    over = put_icon(api, ada, party, picture())

    assert [answer.status_code for answer in answers] == [200, 200, 204, 200]
    refused(over, 429, "rate_limited")
    assert (over["X-RateLimit-Limit"], over["X-RateLimit-Remaining"]) == ("2", "0")


def test_an_admin_who_may_not_write_changes_nothing(api: Callable, ada: User, party: Party):
    cy = member_of(party, "cy", Role.ADMIN, timeout_until=now() + timedelta(hours=1))

    refused(api(cy).send("PATCH", f"/parties/{party.id}", {"name": "Rude words"}), 403, "timed_out")
    refused(put_icon(api, cy, party, picture()), 403, "timed_out")
    refused(api(cy).send("DELETE", f"/parties/{party.id}/icon"), 403, "timed_out")

    assert Party.objects.get(id=party.id).name == "The Harbour"
    assert not AuditEntry.objects.exists()

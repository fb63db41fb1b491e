"""It is true of what accounts holds about somebody that they can take it along, without secrets, and nobody else."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as current
from django.test import Client

from accounts import jobs, services
from accounts.handlers import on_parties
from accounts.me import export_api
from accounts.models import Export, RefreshToken
from accounts.tests.images import picture
from events.catalogue import MemberCreated, PartyCreated, PartyDeleted
from events.errors import NotFound
from events.ids import new_id
from events.times import now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

API = "/accounts/api/v1/me/export"
PAGE = "/accounts/data"


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def account_in(content: bytes) -> dict:
    return json.loads(opened(content).read("account.json"))


def export_of(user) -> dict:
    return account_in(bytes(services.make_export(user).content))


def test_a_phone_asks_for_it_and_fetches_it(ada, phone_of):
    phone = phone_of(ada)

    made = phone.post(API)
    found = phone.get(API)
    export = made.json()["export"]
    file = phone.get(export["url"])

    assert (made.status_code, found.status_code, file.status_code) == (201, 200, 200)
    assert found.json() == made.json()
    assert file["Content-Type"] == "application/zip"
    assert file["Cache-Control"] == "private, no-store"
    assert file["Content-Disposition"].startswith('attachment; filename="chatterbox-account-')
    assert account_in(file.content)["profile"]["username"] == "ada"


def test_it_holds_all_that_is_known_about_them(ada, phone_of):
    phone_of(ada)
    SocialAccount.objects.create(user=ada, provider="google", uid="7", extra_data={"name": "Ada"})
    Authenticator.objects.create(user=ada, type="totp", data={"secret": "totp-secret"})
    Authenticator.objects.create(user=ada, type="webauthn", data={"name": "Laptop", "credential": {"k": "key"}})
    party = services.party_copy(party_id=new_id(), name="The Harbour", owner_id=ada.pk, version=1)
    services.save_party_copies([party])
    services.save_membership_copies(
        [
            services.membership_copy(
                party_id=party.pk, user_id=ada.pk, role="owner", joined_at=datetime(2026, 1, 1, tzinfo=UTC), version=2
            )
        ]
    )

    account = export_of(ada)

    assert account["complete"] is True
    assert account["profile"]["email"] == "ada@example.org"
    assert account["addresses"] == [{"address": "ada@example.org", "confirmed": True, "main": True}]
    assert (account["providers"][0]["provider"], account["providers"][0]["said"]) == ("google", {"name": "Ada"})
    assert [(factor["type"], factor["name"]) for factor in account["factors"]] == [
        ("totp", None),
        ("webauthn", "Laptop"),
    ]
    assert [sign_in["device"] for sign_in in account["sign_ins"]] == ["phone"]
    assert account["parties"] == [
        {"id": str(party.pk), "name": "The Harbour", "role": "owner", "joined_at": "2026-01-01T00:00:00.000Z"}
    ]


def test_parties_that_are_gone_are_not_in_it_and_others_are(ada):
    at, gone, stays = "2026-01-01T00:00:00.000Z", str(new_id()), str(new_id())
    for party_id in (gone, stays):
        party = PartyCreated(version=1, party_id=party_id, party_name="Tea", owner_id=str(ada.pk), created_at=at)
        mine = MemberCreated(version=2, party_id=party_id, user_id=str(ada.pk), role="owner", joined_at=at)
        on_parties([party, mine])

    on_parties([PartyDeleted(version=3, party_id=gone)])

    assert [party["id"] for party in export_of(ada)["parties"]] == [stays]


def test_addresses_of_sign_ins_are_told_where_they_are_known(ada, bo, browser_of, phone_of):
    browser_of(ada, REMOTE_ADDR="192.0.2.7")
    browser_of(ada, REMOTE_ADDR="2001:db8:1:2::7")
    browser_of(bo, REMOTE_ADDR="192.0.2.8")
    phone_of(ada)

    assert {sign_in["address"] for sign_in in export_of(ada)["sign_ins"]} == {"192.0.2.7", "2001:db8:1:2::7", None}


def test_who_was_deleted_meanwhile_leaves_no_export(ada):
    services.delete_account(ada.pk, delete_messages=False)

    with pytest.raises(NotFound):
        services.make_export(ada)
    assert not Export.objects.exists()


def test_refresh_families_are_told_and_no_secret_is(ada):
    sign_in = services.start_sign_in(user=ada, session_key="the-session-key", user_agent="", amr=[])
    token = services.issue_refresh_token(sign_in)
    services.rotate_refresh_token(token)
    Authenticator.objects.create(user=ada, type="totp", data={"secret": "totp-secret"})

    content = bytes(services.make_export(ada).content)

    text = opened(content).read("account.json").decode()
    (family,) = json.loads(text)["refresh_families"]
    secrets = [token, "the-session-key", "totp-secret", ada.password]
    secrets += RefreshToken.objects.values_list("digest", flat=True)
    assert (family["ses"], family["tokens"]) == (sign_in.ses, 2)
    assert [secret for secret in secrets if secret in text] == []


def test_their_picture_comes_along(ada, phone_of):
    phone = phone_of(ada)
    phone.generic("PUT", "/accounts/api/v1/me/avatar", picture(), content_type="image/png")

    file = phone.get(phone.post(API).json()["export"]["url"])

    assert opened(file.content).read("picture.webp")[8:12] == b"WEBP"


def test_without_a_picture_or_with_a_lost_one_it_comes_all_the_same(ada, media):
    assert opened(bytes(services.make_export(ada).content)).namelist() == ["account.json"]
    services.set_avatar(ada.pk, b"picture")
    for path in media.glob("*"):
        path.unlink()

    assert opened(bytes(services.make_export(ada).content)).namelist() == ["account.json"]


def test_nobody_else_can_open_it(ada, bo, phone_of, browser_of):
    export = Export.objects.get(pk=services.make_export(ada).pk)
    api, page = f"{API}/{export.pk}", f"/accounts/export/{export.pk}"

    assert phone_of(bo).get(api).status_code == 404
    assert browser_of(bo).get(page).status_code == 404
    assert Client().get(api).status_code == 401
    assert Client().get(page)["Location"].startswith("/accounts/login/")
    assert phone_of(bo).get(API).json()["code"] == "not_found"
    assert browser_of(ada).get(page).status_code == 200


@pytest.mark.parametrize("export", ["x", "0197a000-0000-7000-8000-000000000001", "%00", "a" * 400])
def test_what_is_none_is_not_found(ada, phone_of, export):
    answer = phone_of(ada).get(f"{API}/{export}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_after_seven_days_the_link_is_dead_and_the_file_gone(ada, bo, phone_of):
    phone = phone_of(ada)
    export = phone.post(API).json()["export"]
    fresh = services.make_export(bo)
    assert datetime.fromisoformat(export["expires_at"]) - now() > timedelta(days=6, hours=23)

    Export.objects.filter(user=ada).update(expires_at=now() - timedelta(seconds=1))

    assert phone.get(export["url"]).status_code == 404
    assert phone.get(API).status_code == 404
    assert jobs.delete_expired_exports(current.ACCOUNTS_DB) == 1
    assert [row.pk for row in Export.objects.all()] == [fresh.pk]


def test_a_new_one_takes_the_place_of_the_old(ada, bo, phone_of):
    kept = services.make_export(bo)
    phone = phone_of(ada)
    first, second = phone.post(API).json()["export"], phone.post(API).json()["export"]

    assert phone.get(first["url"]).status_code == 404
    assert phone.get(second["url"]).status_code == 200
    assert Export.objects.filter(pk=kept.pk).exists()


def test_too_many_have_to_wait(ada, browser_of, csrf, phone_of, monkeypatch):
    monkeypatch.setattr(export_api, "EXPORTS", 1)
    phone, browser = phone_of(ada), browser_of(ada)

    assert phone.post(API).status_code == 201
    assert phone.post(API).json()["code"] == "rate_limited"
    assert browser.post(PAGE, headers=csrf(browser)).status_code == 429


def test_a_list_that_is_too_long_is_cut_and_says_so(ada, monkeypatch):
    monkeypatch.setattr("accounts.services.exports.MOST", 2)
    for number in range(3):
        services.start_sign_in(user=ada, session_key=f"{number}", user_agent="", amr=[])

    account = export_of(ada)

    assert (len(account["sign_ins"]), account["complete"]) == (2, False)


def test_the_page_makes_it_and_links_to_it(ada, browser_of, csrf):
    browser = browser_of(ada)
    before = browser.get(PAGE).content.decode()

    made = browser.post(PAGE, headers=csrf(browser))
    page = browser.get(PAGE).content.decode()

    export = Export.objects.get(user=ada)
    assert "Export my account" in before
    assert "/accounts/export/" not in before
    assert made["Location"] == PAGE
    assert f'href="/accounts/export/{export.pk}"' in page
    assert account_in(browser.get(f"/accounts/export/{export.pk}").content)["profile"]["username"] == "ada"


def test_strangers_and_foreign_pages_get_nothing(ada, browser_of):
    assert Client().post(API).status_code == 401
    assert Client().get(PAGE)["Location"].startswith("/accounts/login/")
    assert browser_of(ada).post(PAGE).status_code == 403
    assert browser_of(ada).post(API).json()["code"] == "csrf_failed"
    assert not Export.objects.exists()


def test_it_takes_few_statements(ada, django_assert_max_num_queries):
    for number in range(20):
        sign_in = services.start_sign_in(user=ada, session_key=f"{number}", user_agent="", amr=[])
        services.issue_refresh_token(sign_in)

    with django_assert_max_num_queries(16):
        services.make_export(ada)

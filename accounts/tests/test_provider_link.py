"""It is true of a provider's account with the address of somebody who is here already that…"""

import pytest
from allauth.socialaccount.models import SocialAccount, SocialLogin

from accounts.models import User
from accounts.providers import linking
from accounts.tests.devices import forget_proofs
from accounts.tests.visits import Visitor, other
from conftest import PASSWORD

pytestmark = [pytest.mark.wide, pytest.mark.django_db]

ADA = {"person": "ada"}  # the demo provider's, whose address is ada@example.org


def sign_in(browser: Visitor, address: str):
    given = {"login": address, "password": PASSWORD}
    return browser.client.post("/accounts/login/?next=/accounts/link", given)


def link_page(browser: Visitor) -> str:
    return browser.client.get("/accounts/link").content.decode()


def test_it_is_linked_after_its_owner_signed_in_as_before(somebody, ada, told):
    name = {"google": "Google", "github": "GitHub"}[somebody.provider]
    answer = somebody.come(next="/i/abc", **ADA)
    asked = link_page(somebody)
    proved = sign_in(somebody, "ada@example.org")
    offered = link_page(somebody)
    before = SocialAccount.objects.count()
    linked = somebody.client.post("/accounts/link", {"link": "1"})

    assert answer["Location"] == proved["Location"] == "/accounts/link"
    assert "You have been here before" in asked
    assert "ada@example.org" in asked
    assert f"Link {name}?" in offered
    assert before == 0
    assert linked["Location"] == "/i/abc"
    assert SocialAccount.objects.get().user == ada
    assert len(told("user:created")) == 1

    again = Visitor(somebody.provider)
    again.come(**ADA)
    assert again.user() == ada


def test_nothing_is_linked_without_a_sign_in(somebody, ada):
    somebody.come(**ADA)
    somebody.client.post("/accounts/link", {"link": "1"})

    assert somebody.user() is None
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1


def test_nothing_is_linked_to_somebody_else(somebody, ada, bo):
    somebody.come(**ADA)
    sign_in(somebody, "bo@example.org")
    page = link_page(somebody)
    somebody.client.post("/accounts/link", {"link": "1"})

    assert "That is another account" in page
    assert not SocialAccount.objects.exists()
    assert somebody.user() == bo


def test_an_older_sign_in_proves_nothing(somebody, ada):
    sign_in(somebody, "ada@example.org")
    somebody.come(**ADA)
    page = link_page(somebody)

    assert somebody.user() is None
    assert "You have been here before" in page


def test_one_may_leave_it(somebody, ada):
    somebody.come(next="/p/x", **ADA)
    sign_in(somebody, "ada@example.org")
    answer = somebody.client.post("/accounts/link")

    assert answer["Location"] == "/p/x"
    assert not SocialAccount.objects.exists()
    assert somebody.client.get("/accounts/link")["Location"] == "/accounts/"


def test_it_waits_for_ten_minutes(somebody, ada, monkeypatch):
    somebody.come(**ADA)
    monkeypatch.setattr(linking, "WAITS", 0)

    assert somebody.client.get("/accounts/link")["Location"] == "/accounts/login/"
    sign_in(somebody, "ada@example.org")
    somebody.client.post("/accounts/link", {"link": "1"})
    assert not SocialAccount.objects.exists()


def test_signing_in_without_a_wish_leads_back_to_it(somebody, ada):
    somebody.come(**ADA)
    answer = somebody.client.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})

    assert answer["Location"] == "/accounts/link"


def test_the_other_provider_is_a_way_to_prove_it(visitor):
    browser = visitor("github")
    browser.come(person="nia")
    nia = browser.user()
    browser.client.post("/accounts/logout/")

    browser.provider = "google"
    browser.come(person="nia")
    browser.provider = "github"
    answer = browser.come(person="nia", next="/accounts/link")
    browser.client.post("/accounts/link", {"link": "1"})

    assert answer["Location"] == "/accounts/link"
    assert set(SocialAccount.objects.values_list("provider", "user_id")) == {("google", nia.pk), ("github", nia.pk)}


def test_any_verified_address_of_theirs_counts(visitor, sign_up):
    from allauth.account.models import EmailAddress

    mara = sign_up("mara")
    EmailAddress.objects.create(user=mara, email="nia@example.net", verified=True, primary=False)

    assert visitor("google").come()["Location"] == "/accounts/link"


def test_an_account_that_was_linked_meanwhile_stays_where_it_is(somebody, ada, bo):
    somebody.come(next="/p/x", **other("Ada", "ada@example.org", key="7"))
    sign_in(somebody, "ada@example.org")
    SocialAccount.objects.create(user=bo, provider=somebody.provider, uid=uid_of("7"))
    answer = somebody.client.post("/accounts/link", {"link": "1"}, follow=True)

    assert "belongs to somebody else here" in answer.content.decode()
    assert SocialAccount.objects.get().user == bo


def uid_of(key: str) -> str:
    from scripts.provider.people import Person

    return str(Person(key, "", "", None).number)


def test_where_next_leads_elsewhere_one_goes_home(somebody, ada):
    somebody.come(next="https://evil.example/", **ADA)
    sign_in(somebody, "ada@example.org")

    assert somebody.client.post("/accounts/link", {"link": "1"})["Location"] == "/"


def test_the_button_wants_a_csrf_token(provider, ada):
    browser = Visitor("google", enforce_csrf_checks=True)

    assert browser.client.post("/accounts/link", {"link": "1"}).status_code == 403


def connect(browser: Visitor):
    """Link a provider from one's account, which asks for the password once more when one signed in a while ago."""
    forget_proofs(browser.client)
    asked = browser.come_back(browser.choose(browser.go(process="connect"), person="nia"))
    assert asked["Location"] == "/accounts/reauthenticate/"
    return browser.client.post(asked["Location"], {"password": PASSWORD})


def test_somebody_signed_in_links_a_provider_and_removes_it_again(somebody, ada):
    sign_in(somebody, "ada@example.org")
    answer = connect(somebody)
    page = somebody.client.get("/accounts/3rdparty/").content.decode()
    account = SocialAccount.objects.get()

    assert answer["Location"] == "/accounts/3rdparty/"
    assert account.user == ada
    assert "Remove" in page
    removed = somebody.client.post("/accounts/3rdparty/", {"account": account.pk})
    assert removed.status_code == 302
    assert not SocialAccount.objects.exists()


def test_removing_one_ends_every_other_sign_in(somebody, ada, told):
    sign_in(somebody, "ada@example.org")
    connect(somebody)
    elsewhere = Visitor(somebody.provider)
    elsewhere.come()
    assert elsewhere.user() == ada
    somebody.client.post("/accounts/3rdparty/", {"account": SocialAccount.objects.get().pk})

    assert elsewhere.user() is None
    assert somebody.user() == ada
    assert [event["reason"] for event in told("session:revoked")] == ["factor_removed"]


def test_the_last_way_in_is_not_removed(somebody):
    somebody.come()
    page = somebody.client.post("/accounts/3rdparty/", {"account": SocialAccount.objects.get().pk})

    assert page.status_code == 200
    assert "no password" in page.content.decode()
    assert SocialAccount.objects.exists()


def test_an_account_of_somebody_else_is_not_taken_over(somebody, ada):
    Visitor(somebody.provider).come()
    sign_in(somebody, "ada@example.org")
    connect(somebody)

    assert SocialAccount.objects.get().user != ada
    assert somebody.user() == ada


def begin_to_connect(browser: Visitor, user: User) -> str:
    """Back from the provider, where the password is asked for before the two are linked; the provider's id of nia."""
    sign_in(browser, user.email)
    forget_proofs(browser.client)
    asked = browser.come_back(browser.choose(browser.go(process="connect"), person="nia"))
    assert asked["Location"] == "/accounts/reauthenticate/"
    state = browser.client.session["account_reauthentication_state"]["state"]
    return str(state["account"]["uid"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("owner", "said"), [("ada", "was linked to your account already"), ("bo", "belongs to somebody else here")]
)
def test_what_another_tab_has_linked_meanwhile_is_said_after_the_password(visitor, ada, bo, owner, said):
    browser = visitor("github")
    uid = begin_to_connect(browser, ada)
    SocialAccount.objects.create(user={"ada": ada, "bo": bo}[owner], provider="github", uid=uid)

    answer = browser.client.post("/accounts/reauthenticate/", {"password": PASSWORD}, follow=True)

    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/accounts/3rdparty/")
    assert said in answer.content.decode()
    assert SocialAccount.objects.get().user.username == owner


@pytest.fixture
def faster(monkeypatch):
    """Somebody links an account at a provider after it was looked up, and before it is linked here."""

    def be(user: User) -> None:
        lookup = SocialLogin.lookup

        def look_up(login):
            lookup(login)
            account = login.account
            SocialAccount.objects.create(user=user, provider=account.provider, uid=account.uid)

        monkeypatch.setattr(SocialLogin, "lookup", look_up)

    return be


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("owner", "said"), [("ada", "was linked to your account already"), ("bo", "belongs to somebody else here")]
)
def test_what_another_tab_links_at_the_same_moment_is_said_on_the_way_back(visitor, ada, bo, faster, owner, said):
    browser = visitor("github")
    sign_in(browser, ada.email)
    faster({"ada": ada, "bo": bo}[owner])

    back = browser.choose(browser.go(process="connect"), person="nia")
    answer = browser.client.get(back, follow=True)

    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/accounts/3rdparty/")
    assert said in answer.content.decode()
    assert SocialAccount.objects.get().user.username == owner


@pytest.mark.django_db(transaction=True)
def test_whoever_presses_the_button_in_two_tabs_has_linked_it(visitor, ada, monkeypatch):
    browser = visitor("github")
    browser.come(next="/i/abc", **ADA)
    sign_in(browser, ada.email)
    save = SocialAccount.save

    def second(account, **how):
        if how.pop("force_insert", False):
            SocialAccount.objects.bulk_create([SocialAccount(user=ada, provider="github", uid=account.uid)])
        save(account, force_insert=True, **how)

    monkeypatch.setattr(SocialAccount, "save", second)

    assert browser.client.post("/accounts/link", {"link": "1"})["Location"] == "/i/abc"


def test_what_was_linked_is_shown_also_where_the_provider_is_not_offered_any_more(somebody, ada, settings):
    sign_in(somebody, "ada@example.org")
    connect(somebody)
    settings.SIGN_IN_PROVIDERS = []
    settings.SOCIALACCOUNT_PROVIDERS = {}

    assert "Remove" in somebody.client.get("/accounts/3rdparty/").content.decode()
    assert somebody.client.get("/accounts/api/auth/browser/v1/account/providers").status_code == 200
    somebody.client.post("/accounts/3rdparty/", {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_createsuperuser_makes_staff_with_a_verified_address_and_one_event(told, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "seven folded papers")

    call_command("createsuperuser", username="Root-1", email="root@example.org", interactive=False, verbosity=0)

    user = User.objects.get()
    (event,) = told("user:created")
    assert (user.username, user.is_staff, user.is_superuser) == ("root-1", True, True)
    assert user.check_password("seven folded papers")
    assert (event["user_id"], event["is_staff"], event["version"]) == (str(user.pk), True, 1)
    assert EmailAddress.objects.get().verified

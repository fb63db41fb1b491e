import threading

import pytest
from django.db import connections

from accounts import services
from accounts.models import User
from events.errors import Invalid

pytestmark = pytest.mark.django_db


def test_every_change_is_one_version_and_one_event(ada, told):
    services.change_profile(ada.pk, {"display_name": "A"})
    user = services.change_profile(ada.pk, {"display_name": "B", "locale": "de"})

    assert (user.display_name, user.locale, user.version) == ("B", "de", 3)
    assert [(event["version"], event["display_name"]) for event in told("user:updated")] == [(2, "A"), (3, "B")]


def test_taken_username_is_refused_and_leaves_nothing(ada, bo, told):
    with pytest.raises(Invalid) as refused:
        services.change_profile(ada.pk, {"username": "bo", "display_name": "Bo"})

    assert list(refused.value.fields or ()) == ["username"]
    assert User.objects.get(pk=ada.pk).display_name == "Ada"
    assert told("user:updated") == []


def test_all_faults_are_named_at_once(ada):
    with pytest.raises(Invalid) as refused:
        services.change_profile(ada.pk, {"username": "!", "display_name": ""})

    assert set(refused.value.fields or ()) == {"username", "display_name"}


@pytest.mark.servers
def test_four_at_once_give_versions_without_gaps(ada, told):
    def change(number):
        try:
            services.change_profile(ada.pk, {"display_name": f"Ada {number}"})
        finally:
            connections.close_all()

    threads = [threading.Thread(target=change, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(event["version"] for event in told("user:updated")) == [2, 3, 4, 5]
    assert User.objects.get(pk=ada.pk).version == 5

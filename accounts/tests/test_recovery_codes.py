import threading

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import connections

pytestmark = pytest.mark.django_db


def test_code_works_once_and_a_wrong_one_never(ada):
    codes = RecoveryCodes.activate(ada)
    code = codes.get_unused_codes()[0]

    assert codes.validate_code(code)
    assert not codes.validate_code(code)
    assert not codes.validate_code("00000000")
    assert code not in RecoveryCodes(Authenticator.objects.get()).get_unused_codes()


@pytest.mark.servers
def test_same_code_twenty_times_at_once_works_once(ada):
    codes = RecoveryCodes.activate(ada)
    code = codes.get_unused_codes()[0]
    key = codes.instance.pk
    accepted = []

    def use():
        try:
            accepted.append(RecoveryCodes(Authenticator.objects.get(pk=key)).validate_code(code))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=use) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert accepted.count(True) == 1

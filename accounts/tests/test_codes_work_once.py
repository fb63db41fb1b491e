"""It is true that a code works once, whoever tries it and however many try at the same moment."""

import threading
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.db import connections

from accounts import services
from accounts.factors.once import step_of

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(transaction=True)]

AT_ONCE = 20


def answers_at_once(call, count=AT_ONCE):
    """What `count` threads, each with a database connection of its own, get from `call` at one moment."""
    barrier, got = threading.Barrier(count), []

    def work():
        try:
            barrier.wait(60)
            got.append(call())
        except Exception as error:
            got.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return got


def app_code(secret, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def fresh(factor):
    return Authenticator.objects.get(pk=factor.pk).wrap()


def test_recovery_code_works_once_and_a_wrong_one_never(ada):
    codes = RecoveryCodes.activate(ada)
    code = codes.get_unused_codes()[0]

    assert codes.validate_code(code)
    assert not codes.validate_code(code)
    assert not codes.validate_code("00000000")
    assert code not in fresh(codes.instance).get_unused_codes()


def test_same_recovery_code_twenty_times_at_once_works_once(ada):
    codes = RecoveryCodes.activate(ada)
    code = codes.get_unused_codes()[0]

    got = answers_at_once(lambda: fresh(codes.instance).validate_code(code))

    assert sorted(map(str, got)) == ["False"] * (AT_ONCE - 1) + ["True"]
    assert len(fresh(codes.instance).get_unused_codes()) == 9


def test_ten_recovery_codes_at_once_all_work(ada):
    codes = RecoveryCodes.activate(ada)
    each = iter(codes.get_unused_codes())
    lock = threading.Lock()

    def use():
        with lock:
            code = next(each)
        return fresh(codes.instance).validate_code(code)

    assert answers_at_once(use, 4) == [True] * 4
    assert len(fresh(codes.instance).get_unused_codes()) == 6


def test_looking_at_codes_does_not_make_a_used_one_good_again(ada):
    codes = RecoveryCodes.activate(ada)
    code = codes.get_unused_codes()[0]
    looking = fresh(codes.instance)  # read before the code is used, saved after
    assert codes.validate_code(code)

    looking.mark_as_viewed()

    assert fresh(codes.instance).did_view
    assert not fresh(codes.instance).validate_code(code)


def test_new_recovery_codes_end_the_old_ones(ada):
    old = services.new_recovery_codes(ada).wrap().get_unused_codes()
    services.new_recovery_codes(ada)

    kept = RecoveryCodes(Authenticator.objects.get())
    assert not any(kept.validate_code(code) for code in old)


def test_codes_of_an_app_work_once_also_in_another_process(ada):
    """allauth keeps used ones in the cache of one process; this one is read from the database."""
    secret = generate_totp_secret()
    app = TOTP.activate(ada, secret)
    code = app_code(secret)

    got = answers_at_once(lambda: fresh(app.instance).validate_code(code))

    assert sorted(map(str, got)) == ["False"] * (AT_ONCE - 1) + ["True"]


def test_an_earlier_code_is_worth_nothing_after_a_later_one(ada):
    secret = generate_totp_secret()
    app = TOTP.activate(ada, secret)
    early, late = app_code(secret), app_code(secret, 1)

    assert app.validate_code(late)
    assert not fresh(app.instance).validate_code(early)


def test_a_clock_may_be_half_a_minute_off_but_not_a_minute(monkeypatch):
    secret = generate_totp_secret()
    monkeypatch.setattr(time, "time", lambda: 1_000_000_000.0)
    step = 1_000_000_000 // 30

    assert [step_of(secret, app_code(secret, off)) for off in (-1, 0, 1)] == [step - 1, step, step + 1]
    assert [step_of(secret, app_code(secret, off)) for off in (-2, 2)] == [None, None]
    assert [step_of(secret, code) for code in ("", "abc", "١٢٣٤٥٦", "1" * 20)] == [None] * 4


def test_a_code_of_a_factor_that_is_gone_is_refused(ada):
    secret = generate_totp_secret()
    app, codes = TOTP.activate(ada, secret), RecoveryCodes.activate(ada)
    code = codes.get_unused_codes()[0]
    Authenticator.objects.all().delete()

    assert not app.validate_code(app_code(secret))
    assert not codes.validate_code(code)

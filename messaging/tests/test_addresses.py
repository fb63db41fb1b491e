import pytest
from django.test import RequestFactory

from messaging.addresses import address_of


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "10.0.0.9"),
        (0, "198.51.100.7", "10.0.0.9"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.5, 198.51.100.7", "198.51.100.7"),
        (2, "192.0.2.1, 203.0.113.5, 198.51.100.7", "203.0.113.5"),
        (1, "", "10.0.0.9"),
        (2, "198.51.100.7", "10.0.0.9"),
        (1, " , 198.51.100.7 ,", "198.51.100.7"),
    ],
)
def test_an_address_is_believed_from_our_own_proxies_only(settings, proxies: int, forwarded: str, address: str):
    settings.TRUSTED_PROXIES = proxies

    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="10.0.0.9")

    assert address_of(request) == address

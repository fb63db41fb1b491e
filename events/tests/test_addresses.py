"""It is true of addresses that our own proxies alone are believed about them, and that limits count customers."""

import pytest
from django.test import RequestFactory

from events.addresses import NO_ADDRESS, client_address, counted_as


def request_from(peer: str, forwarded: str = ""):
    return RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR=peer)


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
        (1, "nobody", NO_ADDRESS),
    ],
)
def test_an_address_is_believed_from_our_own_proxies_only(settings, proxies: int, forwarded: str, address: str):
    settings.TRUSTED_PROXIES = proxies

    assert client_address(request_from("10.0.0.9", forwarded)) == address


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("2001:DB8:1:2::0007", "2001:db8:1:2::7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::1", "::1"),
        ("", NO_ADDRESS),
    ],
)
def test_an_address_is_whole_and_has_one_spelling(settings, peer: str, address: str):
    settings.TRUSTED_PROXIES = 0

    assert client_address(request_from(peer)) == address


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::ffff:c000:207", "192.0.2.7"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::7", "2001:db8:1:3::/64"),
        ("fe80::7%eth0", "fe80::/64"),
        ("nobody", NO_ADDRESS),
    ],
)
def test_limits_count_a_network_of_ipv6_as_one_and_each_address_of_ipv4(address: str, counted: str):
    assert counted_as(address) == counted

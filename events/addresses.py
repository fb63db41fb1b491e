"""Where a request comes from: its address, whole, and what limits count that as."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from django.conf import settings
from django.http import HttpRequest

#: Stands for an address that is not known, so that limits by address still hold.
NO_ADDRESS: Final = "0.0.0.0"  # noqa: S104 - nothing is bound to it
#: How many bits of an IPv6 address say whose it is. The rest a customer's own devices choose, anew whenever they like.
CUSTOMER_BITS: Final = 64


def client_address(request: HttpRequest) -> str:
    """The client's address: the peer's, or behind TRUSTED_PROXIES proxies what the outermost of them saw; what stands
    further left may be invented. An IPv4 address is spelt as one, also where a socket for both has it as IPv6.
    """
    trusted: int = settings.TRUSTED_PROXIES
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    seen = hops[-trusted] if trusted and len(hops) >= trusted else str(request.META.get("REMOTE_ADDR", ""))
    return str(_parsed(seen) or NO_ADDRESS)


def counted_as(address: str, bits: int = CUSTOMER_BITS) -> str:
    """What limits count an address as: itself, or of IPv6 the whole network, the customer's 2001:db8:1:2::/64 say."""
    found = _parsed(address)
    if isinstance(found, IPv6Address):
        return str(IPv6Network((int(found), bits), strict=False))
    return str(found or NO_ADDRESS)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found

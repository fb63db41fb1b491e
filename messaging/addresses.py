"""Whom limits count a request for when nobody is signed in, and beside whoever is."""

from django.http import HttpRequest

from events.addresses import client_address, counted_as


def address_of(request: HttpRequest) -> str:
    """The sender's address as limits count it."""
    return counted_as(client_address(request))

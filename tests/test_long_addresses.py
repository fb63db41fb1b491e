"""It is true of an address as long as load balancers let through that it comes to the service and back."""

from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import pytest

from scripts.stack import Stack

pytestmark = pytest.mark.servers

#: In another script than ours: each letter is 6 bytes of an address, and 10 of one within an address.
WORDS = "лодка " * 240


def test_words_that_are_shared_wait_behind_the_sign_in(stack_site: Stack):
    path = f"/share?text={quote(WORDS)}"
    connection = HTTPConnection(urlsplit(stack_site.url).netloc, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()

    assert answer.status == 302
    assert quote(path) in answer.headers["Location"]
    connection.close()


def test_what_is_longer_is_refused_and_not_waited_for(stack_site: Stack):
    connection = HTTPConnection(urlsplit(stack_site.url).netloc, timeout=10)
    connection.request("GET", f"/share?text={'a' * 20_000}")

    assert connection.getresponse().status == 414
    connection.close()

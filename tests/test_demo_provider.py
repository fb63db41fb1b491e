"""It is true of the demo provider that `make run` starts and ends it, and does without it where it must."""

import socket
import urllib.request

import pytest

from tests.sites import LocalSite, answers, free_port, local_site


def sign_in_page(site: LocalSite) -> str:
    with urllib.request.urlopen(f"{site.url}/accounts/login/", timeout=10) as answer:
        return str(answer.read().decode())


def test_it_comes_and_goes_with_the_site(tmp_path):
    port = free_port()
    with local_site(tmp_path / "data", PROVIDER_PORT=str(port)) as site:
        assert answers(f"http://127.0.0.1:{port}/health")
        assert f"http://localhost:{port}" in site.log.read_text()
        assert "Continue with Google" in sign_in_page(site)

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)


@pytest.mark.long
def test_where_its_port_is_taken_the_site_says_so_and_has_no_such_buttons(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with local_site(tmp_path / "data", PROVIDER_PORT=str(port)) as site:
            page = sign_in_page(site)
            assert f"port {port} can't be opened" in site.log.read_text()

    assert "Continue with" not in page
    assert 'type="password"' in page


@pytest.mark.long
def test_without_the_demo_there_is_none(tmp_path):
    port = free_port()
    with local_site(tmp_path / "data", PROVIDER_PORT=str(port), DEMO="0") as site:
        assert "Continue with" not in sign_in_page(site)
        assert not answers(f"http://127.0.0.1:{port}/health")

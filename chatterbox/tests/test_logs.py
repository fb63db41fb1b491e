"""It is true of logs that a traceback never holds the values of variables, nor asks anybody for them."""

import json
import logging
import logging.config
from types import SimpleNamespace

import pytest
from django.urls import get_resolver

from chatterbox.paths import SECRET_PARTS, told_path
from chatterbox.settings.logs import logging_config


class Query:
    """Shown only by asking, as a query is."""

    def __repr__(self) -> str:
        pytest.fail("asked")


def written(style: str) -> str:
    """The line that a fault with a secret in a variable leaves."""
    formatter = logging.config.DictConfigurator(logging_config(style, "INFO")).configure_formatter(
        logging_config(style, "INFO")["formatters"]["shared"]
    )
    secret, query = "seven folded papers", Query()  # noqa: F841 - they are what the traceback could show
    try:
        raise ValueError("broken")
    except ValueError as error:
        fault = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "it_failed", None, fault)
    return str(formatter.format(record))


@pytest.mark.parametrize("style", ["json", "text"])
def test_traceback_tells_where_and_no_values(style):
    text = written(style)

    assert "ValueError: broken" in text
    assert "in written" in text
    assert "folded" not in text.replace('"seven folded papers", Query()', "")


def test_json_is_one_object_a_line():
    text = written("json")

    assert "\n" not in text
    assert json.loads(text)["event"] == "it_failed"


class Request:
    """What Django leaves of a request that led to a view."""

    def __init__(self, path: str, **parts: str) -> None:
        self.path = path
        self.resolver_match = SimpleNamespace(kwargs=parts) if parts else None


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (Request("/i/Xy7Kq/join", code="Xy7Kq"), "/i/…/join"),
        (Request("/accounts/first-admin/s3cret", secret="s3cret"), "/accounts/first-admin/…"),
        (Request("/accounts/password/reset/key/1a-k3y/", uidb36="1a", key="k3y"), "/accounts/password/reset/key/1a-…/"),
        (Request("/p/0197/t/0198", party="0197", topic="0198"), "/p/0197/t/0198"),
        (Request("/nowhere"), "/nowhere"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_path_is_told_without_what_lets_in_whoever_knows_it(request_, told):
    assert told_path(request_) == told


def test_nor_do_djangos_own_lines_tell_it():
    config = logging_config("json", "INFO")["formatters"]["shared"]
    formatter = logging.config.DictConfigurator(logging_config("json", "INFO")).configure_formatter(config)
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "%s: %s", ("Gone", "/i/Xy7Kq"), None)
    record.request = Request("/i/Xy7Kq", code="Xy7Kq")

    line = formatter.format(record)

    assert json.loads(line)["event"] == "Gone: /i/…"
    assert "Xy7Kq" not in line


@pytest.mark.parametrize("view", ["invite", "enter", "join", "first-admin"])
def test_views_whose_addresses_let_somebody_in_are_known(view):
    names = [*SECRET_PARTS]

    [pattern] = [one for one in _patterns(get_resolver()) if one.name == view]

    assert set(pattern.pattern.converters) <= {*names}


def _patterns(resolver):
    for one in resolver.url_patterns:
        yield from _patterns(one) if hasattr(one, "url_patterns") else [one]

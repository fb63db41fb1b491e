"""It is true of logs that a traceback never holds the values of variables, nor asks anybody for them."""

import json
import logging
import logging.config

import pytest

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

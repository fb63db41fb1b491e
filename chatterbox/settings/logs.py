"""Where log lines go, and what they look like."""

from typing import Any

import structlog

from chatterbox.paths import told_path


def logging_config(style: str, level: str) -> dict[str, Any]:
    """Logs to standard error: one JSON object a line, or plain text; both carry what `events.context` bound."""
    renderer = structlog.processors.JSONRenderer() if style == "json" else _console()
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _without_request,
        _without_traceback_of_refusals,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if style == "json":
        last.append(structlog.processors.format_exc_info)  # the console renderer draws tracebacks itself
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "shared": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [*last, renderer],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "shared"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django mails and prints on its own; here its records go up to the root like all others.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "daphne": {"level": "WARNING"},
            # At DEBUG it writes down every command with all it holds: addresses, sessions, password hashes.
            "pymongo": {"level": "WARNING"},
        },
    }


def _console() -> structlog.dev.ConsoleRenderer:
    """Plain tracebacks: fine ones show the values of variables, and so passwords. To show a query they even run it."""
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)


def _without_request(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Django adds the request to what it logs, and its address may hold a code of a provider or of a mail."""
    request = event.pop("request", None)
    if hasattr(request, "path"):
        event["event"] = str(event["event"]).replace(request.path, told_path(request))
    return event


def _without_traceback_of_refusals(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """What Django refuses for safety, such as an unknown host: anybody can make it log that, and there is no fault."""
    if event.get("logger", "").startswith("django.security"):
        event.pop("exc_info", None)
    return event

import json
import logging

import structlog


class Lines(logging.Formatter):
    """A line of JSON with what a test wants to know."""

    def format(self, record: logging.LogRecord) -> str:
        more = {
            name: getattr(record, name, "")
            for name in ("worker", "fault", "key", "event_type", "job", "failpoint", "first")
        }
        bound = structlog.contextvars.get_contextvars()
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        return json.dumps({"event": record.getMessage(), "trace": trace, **more, **bound}, default=str)

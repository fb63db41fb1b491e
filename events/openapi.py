"""What the OpenAPI documents of both services have in common: how one signs in, and how parts are referred to."""

from typing import Any, Final

REFERENCE: Final = "#/components/schemas/{name}"
BEARER: Final[dict[str, Any]] = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
COOKIE: Final[dict[str, Any]] = {
    "type": "apiKey",
    "in": "cookie",
    "name": "chatterbox_access",
    "description": "What changes something wants the cookie csrftoken back in the header X-CSRFToken as well.",
}


def reference(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}

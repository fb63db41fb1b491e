"""The ASGI application: HTTP to Django, sockets to messaging where it is installed. Alone knows how HTTP runs."""

from typing import Any

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.apps import apps

django.setup(set_prefix=False)

from chatterbox.onehop import http_application  # noqa: E402 - needs the apps


def _sockets() -> dict[str, Any]:
    if not apps.is_installed("messaging"):
        return {}
    from messaging.routing import websocket_urlpatterns

    return {"websocket": URLRouter(websocket_urlpatterns)}


application = ProtocolTypeRouter({"http": http_application(), **_sockets()})

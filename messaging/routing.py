"""Addresses of the socket."""

from typing import Any, cast

from django.urls import path

from messaging.consumers import SocketConsumer

websocket_urlpatterns: list[Any] = [path("ws", cast(Any, SocketConsumer.as_asgi()))]

from django.apps import AppConfig


class ChatterboxConfig(AppConfig):
    name = "chatterbox"

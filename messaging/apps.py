from importlib import import_module

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"
    default_auto_field = "events.fields.KeyAutoField"

    def ready(self) -> None:
        import_module("messaging.resync").register()  # before the handlers
        import_module("messaging.handlers")
        import_module("messaging.jobs")

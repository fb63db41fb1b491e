from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "events.fields.KeyAutoField"

    def ready(self) -> None:
        import_module("accounts.resync").register()  # before the handlers
        import_module("accounts.handlers")
        import_module("accounts.jobs")
        import_module("accounts.signals")
        import_module("accounts.addresses").use()
        import_module("accounts.limits").count_by_ours()
        import_module("accounts.factors.flows").use()
        import_module("accounts.providers.linking").use()
        import_module("accounts.inputs").read_strictly()

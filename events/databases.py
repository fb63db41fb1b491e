"""Which services this process runs, and where each keeps its rows: settings ACCOUNTS_DB and MESSAGING_DB say so."""

from django.conf import settings

SERVICES = ("accounts", "messaging")


def databases() -> dict[str, str]:
    """Alias of the database of every service of this profile, by the service's name."""
    aliases = {service: getattr(settings, f"{service.upper()}_DB", None) for service in SERVICES}
    return {service: alias for service, alias in aliases.items() if alias}

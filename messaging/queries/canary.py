"""Beats of the canary, for the processes that show them."""

from datetime import datetime

from django.conf import settings

from messaging.models import CanaryBeat


def beats_since(saved: datetime) -> list[CanaryBeat]:
    """Those that were saved at a time or later, in the order of their saving."""
    rows = CanaryBeat.objects.using(settings.MESSAGING_DB).filter(saved_at__gte=saved)
    return list(rows.order_by("saved_at"))

"""Beats of the canary, for the processes that show them."""

from datetime import datetime

from django.conf import settings

from messaging.models import CanaryBeat


def beats_since(saved: datetime) -> list[CanaryBeat]:
    """Those that were saved at a time or later, in the order of their saving."""
    rows = CanaryBeat.objects.using(settings.MESSAGING_DB).filter(saved_at__gte=saved)
    return list(rows.order_by("saved_at"))


def newest_beat_at() -> datetime | None:
    """When the last beat began, of whichever canary; None when there was none."""
    rows = CanaryBeat.objects.using(settings.MESSAGING_DB).order_by("-id")
    return rows.values_list("started_at", flat=True).first()

"""Print the one-time link of the first administrator."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import services
from accounts.first_admin import link_of


class Command(BaseCommand):
    help = "Print the one-time link by which the first administrator of an empty deployment comes in."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            secret = services.offer_first_admin()
        except services.AdminExists as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write("Whoever opens this first becomes the administrator. It works once, within a day:")
        self.stdout.write(link_of(secret))

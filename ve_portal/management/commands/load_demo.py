"""Fill the database with the demo, once."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ve_portal.demo import load


class Command(BaseCommand):
    """Loads the fictional people and their exchanges; a second run changes nothing."""

    help = "Load the demo: fictional people, and exchanges in every state. For development only."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("The demo is for development: its passwords are public.")
        if load.is_loaded():
            self.stdout.write("The demo is loaded already.")
            return
        call_command("load_reference", stdout=self.stdout)
        load.load()
        self.stdout.write("The demo is loaded.")

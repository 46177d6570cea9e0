"""`python manage.py demo`: the whole portal on this machine, until Ctrl-C."""

import sys
from typing import Any

from django.core.management import BaseCommand, call_command, get_commands

from ve_portal.local import demo
from ve_portal.local.supervisor import interrupted_by_signals


class Command(BaseCommand):
    """Migrates, loads the demo data, and runs web, worker, beat and mail together."""

    help = "Run the portal with its demo data on this machine."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        status = 0
        try:
            with interrupted_by_signals():
                call_command("migrate", verbosity=0, interactive=False)
                self._call("load_demo")
                status = demo.run(self._announce)
        except KeyboardInterrupt:
            status = 0
        self.stdout.write("The demo has stopped; its data stays.")
        sys.exit(status)

    def _announce(self) -> None:
        self.stdout.write(f"\nThe portal is at {demo.address()}\n")
        self._call("demo_people", plain=True)
        self.stdout.write(f"Mail is read at {demo.address()}mail/\nCtrl-C stops the demo.")
        self.stdout.flush()

    def _call(self, name: str, **options: Any) -> None:
        if name in get_commands():
            call_command(name, stdout=self.stdout, **options)

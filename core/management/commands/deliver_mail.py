"""Send the e-mails that are due, by hand: for when no worker runs."""

from typing import Any

from django.core.management.base import BaseCommand

from core.delivery import deliver_due


class Command(BaseCommand):
    """Does once what the worker does every few seconds; both may run at the same time."""

    help = "Send the e-mails that are due now."

    def handle(self, *_args: Any, **_options: Any) -> None:
        total = 0
        while sent := deliver_due():
            total += sent
        self.stdout.write(f"{total} sent.")

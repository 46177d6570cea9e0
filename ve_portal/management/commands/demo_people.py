"""Say whom one can log in as in the demo."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ve_portal.demo.people import PASSWORD, PEOPLE


class Command(BaseCommand):
    """Prints one line per person of the demo: the address, and who they are."""

    help = "List the people of the demo, and the password that they share."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print for machines")
        parser.add_argument("--plain", action="store_true", help="no heading")

    def handle(self, *_args: Any, **options: Any) -> None:
        people = [person for person in PEOPLE if person.tells]
        if options["json"]:
            listed = [{"address": person.address, "is": person.tells} for person in people]
            self.stdout.write(json.dumps({"password": PASSWORD, "people": listed}))
            return
        if not options["plain"]:
            self.stdout.write("People of the demo:")
        width = max(len(person.address) for person in people)
        for person in people:
            self.stdout.write(f"{person.address:<{width}}  {person.tells}")
        self.stdout.write(f"The password of all is: {PASSWORD}")

"""Make somebody the office of an institution: how a new portal gets its first administrator."""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.enums import Role
from accounts.models import Institution, User
from accounts.workflow import grant_role


class Command(BaseCommand):
    """Gives the role of the international relations office to an address."""

    help = (
        "Make a person the international relations office of an institution. Without an account "
        "one is made for the address; its owner chooses the password with “Forgot your password?”."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="the person's e-mail address")
        parser.add_argument("--institution", default="unisi.it", help="its SCHAC code")
        parser.add_argument("--given-name", default="")
        parser.add_argument("--family-name", default="")

    def handle(self, *_args: Any, **options: Any) -> None:
        institution = Institution.objects.filter(schac_code=options["institution"]).first()
        if institution is None:
            raise CommandError(
                f"No institution has the SCHAC code {options['institution']}: run load_reference."
            )
        user = User.objects.filter(email__iexact=options["address"]).first()
        if user is None:
            user = User.objects.create_user(
                options["address"],
                given_name=options["given_name"],
                family_name=options["family_name"],
            )
            # Its owner verifies the address when they first log in.
            EmailAddress.objects.create(user=user, email=user.email, primary=True)
        if institution.pk in user.institutions_as(Role.OFFICE):
            self.stdout.write(f"{user} is the office of {institution} already.")
            return
        values = {
            "role": Role.OFFICE,
            "institution": institution,
            "reason": "Granted on the command line.",
        }
        grant_role(user, values, by=None)
        self.stdout.write(f"{user} is now the office of {institution}.")

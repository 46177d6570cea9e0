#!/usr/bin/env python
"""Run a management command."""

import os
import sys
from contextlib import ExitStack

# Importing the package pins the zone rules before anything reads them.
from ve_portal.local import demo
from ve_portal.local.errors import LocalServiceError
from ve_portal.local.services import ensure_services

_PRODUCTION = "ve_portal.settings.production"


def main() -> None:
    """Hand the command line to Django, with the local services where no others are named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ve_portal.settings.development")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    with ExitStack() as held:
        try:
            if command == demo.NAME:
                held.enter_context(demo.claimed())
            if os.environ["DJANGO_SETTINGS_MODULE"] != _PRODUCTION:
                ensure_services(started_by=command)
        except LocalServiceError as error:
            sys.exit(str(error))

        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever reads has read enough (`| head`); what is still to be flushed goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)

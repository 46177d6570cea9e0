#!/usr/bin/env python
"""Run a management command."""

import os
import sys

import ve_portal  # noqa: F401 -- pins the zone rules before anything reads them


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ve_portal.settings.development")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

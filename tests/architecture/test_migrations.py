"""The migrations make what the models say."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_models_match_their_migrations():
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=3)
    except SystemExit as stop:
        pytest.fail(f"makemigrations would write something (status {stop.code})")

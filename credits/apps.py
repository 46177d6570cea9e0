"""Credits as a Django app."""

import importlib

from django.apps import AppConfig


class CreditsConfig(AppConfig):
    """Registers the app's permissions."""

    name = "credits"

    def ready(self) -> None:
        importlib.import_module("credits.permissions")

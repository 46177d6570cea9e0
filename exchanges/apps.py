"""Exchanges as a Django app."""

import importlib

from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    """Registers the app's permissions."""

    name = "exchanges"

    def ready(self) -> None:
        importlib.import_module("exchanges.permissions")

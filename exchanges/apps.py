"""Exchanges as a Django app."""

import importlib

from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    """Registers the app's permissions, and its sessions as something to be reminded of."""

    name = "exchanges"

    def ready(self) -> None:
        importlib.import_module("exchanges.permissions")
        reminding = importlib.import_module("core.reminding")
        reminding.register(importlib.import_module("exchanges.reminders").SESSIONS)

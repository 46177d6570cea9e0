"""Exchanges as a Django app."""

import importlib

from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    """Registers the app's permissions, and what the outbox asks before it sends a reminder."""

    name = "exchanges"

    def ready(self) -> None:
        importlib.import_module("exchanges.permissions")
        outbox = importlib.import_module("core.outbox")
        letters = importlib.import_module("exchanges.notifications.session")
        reminders = importlib.import_module("exchanges.workflow.reminder")
        outbox.register_check(letters.REMINDER, reminders.reason_not_to_send)

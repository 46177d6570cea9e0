"""People and institutions as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app's permissions."""

    name = "accounts"

    def ready(self) -> None:
        import_module("accounts.permissions")

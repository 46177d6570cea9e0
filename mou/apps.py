"""Memoranda as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class MouConfig(AppConfig):
    """Registers the app's permissions."""

    name = "mou"

    def ready(self) -> None:
        import_module("mou.permissions")

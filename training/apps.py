"""Training as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Registers the app's permissions."""

    name = "training"

    def ready(self) -> None:
        import_module("training.permissions")

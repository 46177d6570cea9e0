"""Training as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Registers the app's permissions, and its meetings as something to be reminded of."""

    name = "training"

    def ready(self) -> None:
        import_module("training.permissions")
        reminding = import_module("core.reminding")
        reminding.register(import_module("training.reminders").MEETINGS)

"""Training as a Django app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Names the app."""

    name = "training"

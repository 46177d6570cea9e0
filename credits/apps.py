"""Credits as a Django app."""

from django.apps import AppConfig


class CreditsConfig(AppConfig):
    """Names the app."""

    name = "credits"

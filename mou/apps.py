"""Memoranda as a Django app."""

from django.apps import AppConfig


class MouConfig(AppConfig):
    """Names the app."""

    name = "mou"

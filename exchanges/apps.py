"""Exchanges as a Django app."""

from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    """Names the app."""

    name = "exchanges"

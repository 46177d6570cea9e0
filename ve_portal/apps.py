"""The composition root as a Django app, so that its commands and templates are found."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Names the composition root."""

    name = "ve_portal"
    verbose_name = "Virtual Exchange portal"

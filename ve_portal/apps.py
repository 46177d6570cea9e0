"""The composition root as a Django app, so that its commands and templates are found."""

from django.apps import AppConfig
from django.core.checks import register

from ve_portal import checks


class PortalConfig(AppConfig):
    """Names the composition root, and registers its system checks."""

    name = "ve_portal"
    verbose_name = "Virtual Exchange portal"

    def ready(self) -> None:
        register(checks.accent_is_readable)
        register(checks.logo_is_there)
